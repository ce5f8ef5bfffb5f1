// Units that were not zero, against a plain loop, in every layout.

#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <vector>

namespace {

using namespace rectify_test;
using rectify::unit_activity;

template <class T>
std::vector<T> outputs(std::size_t n, unsigned seed)
{
    std::mt19937 generator(seed);
    std::vector<T> y(n);
    for (T& v : y) {
        v = static_cast<T>(generator() % 3 == 0 ? generator() % 50 + 1 : 0);
    }
    return y;
}

template <class T>
class UnitActivityOf : public testing::Test {
};

using element_types = testing::Types<float, double, std::int8_t, std::uint16_t, std::int32_t, std::uint64_t>;
TYPED_TEST_SUITE(UnitActivityOf, element_types);

TYPED_TEST(UnitActivityOf, EveryLayoutAgreesWithAPlainLoop)
{
    struct layout {
        std::size_t samples, units, inner;
    };
    for (const layout& l : {layout{0, 3, 1}, layout{1, 1, 1}, layout{5, 1, 1}, layout{3, 7, 1}, layout{9, 16, 1},
                            layout{13, 100, 1}, layout{6, 512, 1}, layout{7, 513, 1}, layout{2, 1500, 1},
                            layout{1000, 5, 1}, layout{4, 3, 5}, layout{2, 64, 49}, layout{3, 5, 130}}) {
        unit_activity activity(l.units, l.inner);
        std::vector<std::uint64_t> active(l.units);
        for (unsigned batch = 0; batch < 2; ++batch) {
            const auto y = outputs<TypeParam>(l.samples * l.units * l.inner, batch);
            activity.observe(y);
            for (std::size_t i = 0; i < y.size(); ++i) {
                active[i / l.inner % l.units] += y[i] != 0;
            }
        }
        const std::uint64_t samples = 2 * l.samples * l.inner;
        ASSERT_EQ(activity.samples(), samples);
        std::vector<std::size_t> dead;
        for (std::size_t u = 0; u < l.units; ++u) {
            ASSERT_EQ(activity.active(u), active[u]) << u << " of " << l.units << " x " << l.inner;
            ASSERT_EQ(activity.rate(u),
                      samples == 0 ? 0.0 : static_cast<double>(active[u]) / static_cast<double>(samples));
            if (active[u] == 0 && samples != 0) {
                dead.push_back(u);
            }
        }
        EXPECT_EQ(activity.dead(), dead);
    }
}

TEST(UnitActivity, CountsNumbersOf16Bits)
{
    const std::vector<float> plain = outputs<float>(1200, 5);
    for (const std::size_t inner : {1u, 4u}) {
        unit_activity expected(60, inner), wide(60, inner), half(60, inner);
        std::vector<rectify::bfloat16> y(plain.size());
        std::vector<rectify::float16> z(plain.size());
        for (std::size_t i = 0; i < y.size(); ++i) {
            // -0 and the smallest numbers too.
            y[i] = plain[i] == 0 ? rectify::bfloat16(-0.0f) : std::bit_cast<rectify::bfloat16>(std::uint16_t{1});
            z[i] = plain[i] == 0 ? rectify::float16(-0.0f) : std::bit_cast<rectify::float16>(std::uint16_t{1});
        }
        expected.observe(plain);
        wide.observe(y);
        half.observe(z);
        for (std::size_t u = 0; u < 60; ++u) {
            ASSERT_EQ(wide.active(u), expected.active(u));
            ASSERT_EQ(half.active(u), expected.active(u));
        }
        EXPECT_GT(expected.active(0), 0u);
    }
}

TYPED_TEST(UnitActivityOf, CountsBeyondWhatAnElementHolds)
{
    const std::size_t samples = 70'001;
    const std::vector<TypeParam> y(3 * samples, TypeParam(1));
    unit_activity activity(3);
    activity.observe(y);
    EXPECT_EQ(activity.active(2), samples);
    EXPECT_EQ(activity.rate(0), 1.0);
}

TEST(UnitActivity, BothLayoutsOfABatchHaveTheSameRates)
{
    const std::size_t samples = 3, channels = 5, positions = 12;
    const auto first = outputs<float>(samples * channels * positions, 7); // [sample, channel, position]
    std::vector<float> last(first.size());                                // [sample, position, channel]
    for (std::size_t i = 0; i < first.size(); ++i) {
        const std::size_t sample = i / (channels * positions), channel = i / positions % channels, at = i % positions;
        last[(sample * positions + at) * channels + channel] = first[i];
    }
    unit_activity a(channels, positions), b(channels);
    a.observe(first);
    b.observe(last);
    EXPECT_EQ(a.samples(), b.samples());
    for (std::size_t c = 0; c < channels; ++c) {
        EXPECT_EQ(a.active(c), b.active(c));
    }
    a += b;
    EXPECT_EQ(a.samples(), 2 * b.samples());
    EXPECT_EQ(a.rate(1), b.rate(1));
}

TEST(UnitActivity, NanIsActiveAndMinusZeroIsNot)
{
    unit_activity activity(4);
    activity.observe(std::vector<float>{std::numeric_limits<float>::quiet_NaN(), -0.0f, 0.0f, -1.0f});
    EXPECT_EQ(activity.dead(), (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(activity.rate(0), 1.0);
    EXPECT_EQ(activity.rate(3), 1.0);
}

TEST(UnitActivity, AddsUpBeyond32Bits)
{
    unit_activity activity(1), other(1);
    activity.observe(std::vector<float>{1.0f, 0.0f});
    for (int doubling = 0; doubling < 40; ++doubling) {
        other = activity;
        activity += other;
    }
    EXPECT_EQ(activity.samples(), std::uint64_t{2} << 40);
    EXPECT_EQ(activity.active(0), std::uint64_t{1} << 40);
    EXPECT_EQ(activity.rate(0), 0.5);
}

TEST(UnitActivityItself, IsEmptyOnceItHasBeenMovedFrom)
{
    const std::vector<float> y = {0.0f, 1.0f, 2.0f};
    rectify::unit_activity first(3);
    first.observe(y);
    const rectify::unit_activity second(std::move(first));
    EXPECT_EQ(second.samples(), 1u);
    EXPECT_EQ(second.dead(), std::vector<std::size_t>{0});
    EXPECT_EQ(first.units(), 0u); // NOLINT(bugprone-use-after-move,hicpp-invalid-access-moved)
    EXPECT_EQ(first.samples(), 0u);
    EXPECT_TRUE(first.dead().empty());
    EXPECT_THROW(first.observe(y), std::invalid_argument);
    EXPECT_THROW(first += second, std::invalid_argument);
    first = second; // a copy
    first.observe(y);
    EXPECT_EQ(first.samples(), 2u);
    EXPECT_EQ(second.samples(), 1u);
}

} // namespace
