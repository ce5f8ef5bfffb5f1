// e^x and e^x - 1 over their whole range.

#include "support/ulp.hpp"

#include <rectify/math/exp.hpp>

#include <gtest/gtest.h>

namespace {

using namespace rectify_test;
using rectify::precision;

template <class T>
class Exp : public testing::Test {
};

using floating_types = testing::Types<float, double>;
TYPED_TEST_SUITE(Exp, floating_types);

template <class T>
std::vector<T> arguments()
{
    std::vector<T> x = special_values<T>();
    for (const auto& more :
         {random_bits<T>(100'000, 1), normal_values<T>(100'000, T(1), 2), normal_values<T>(100'000, T(30), 3),
          normal_values<T>(50'000, T(300), 4), normal_values<T>(20'000, T(1e-4), 5)}) {
        x.insert(x.end(), more.begin(), more.end());
    }
    // Where the rounding to n changes: odd multiples of ln 2 / 2, and their neighbours.
    for (int k = -2200; k < 2200; ++k) {
        const T edge = static_cast<T>((k + 0.5L) * 0.693147180559945309417232121458176568L);
        for (const T& v : {edge, std::nextafter(edge, T(-1e30)), std::nextafter(edge, T(1e30))}) {
            x.push_back(v);
        }
    }
    return x;
}

TYPED_TEST(Exp, IsFaithful)
{
    using T = TypeParam;
    for (const T& x : arguments<T>()) {
        const T e = rectify::math::exp(x);
        ASSERT_LE(ulp_error(e, std::exp(static_cast<wider<T>>(x))), 1) << std::hexfloat << x << " gives " << e;
    }
}

TYPED_TEST(Exp, MinusOneIsFaithfulAndKeepsTheSignOfZero)
{
    using T = TypeParam;
    for (const T& x : arguments<T>()) {
        const T e = rectify::math::expm1(x);
        ASSERT_LE(ulp_error(e, std::expm1(static_cast<wider<T>>(x))), 1) << std::hexfloat << x << " gives " << e;
        if (x == 0) {
            ASSERT_TRUE(same(e, x));
        }
    }
}

TEST(ExpCorrect, IsTheNearestFloat)
{
    for (const float& x : arguments<float>()) {
        const auto nearest = [](double exact) { return static_cast<float>(exact); };
        ASSERT_TRUE(same(rectify::math::exp<precision::correct>(x), nearest(std::exp(static_cast<double>(x))))) << x;
        ASSERT_TRUE(same(rectify::math::expm1<precision::correct>(x), nearest(std::expm1(static_cast<double>(x)))))
            << x;
    }
}

// A power off by one bit changes so few floats that a sample of them does not show it.
TEST(ExpCorrect, HasTheNearestPowersOfAnEighth)
{
    const auto& powers = rectify::math::exp_constants<double>::eighth_powers;
    ASSERT_EQ(std::size(powers), 8u);
    for (int k = 0; k < 8; ++k) {
        EXPECT_EQ(powers[k], static_cast<double>(std::exp2(k / 8.0L))) << k;
    }
}

} // namespace
