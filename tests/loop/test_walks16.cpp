// What test_walks.cpp asks, of buffers of 16 bits, alone and mixed with floats.

#include "support/guarded.hpp"
#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace rectify_test;
using rectify::bfloat16;
using rectify::float16;

template <class X, class Y>
struct storage {
    using x = X;
    using y = Y;
};

template <class Types>
class Walks16 : public testing::Test {
public:
    static constexpr std::size_t lanes =
        rectify::detail::lane_count<rectify::detail::lanes_t<float, rectify::default_arch>>;
    static constexpr std::size_t longest = 22 * lanes + 1; // of two batches a register

    /// Special values, subnormals of both formats, and what networks have.
    static typename Types::x input(std::size_t i)
    {
        static const std::vector<float> values = [] {
            auto v = normal_values<float>(500, 3, 11);
            auto s = special_values<float>();
            s.insert(s.end(), {0x1p-24f, -0x1p-20f, 0x1.8p-130f, -0x1p-130f, 65504.0f, -65504.0f});
            for (std::size_t k = 0; k < s.size(); ++k) {
                v[k * 13 % v.size()] = s[k];
            }
            return v;
        }();
        return static_cast<typename Types::x>(values[i % values.size()]);
    }
};

using types = testing::Types<storage<bfloat16, bfloat16>, storage<float16, float16>, storage<bfloat16, float>,
                             storage<float, bfloat16>, storage<float16, float>, storage<float, float16>>;
TYPED_TEST_SUITE(Walks16, types);

TYPED_TEST(Walks16, EveryLengthAndAlignmentGivesTheScalarsBits)
{
    using X = typename TypeParam::x;
    using Y = typename TypeParam::y;
    const rectify::elu<float> f;
    const auto want = [&](std::size_t i) { return static_cast<Y>(f(static_cast<float>(TestFixture::input(i)))); };
    const auto is = [](Y a, Y b) { return same(static_cast<float>(a), static_cast<float>(b)); };
    for (std::size_t n = 0; n <= TestFixture::longest; ++n) {
        for (std::size_t offset = 0; offset < TestFixture::lanes; ++offset) {
            for (const auto& [xs, ys] : {std::pair{guarded<X>::guard::behind, guarded<Y>::guard::behind},
                                         std::pair{guarded<X>::guard::before, guarded<Y>::guard::before}}) {
                if (xs == guarded<X>::guard::behind && offset != 0) {
                    continue;
                }
                guarded<X> source(n + offset, xs);
                guarded<Y> target(n + (TestFixture::lanes - offset) % TestFixture::lanes, ys);
                std::fill(source.elements().begin(), source.elements().end(), X(42.0f));
                std::fill(target.elements().begin(), target.elements().end(), Y(43.0f));
                const auto x = source.elements().last(n);
                const auto y = target.elements().last(n);
                for (std::size_t i = 0; i < n; ++i) {
                    x[i] = TestFixture::input(i);
                }
                for (const auto how : {rectify::stores::cached, rectify::stores::streaming}) {
                    std::fill(y.begin(), y.end(), Y(44.0f));
                    rectify::forward(f, x, y, how);
                    for (std::size_t i = 0; i < n; ++i) {
                        ASSERT_TRUE(is(y[i], want(i))) << "element " << i << " of " << n << ", offset " << offset;
                    }
                }
                const auto backward_is_right = [&](const auto& dy) {
                    std::fill(y.begin(), y.end(), Y(44.0f));
                    rectify::backward(f, x, dy, y);
                    for (std::size_t i = 0; i < n; ++i) {
                        ASSERT_TRUE(is(y[i], static_cast<Y>(-1.25f * f.derivative(static_cast<float>(x[i])))))
                            << "backward: element " << i << " of " << n;
                    }
                };
                backward_is_right(std::vector<float>(n, -1.25f));
                backward_is_right(std::vector<X>(n, X(-1.25f)));
                if constexpr (std::is_same_v<X, Y>) {
                    rectify::forward(f, x, x);
                    for (std::size_t i = 0; i < n; ++i) {
                        ASSERT_TRUE(is(x[i], want(i))) << "in place: element " << i << " of " << n;
                    }
                }
                ASSERT_TRUE(source.untouched() && target.untouched()) << n << ", " << offset;
                const auto is_42 = [](X v) { return static_cast<float>(v) == 42; };
                const auto is_43 = [](Y v) { return static_cast<float>(v) == 43; };
                ASSERT_TRUE(std::all_of(source.elements().begin(), source.elements().end() - std::ptrdiff_t(n), is_42));
                ASSERT_TRUE(std::all_of(target.elements().begin(), target.elements().end() - std::ptrdiff_t(n), is_43));
            }
        }
    }
}

TYPED_TEST(Walks16, TheSlopesGradientIsSummedInDouble)
{
    using X = typename TypeParam::x;
    using Y = typename TypeParam::y;
    for (const std::size_t inner : {1u, 7u, 49u, 200u}) {
        const std::size_t channels = 37, n = 3 * channels * inner;
        const auto slope = normal_values<float>(channels, 1, 3);
        std::vector<X> x(n), dy(n);
        std::vector<Y> dx(n);
        const auto xs = normal_values<float>(n, 2, 4), dys = normal_values<float>(n, 1, 5);
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = static_cast<X>(xs[i]);
            dy[i] = static_cast<X>(dys[i]);
        }
        std::vector<double> sums(channels), magnitudes(channels);
        std::vector<float> dslope(channels);
        rectify::backward(rectify::prelu<float>{.slope = slope, .inner = inner}, x, dy, dx, dslope);
        for (std::size_t i = 0; i < n; ++i) {
            const auto v = static_cast<float>(x[i]), g = static_cast<float>(dy[i]);
            const std::size_t c = i / inner % channels;
            const auto want = static_cast<Y>(v <= 0 ? g * slope[c] : g);
            ASSERT_TRUE(same(static_cast<float>(dx[i]), static_cast<float>(want))) << i;
            if (v <= 0) {
                sums[c] += static_cast<double>(v) * static_cast<double>(g);
                magnitudes[c] += std::fabs(static_cast<double>(v) * static_cast<double>(g));
            }
        }
        for (std::size_t c = 0; c < channels; ++c) {
            ASSERT_NEAR(static_cast<double>(dslope[c]), sums[c], 0x1p-24 * std::fabs(sums[c]) + 1e-12 * magnitudes[c]);
        }
    }
}

TEST(Storage16, ABufferOfAnotherWidthAtTheSamePlaceIsAnOverlap)
{
    std::vector<float> x(8, 1.0f);
    const auto before = x;
    const std::span<bfloat16> y(reinterpret_cast<bfloat16*>(x.data()), 8);
    EXPECT_THROW(rectify::forward(rectify::relu<float>{}, x, y), std::invalid_argument);
    EXPECT_EQ(x, before);
}

template <class S>
void elu_from_output_ends_at_zero()
{
    std::vector<float> x;
    for (float v = -0.03125f; v >= -40.0f; v -= 0.03125f) {
        x.push_back(v);
    }
    const std::vector<float> dy(x.size(), 1.0f);
    for (const float alpha : {0.1f, 0.3f, 1.0f, 1.6732632f, 7.7f, 1e-9f}) {
        SCOPED_TRACE(alpha);
        const rectify::elu<float> f{.alpha = alpha};
        std::vector<S> y(x.size());
        std::vector<float> dx(x.size());
        rectify::forward(f, x, y);
        rectify::backward_from_output(f, y, dy, dx);
        const auto limit = static_cast<float>(static_cast<S>(-alpha)); // above -alpha, below, or it
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto stored = static_cast<float>(y[i]);
            if (stored == limit && limit != 0) {
                ASSERT_EQ(dx[i], 0.0f) << x[i];
            } else {
                ASSERT_GT(dx[i], 0.0f) << x[i];
                ASSERT_EQ(dx[i], stored + alpha) << x[i];
            }
        }
        ASSERT_EQ(dx.back() == 0, limit != 0);
    }
}

TEST(FromOutput, OfEluIsZeroWhereTheOutputIsStoredAsMinusAlpha)
{
    elu_from_output_ends_at_zero<rectify::bfloat16>();
    elu_from_output_ends_at_zero<rectify::float16>();
}

} // namespace
