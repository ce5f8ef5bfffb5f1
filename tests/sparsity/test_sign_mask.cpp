// One bit an element in place of x: the same gradients, to the bit.

#include "specs/all.hpp"
#include "support/guarded.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace rectify_test;
using rectify::sign_mask;
using rectify::stores;

template <class Spec>
class SignMask : public testing::Test {
public:
    using element = typename Spec::type;

    /// Signs at random, special values between them.
    static std::vector<element> inputs(std::size_t n, unsigned seed)
    {
        auto v = normal_values<element>(n, element(2), seed);
        const auto special = special_values<element>();
        for (std::size_t i = seed % 7; i < n; i += 7) {
            v[i] = special[i % special.size()];
        }
        return v;
    }
};

using specs = testing::Types<relu_spec<float>, relu_spec<double>, leaky_relu_spec<float>, leaky_relu_spec<double>,
                             prelu_spec<float>, prelu_spec<double>>;
TYPED_TEST_SUITE(SignMask, specs);

TYPED_TEST(SignMask, ForwardAndBackwardHaveTheBitsOfThoseFromX)
{
    using T = typename TypeParam::type;
    for (const auto& f : TypeParam::parameters()) {
        for (std::size_t n = 0; n <= 300; ++n) {
            const std::size_t offset = n % 17; // of y and dx from a boundary
            const auto x = this->inputs(n, static_cast<unsigned>(n));
            const auto dy = this->inputs(n, static_cast<unsigned>(n + 3));
            guarded<std::uint64_t> words(sign_mask::words_for(n), guarded<std::uint64_t>::guard::behind);
            sign_mask mask(n, words.elements());
            guarded<T> in(n, guarded<T>::guard::behind), out(n + offset, guarded<T>::guard::before);
            std::copy(x.begin(), x.end(), in.elements().begin());
            const auto y = out.elements().last(n);
            std::vector<T> want(n), want_dx(n);
            rectify::forward(f, x, want);
            rectify::backward(f, x, dy, want_dx);

            for (const stores how : {stores::cached, stores::streaming}) {
                std::ranges::fill(words.elements(), ~std::uint64_t{0});
                rectify::forward(f, std::span<const T>(in.elements()), y, mask, how);
                for (std::size_t i = 0; i < n; ++i) {
                    ASSERT_TRUE(same(y[i], want[i])) << i << " of " << n;
                    ASSERT_EQ(mask[i], !(x[i] <= 0)) << i << " of " << n;
                }
                for (std::size_t i = n; i < 64 * mask.words().size(); ++i) {
                    ASSERT_EQ(mask.words().back() >> (i % 64) & 1, 0u) << "behind the last of " << n;
                }
                rectify::backward(f, mask, dy, y, how);
                for (std::size_t i = 0; i < n; ++i) {
                    ASSERT_TRUE(same(y[i], want_dx[i])) << i << " of " << n;
                }
            }

            // In place: the mask is of x, not of y.
            std::ranges::fill(words.elements(), ~std::uint64_t{0});
            rectify::forward(f, in.elements(), in.elements(), mask);
            std::vector<T> dx = dy;
            rectify::backward(f, mask, dx, dx);
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_TRUE(same(in.elements()[i], want[i])) << i << " of " << n;
                ASSERT_TRUE(same(dx[i], want_dx[i])) << i << " of " << n;
            }
            ASSERT_TRUE(in.untouched() && out.untouched() && words.untouched()) << n;
        }
    }
}

TYPED_TEST(SignMask, TellsTheSignOfEverySpecialValue)
{
    using T = typename TypeParam::type;
    const auto x = special_values<T>();
    std::vector<T> y(x.size());
    sign_mask mask(x.size());
    rectify::forward(TypeParam::parameters().front(), x, y, mask);
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_EQ(mask[i], std::isnan(x[i]) || x[i] > 0) << x[i];
    }
}

TEST(SignMaskOfRelu, GivesZeroWhateverTheGradientIs)
{
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> x{-1.0f, 0.0f, -0.0f, -infinity, nan, 1.0f}, dy{nan, infinity, -infinity, nan, 2.0f, nan};
    std::vector<float> y(6), dx(6);
    sign_mask mask(6);
    rectify::forward(rectify::relu<float>{}, x, y, mask);
    rectify::backward(rectify::relu<float>{}, mask, dy, dx);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(same(dx[i], 0.0f)) << i;
    }
    EXPECT_EQ(dx[4], 2.0f);
    EXPECT_TRUE(std::isnan(dx[5]));
}

TEST(SignMaskOfPrelu, HoldsInEveryLayout)
{
    struct layout {
        std::size_t samples, channels, inner;
    };
    for (const layout& l :
         {layout{3, 1, 500}, layout{7, 3, 1}, layout{9, 64, 1}, layout{3, 1500, 1}, layout{4, 5, 3}, layout{2, 64, 49},
          layout{2, 9, 127}, layout{2, 9, 129}, layout{1, 600, 130}, layout{1, 10, 1}, layout{3, 70, 1}}) {
        const std::size_t n = l.samples * l.channels * l.inner;
        const auto slope = normal_values<float>(l.channels, 1.0f, 1);
        const auto x = normal_values<float>(n, 2.0f, 2), dy = normal_values<float>(n, 1.0f, 3);
        const rectify::prelu<float> f{.slope = slope, .inner = l.inner};
        std::vector<float> want(n), want_dx(n), y = x, dx(n);
        rectify::forward(f, x, want);
        rectify::backward(f, x, dy, want_dx);
        sign_mask mask(n);
        rectify::forward(f, y, y, mask);
        rectify::backward(f, mask, dy, dx);
        EXPECT_EQ(y, want);
        EXPECT_EQ(dx, want_dx);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_EQ(mask[i], x[i] > 0) << i << " of " << n;
        }

        // Told to store past the caches, for which a piece may be too short: the same bits.
        sign_mask of_streamed(n);
        std::ranges::fill(y, 42.0f);
        rectify::forward(f, x, y, of_streamed, stores::streaming);
        EXPECT_EQ(y, want);
        EXPECT_TRUE(std::ranges::equal(of_streamed.words(), mask.words()));
        std::ranges::fill(dx, 42.0f);
        rectify::backward(f, of_streamed, dy, dx, stores::streaming);
        EXPECT_EQ(dx, want_dx);
        std::ranges::fill(y, 42.0f);
        EXPECT_EQ(rectify::forward_measured(f, x, y, stores::streaming), rectify::measure_sparsity(want));
        EXPECT_EQ(y, want);
    }
}

TEST(SignMaskItself, TakesOneBitAnElement)
{
    EXPECT_EQ(sign_mask::words_for(0), 0u);
    EXPECT_EQ(sign_mask::words_for(1), 1u);
    EXPECT_EQ(sign_mask::words_for(64), 1u);
    EXPECT_EQ(sign_mask::words_for(65), 2u);
    const std::size_t n = std::size_t{1} << 16;
    EXPECT_EQ(sign_mask(n).words().size_bytes() * 32, n * sizeof(float));
    sign_mask moved = sign_mask(100);
    EXPECT_EQ(moved.size(), 100u);
    EXPECT_FALSE(moved[99]);
}

/// x of both signs, so that a forward into a mask sets bits.
std::vector<float> of_both_signs(std::size_t n)
{
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = i % 3 == 0 ? -1.0f : 1.0f;
    }
    return x;
}

TEST(SignMaskItself, IsEmptyOnceItHasBeenMovedFrom)
{
    const rectify::relu<float> f;
    const std::vector<float> x = of_both_signs(100);
    std::vector<float> y(100);
    std::vector<std::uint64_t> callers(2);
    for (const bool own : {true, false}) {
        sign_mask first = own ? sign_mask(100) : sign_mask(100, callers);
        rectify::forward(f, x, y, first);
        sign_mask second(std::move(first));
        const std::vector<std::uint64_t> bits(second.words().begin(), second.words().end());
        EXPECT_NE(bits[0], 0u);
        EXPECT_EQ(first.size(), 0u); // NOLINT(bugprone-use-after-move,hicpp-invalid-access-moved)
        EXPECT_TRUE(first.words().empty());
        EXPECT_THROW(rectify::forward(f, x, y, first), std::invalid_argument); // nothing goes to the other's words
        EXPECT_THROW(rectify::backward(f, first, x, y), std::invalid_argument);
        rectify::forward(f, std::span(x).first(0), std::span(y).first(0), first);
        EXPECT_TRUE(std::ranges::equal(second.words(), bits));

        first = std::move(second);    // and back
        EXPECT_EQ(second.size(), 0u); // NOLINT(bugprone-use-after-move,hicpp-invalid-access-moved)
        EXPECT_TRUE(second.words().empty());
        EXPECT_EQ(first.size(), 100u);
        EXPECT_TRUE(std::ranges::equal(first.words(), bits));
        second = sign_mask(64); // and is one again
        EXPECT_EQ(second.size(), 64u);
    }
}

} // namespace
