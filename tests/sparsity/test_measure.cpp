#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
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
    EXPECT_NE(s, (rectify::sparsity{2, 7}));
    EXPECT_NE(s, (rectify::sparsity{3, 8}));
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

TEST(Sparsity, OfAFunctorStoresNothing)
{
    const std::vector<float> slopes{0.5f, 0.0f, 1.0f};
    for (std::size_t n = 0; n <= 300; n += 3) {
        const auto x = normal_values<float>(n, 1.0f, static_cast<unsigned>(n));
        std::vector<float> y(n);
        const auto expect_same = [&](const auto& f) {
            EXPECT_EQ(rectify::measure_sparsity(f, x), rectify::forward_measured(f, x, y)) << n;
        };
        expect_same(rectify::relu<float>{});
        expect_same(rectify::elu<float>{});
        expect_same(rectify::prelu<float>{.slope = slopes});
        expect_same(rectify::prelu<float>{.slope = std::span(slopes).subspan(1, 1)});
    }
}

TEST(Sparsity, WithAToleranceIsExact)
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    const std::array<float, 8> y{0.0f, -0.0f, 0.1f, -0.1f, std::nextafter(0.1f, 1.0f), nan, infinity, -infinity};
    const auto zeros = [&](double tolerance) { return rectify::measure_sparsity(y, tolerance).zeros; };
    EXPECT_EQ(zeros(0), 2u);
    EXPECT_EQ(zeros(std::numeric_limits<double>::denorm_min()), 2u); // which is no float
    EXPECT_EQ(zeros(static_cast<double>(0.1f)), 4u);
    EXPECT_EQ(zeros(0.1), 2u); // 0.1f is above 0.1
    EXPECT_EQ(zeros(0.2), 5u);
    EXPECT_EQ(zeros(1e300), 5u);
    EXPECT_EQ(zeros(std::numeric_limits<double>::infinity()), 7u);
    EXPECT_EQ(rectify::measure_sparsity(rectify::relu<float>{}, y, 0.1).zeros, 4u); // and relu's two
}

TEST(Sparsity, WithAToleranceOfIntegers)
{
    const std::vector<std::int8_t> y{-128, -127, -3, -2, 0, 2, 3, 127};
    EXPECT_EQ(rectify::measure_sparsity(y, 2.9).zeros, 3u);
    EXPECT_EQ(rectify::measure_sparsity(y, 3).zeros, 5u);
    EXPECT_EQ(rectify::measure_sparsity(y, 127.5).zeros, 7u);
    EXPECT_EQ(rectify::measure_sparsity(y, 128).zeros, 8u);
    const std::vector<std::uint64_t> z{0, 5, ~std::uint64_t{0}};
    EXPECT_EQ(rectify::measure_sparsity(z, 5).zeros, 2u);
    EXPECT_EQ(rectify::measure_sparsity(z, 1e30).zeros, 3u);
}

TEST(Sparsity, WithAToleranceAgreesWithAPlainLoop)
{
    for (std::size_t n = 0; n <= 300; ++n) {
        const auto y = normal_values<double>(n, 1.0, static_cast<unsigned>(n));
        const auto near =
            static_cast<std::size_t>(std::count_if(y.begin(), y.end(), [](double v) { return std::fabs(v) <= 0.5; }));
        EXPECT_EQ(rectify::measure_sparsity(y, 0.5), (rectify::sparsity{near, n}));
    }
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
