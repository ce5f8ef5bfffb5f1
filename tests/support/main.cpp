// Says which architecture the tests ran on, then runs them.

#include "support/architecture.hpp"

#include <gtest/gtest.h>

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    return rectify_test::is_expected_architecture(std::cout) ? RUN_ALL_TESTS() : 1;
}
