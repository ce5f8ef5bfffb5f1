#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace {

using namespace rectify_test;

TEST(Sparsity, OfAnEmptyBufferIsZero)
{
    const rectify::sparsity s = rectify::measure_sparsity(std::vector<float>{});
    EXPECT_EQ(s, (rectify::sparsity{0, 0}));
    EXPECT_EQ(s.ratio(), 0.0);
}

TEST(Sparsity, CountsBothZerosAndNothingElse)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::array<float, 7> y{0.0f, -0.0f, nan, std::numeric_limits<float>::denorm_min(), -1.0f, 0.0f, 2.0f};
    const rectify::sparsity s = rectify::measure_sparsity(y);
    EXPECT_EQ(s, (rectify::sparsity{3, 7}));
    EXPECT_DOUBLE_EQ(s.ratio(), 3.0 / 7.0);
}

TEST(Sparsity, OfPartsAddsUp)
{
    std::vector<float> y = normal_values<float>(1000, 1.0f, 1);
    rectify::forward(rectify::relu<float>{}, y, y);
    const std::span<const float> all(y);
    rectify::sparsity sum = rectify::measure_sparsity(all.first(333));
    sum += rectify::measure_sparsity(all.subspan(333));
    EXPECT_EQ(sum, rectify::measure_sparsity(y));
    EXPECT_GT(sum.zeros, 400u);
}

template <class T>
class SparsityOf : public testing::Test {
};

using element_types =
    testing::Types<float, double, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t, std::uint32_t,
                   std::int64_t, std::uint64_t, long long, unsigned long long>;
TYPED_TEST_SUITE(SparsityOf, element_types);

TYPED_TEST(SparsityOf, EveryElementTypeAndLength)
{
    // Lengths beyond what a lane of the type can count.
    for (const std::size_t n : {1u, 2u, 15u, 16u, 17u, 63u, 64u, 65u, 1000u, 32767u, 65536u, 300'000u}) {
        std::vector<TypeParam> y(n);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < n; ++i) {
            y[i] = static_cast<TypeParam>(i % 5 == 0 ? 1 + i % 100 : 0);
            zeros += y[i] == 0;
        }
        ASSERT_EQ(rectify::measure_sparsity(y), (rectify::sparsity{zeros, n}));
        std::fill(y.begin(), y.end(), TypeParam(0));
        ASSERT_EQ(rectify::measure_sparsity(y), (rectify::sparsity{n, n}));
        std::fill(y.begin(), y.end(), TypeParam(1));
        ASSERT_EQ(rectify::measure_sparsity(y), (rectify::sparsity{0, n}));
    }
}

} // namespace
