// PReLU's layouts against a plain loop: element i has the channel (i / inner) % channels.

#include "support/guarded.hpp"
#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

namespace {

using namespace rectify_test;

struct layout {
    std::size_t samples;
    std::size_t channels;
    std::size_t inner;
};

/// Shared, channels last and first; runs shorter than a vector, odd, and longer than a block; patterns that fit a block
/// of the loop, just do, and do not; more channels than a tile of the slope's gradient.
const layout layouts[] = {
    {1, 1, 1},    {3, 1, 500},   {1, 1, 5000}, {7, 3, 1},   {5, 16, 1},   {9, 64, 1},  {3, 512, 1},
    {2, 1024, 1}, {3, 1500, 1},  {2, 3, 49},   {4, 5, 3},   {2, 64, 7},   {2, 64, 49}, {2, 37, 28},
    {2, 5, 196},  {2, 9, 127},   {2, 9, 128},  {2, 9, 129}, {1, 2, 3136}, {2, 300, 1}, {2, 300, 2},
    {1, 257, 5},  {1, 600, 130}, {1, 100, 1},  {1, 10, 1},  {3, 10, 1},   {33, 10, 1}, {5, 3, 2},
};

template <class T>
class Prelu : public testing::Test {
};

using floating_types = testing::Types<float, double>;
TYPED_TEST_SUITE(Prelu, floating_types);

template <class T>
struct problem {
    std::size_t n, channels, inner;
    std::vector<T> slope, x, dy;

    explicit problem(const layout& l)
        : n(l.samples * l.channels * l.inner),
          channels(l.channels),
          inner(l.inner),
          slope(normal_values<T>(l.channels, T(1), 1)),
          x(normal_values<T>(n, T(2), 2)),
          dy(normal_values<T>(n, T(1), 3))
    {
        for (std::size_t i = 0; i < n; i += 11) {
            x[i] = i % 2 == 0 ? T(0) : T(-0.0);
        }
    }
    rectify::prelu<T> functor() const { return {.slope = slope, .inner = inner}; }
    T slope_at(std::size_t i) const { return slope[(i / inner) % channels]; }
};

TYPED_TEST(Prelu, ForwardDerivativeAndBackwardAgreeWithAPlainLoop)
{
    using T = TypeParam;
    for (const layout& l : layouts) {
        const problem<T> p(l);
        guarded<T> out(p.n, guarded<T>::guard::behind);
        const auto y = out.elements();
        const auto where = [&](std::size_t i) {
            return testing::Message() << "element " << i << " of " << l.samples << " x " << l.channels << " x "
                                      << l.inner;
        };
        rectify::forward(p.functor(), p.x, y);
        for (std::size_t i = 0; i < p.n; ++i) {
            ASSERT_TRUE(same(y[i], p.x[i] > 0 ? p.x[i] : p.slope_at(i) * p.x[i])) << where(i);
        }
        rectify::derivative(p.functor(), p.x, y);
        for (std::size_t i = 0; i < p.n; ++i) {
            ASSERT_TRUE(same(y[i], p.x[i] <= 0 ? p.slope_at(i) : T(1))) << where(i);
        }
        rectify::backward(p.functor(), p.x, p.dy, y);
        for (std::size_t i = 0; i < p.n; ++i) {
            ASSERT_TRUE(same(y[i], p.x[i] <= 0 ? p.dy[i] * p.slope_at(i) : p.dy[i])) << where(i);
        }
        auto in_place = p.x;
        const auto s = rectify::forward_measured(p.functor(), in_place, in_place);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < p.n; ++i) {
            const T want = p.x[i] > 0 ? p.x[i] : p.slope_at(i) * p.x[i];
            zeros += want == 0;
            ASSERT_TRUE(same(in_place[i], want)) << where(i);
        }
        EXPECT_EQ(s, (rectify::sparsity{zeros, p.n}));
        EXPECT_TRUE(out.untouched());
    }
}

/// Leaky ReLU and PReLU of another library, which do not say that they are few instructions.
template <class S>
struct other_leaky_relu {
    using value_type = typename rectify::detail::lane_traits<S>::value_type;
    S slope;

    template <class V>
    RECTIFY_INLINE V operator()(V x) const noexcept
    {
        return rectify::leaky_relu<S>{slope}(x);
    }
    template <class V>
    RECTIFY_INLINE V derivative(V x) const noexcept
    {
        return rectify::leaky_relu<S>{slope}.derivative(x);
    }
};

template <class T>
struct other_prelu {
    using value_type = T;
    std::span<const T> slope;
    std::size_t inner;

    template <class S>
    RECTIFY_INLINE static other_leaky_relu<S> with(S s) noexcept
    {
        return {s};
    }
    RECTIFY_INLINE T operator()(T x) const noexcept { return with(slope[0])(x); }
    RECTIFY_INLINE T derivative(T x) const noexcept { return with(slope[0]).derivative(x); }
};

TYPED_TEST(Prelu, AnotherFunctorWithChannelsAgreesWithAPlainLoop)
{
    using T = TypeParam;
    static_assert(!rectify::detail::is_brief_of<rectify::detail::value_op, other_prelu<T>>);
    for (const layout& l : layouts) {
        const problem<T> p(l);
        const other_prelu<T> f{p.slope, l.inner};
        std::vector<T> y(p.n), dx(p.n);
        const auto s = rectify::forward_measured(f, p.x, y);
        rectify::backward(f, p.x, p.dy, dx);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < p.n; ++i) {
            const T want = p.x[i] > 0 ? p.x[i] : p.slope_at(i) * p.x[i];
            zeros += want == 0;
            ASSERT_TRUE(same(y[i], want)) << i;
            ASSERT_TRUE(same(dx[i], p.x[i] <= 0 ? p.dy[i] * p.slope_at(i) : p.dy[i])) << i;
        }
        EXPECT_EQ(s, (rectify::sparsity{zeros, p.n}));
    }
}

// The vector that makes the others' stores aligned ends in another run for some offsets alone.
TYPED_TEST(Prelu, RunsOfAVectorOrTwoAreRightFromAnyOffset)
{
    using T = TypeParam;
    constexpr std::size_t lanes = rectify::detail::lane_count<rectify::detail::lanes_t<T, rectify::default_arch>>;
    for (std::size_t inner = 1; inner <= 2 * lanes + 1; ++inner) {
        for (const std::size_t samples : {std::size_t{1}, std::size_t{5}}) {
            const problem<T> p({samples, 3, inner});
            std::vector<T> room(p.n + lanes);
            for (std::size_t offset = 0; offset < lanes; ++offset) {
                const auto y = std::span(room).subspan(offset, p.n);
                rectify::forward(p.functor(), p.x, y);
                for (std::size_t i = 0; i < p.n; ++i) {
                    ASSERT_TRUE(same(y[i], p.x[i] > 0 ? p.x[i] : p.slope_at(i) * p.x[i]))
                        << "element " << i << " of " << samples << " x 3 x " << inner << " from " << offset;
                }
            }
        }
    }
}

TYPED_TEST(Prelu, BackwardFromOutputAgreesWithAPlainLoop)
{
    using T = TypeParam;
    for (const layout& l : layouts) {
        problem<T> p(l);
        for (T& s : p.slope) {
            s = std::fabs(s);
        }
        std::vector<T> y(p.n), dx(p.n);
        rectify::forward(p.functor(), p.x, y);
        rectify::backward_from_output(p.functor(), y, p.dy, dx);
        for (std::size_t i = 0; i < p.n; ++i) {
            ASSERT_TRUE(same(dx[i], p.x[i] <= 0 ? p.dy[i] * p.slope_at(i) : p.dy[i])) << i;
        }
    }
}

TYPED_TEST(Prelu, TheSlopesGradientAccumulatesWithinItsBound)
{
    using T = TypeParam;
    enum class target { apart, dy, x };
    for (const layout& l : layouts) {
        for (const target where : {target::apart, target::dy, target::x}) {
            const problem<T> p(l);
            auto x = p.x;
            auto dy = p.dy;
            std::vector<T> dx(p.n);
            auto& out = where == target::apart ? dx : where == target::dy ? dy : x;
            const std::vector<T> start = normal_values<T>(p.channels, T(1), 4);
            auto dslope = start;
            rectify::backward(p.functor(), x, dy, out, dslope);

            std::vector<long double> sums(p.channels), magnitudes(p.channels);
            for (std::size_t i = 0; i < p.n; ++i) {
                ASSERT_TRUE(same(out[i], p.x[i] <= 0 ? p.dy[i] * p.slope_at(i) : p.dy[i])) << i;
                if (p.x[i] <= 0) {
                    const long double term = static_cast<long double>(p.dy[i]) * p.x[i];
                    sums[(i / p.inner) % p.channels] += term;
                    magnitudes[(i / p.inner) % p.channels] += std::fabs(term);
                }
            }
            for (std::size_t c = 0; c < p.channels; ++c) {
                const long double exact = sums[c] + start[c];
                const long double bound = (static_cast<long double>(p.n) + 1) * 0x1p-53L * magnitudes[c] +
                                          std::numeric_limits<T>::epsilon() / 2 * std::fabs(exact) +
                                          0x1p-53L * std::fabs(exact);
                ASSERT_LE(std::fabs(dslope[c] - exact), bound)
                    << "channel " << c << " of " << l.samples << " x " << l.channels << " x " << l.inner;
            }
        }
    }
}

TEST(PreluGradient, IsTheDerivativeByTheSlope)
{
    // Finite differences of the loss sum(dy * f(x)) by each slope, in double.
    const problem<double> p({4, 5, 7});
    std::vector<double> dx(p.n), dslope(p.channels, 0.0), y(p.n);
    rectify::backward(p.functor(), p.x, p.dy, dx, dslope);
    const double h = 1e-4;
    for (std::size_t c = 0; c < p.channels; ++c) {
        double difference = 0;
        for (const double sign : {1.0, -1.0}) {
            auto moved = p.slope;
            moved[c] += sign * h;
            rectify::forward(rectify::prelu<double>{.slope = moved, .inner = p.inner}, p.x, y);
            for (std::size_t i = 0; i < p.n; ++i) {
                difference += sign * p.dy[i] * y[i];
            }
        }
        EXPECT_NEAR(dslope[c], difference / (2 * h), 1e-9);
    }
}

TEST(PreluGradient, OfAnEmptyBufferLeavesTheSlopesAlone)
{
    const std::vector<float> slope{0.25f};
    std::vector<float> empty, dslope{3.0f};
    rectify::backward(rectify::prelu<float>{.slope = slope}, empty, empty, empty, dslope);
    EXPECT_EQ(dslope[0], 3.0f);
}

} // namespace
