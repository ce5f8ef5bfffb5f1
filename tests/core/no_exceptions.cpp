// Compiled with -fno-exceptions: a wrong call prints its sentence and aborts.

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <vector>

TEST(ErrorsWithoutExceptions, PrintTheSentenceAndAbort)
{
    std::vector<float> x(5), y(7);
    EXPECT_DEATH(rectify::forward(rectify::relu<float>{}, x, y), "rectify::forward: y has 7 elements, but x has 5");
}
