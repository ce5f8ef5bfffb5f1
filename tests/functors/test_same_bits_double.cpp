// What test_same_bits.cpp asks, of functors that compute in double.

#include "functors/same_bits.hpp"

namespace {

using namespace rectify_test;
using rectify::float16;

TEST(SameBitsDouble, OfDouble)
{
    expect_recorded<double>(storage<double, double, double>{"double"});
}

TEST(SameBitsDouble, OfFloatInDouble)
{
    expect_recorded<double>(storage<float, float, float>{"float in double"});
}

TEST(SameBitsDouble, OfDoubleToFloat16)
{
    expect_recorded<double>(storage<double, double, float16>{"double to float16"});
}

TEST(SameBitsDouble, OfTheSlopesGradient)
{
    constexpr std::size_t lanes = rectify::detail::lane_count<rectify::detail::lanes_t<double, rectify::default_arch>>;
    expect_recorded_dslope<double>("dslope double, lanes: " + std::to_string(lanes));
}

} // namespace
