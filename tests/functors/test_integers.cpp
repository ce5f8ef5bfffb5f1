#include "support/guarded.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using namespace rectify_test;

template <class T>
class Integers : public testing::Test {
};

using integer_types = testing::Types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
                                     std::uint32_t, std::int64_t, std::uint64_t, long long, unsigned long long>;
TYPED_TEST_SUITE(Integers, integer_types);

TYPED_TEST(Integers, ReluAtTheLimitsAndBetween)
{
    using T = TypeParam;
    using limits = std::numeric_limits<T>;
    const rectify::relu<T> relu;
    std::vector<T> values{limits::min(), T(limits::min() + 1), T(-1), T(0), T(1), T(limits::max() - 1), limits::max()};
    for (int k = -120; k < 120; k += 7) {
        values.push_back(static_cast<T>(k));
    }
    for (std::size_t n = 0; n < 300; ++n) {
        guarded<T> x(n, guarded<T>::guard::behind), y(n, guarded<T>::guard::behind), d(n, guarded<T>::guard::before);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < n; ++i) {
            x.elements()[i] = values[(i + n) % values.size()];
            zeros += !(x.elements()[i] > 0);
        }
        EXPECT_EQ(rectify::forward_measured(relu, x.elements(), y.elements()), (rectify::sparsity{zeros, n}));
        rectify::derivative(relu, x.elements(), d.elements());
        for (std::size_t i = 0; i < n; ++i) {
            const T v = x.elements()[i];
            ASSERT_EQ(y.elements()[i], v > 0 ? v : T(0));
            ASSERT_EQ(d.elements()[i], v > 0 ? T(1) : T(0));
            ASSERT_EQ(relu(v), v > 0 ? v : T(0));
        }
        rectify::forward(relu, x.elements(), d.elements());
        rectify::backward(relu, x.elements(), y.elements(), x.elements());
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(d.elements()[i], y.elements()[i]);
            ASSERT_EQ(x.elements()[i], y.elements()[i]); // y * f'(x) is y
        }
        ASSERT_TRUE(x.untouched() && y.untouched() && d.untouched());
    }
}

} // namespace
