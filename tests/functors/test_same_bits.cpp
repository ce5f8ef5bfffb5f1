// A result that is rounded once, to the nearest, has the same bits on every machine, whatever its instructions: the
// sums below stand for all of them.

#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

namespace {

using namespace rectify_test;
using rectify::precision;

/// Every 4099th float, and more of those from -128 to -2^-30, where ELU is not x or a constant.
const std::vector<float>& inputs()
{
    static const std::vector<float> all = [] {
        std::vector<float> x;
        for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 4099) {
            x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
        }
        for (std::uint32_t bits = to_bits(-0x1p-30f); bits < to_bits(-128.0f); bits += 397) {
            x.push_back(std::bit_cast<float>(bits));
        }
        return x;
    }();
    return all;
}

/// FNV-1a over the bits of all numbers, any NaN being as good as another.
std::uint64_t sum_of(const std::vector<float>& y)
{
    std::uint64_t sum = 0xcbf2'9ce4'8422'2325;
    for (const float v : y) {
        sum = (sum ^ (std::isnan(v) ? 0x7fc0'0000u : to_bits(v))) * 0x100'0000'01b3;
    }
    return sum;
}

template <class F>
std::uint64_t sum_of_values(const F& f)
{
    std::vector<float> y(inputs().size());
    rectify::forward(f, inputs(), y);
    return sum_of(y);
}

template <class F>
std::uint64_t sum_of_derivatives(const F& f)
{
    std::vector<float> d(inputs().size());
    rectify::derivative(f, inputs(), d);
    return sum_of(d);
}

template <class Function>
std::uint64_t sum_of_scalars(const Function& f)
{
    std::vector<float> y;
    for (const float x : inputs()) {
        y.push_back(f(x));
    }
    return sum_of(y);
}

TEST(SameBits, CorrectElu)
{
    EXPECT_EQ(sum_of_values(rectify::elu<float, precision::correct>{}), 0x153c'65ba'be94'e349u);
    EXPECT_EQ(sum_of_derivatives(rectify::elu<float, precision::correct>{}), 0xc60d'd1fd'95fa'd10bu);
}

TEST(SameBits, CorrectExponentials)
{
    EXPECT_EQ(sum_of_scalars([](float x) { return rectify::math::exp<precision::correct>(x); }),
              0xd3de'003a'fa1a'deafu);
    EXPECT_EQ(sum_of_scalars([](float x) { return rectify::math::expm1<precision::correct>(x); }),
              0xbe11'eab2'418f'4446u);
}

TEST(SameBits, OneMultiplicationOrNone)
{
    EXPECT_EQ(sum_of_values(rectify::relu<float>{}), 0x851f'2f60'd4d6'bc3cu);
    EXPECT_EQ(sum_of_values(rectify::leaky_relu<float>{}), 0xd449'7ee9'5f5f'd2f7u);
    EXPECT_EQ(sum_of_derivatives(rectify::leaky_relu<float>{}), 0x34f1'fa0c'80b5'0755u);
}

} // namespace
