// Every architecture that this compiler's flags allow gives what the default one does: masks become bits, and bits
// masks, in another way in each.

#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace {

using namespace rectify_test;

template <class Arch>
class SparsityOn : public testing::Test {
};

using architectures = testing::Types<
#if XSIMD_WITH_SSE2
    xsimd::sse2,
#endif
#if XSIMD_WITH_AVX
    xsimd::avx,
#endif
#if XSIMD_WITH_AVX2
    xsimd::avx2,
#endif
#if XSIMD_WITH_AVX512F
    xsimd::avx512f,
#endif
    rectify::scalar_arch>;
TYPED_TEST_SUITE(SparsityOn, architectures);

template <class Arch, class T>
void expect_the_defaults_results()
{
    const rectify::leaky_relu<T> leaky{.negative_slope = T(0.25)};
    const rectify::relu<T> relu;
    for (std::size_t n = 0; n <= 300; ++n) {
        auto x = normal_values<T>(n, T(1), static_cast<unsigned>(n));
        const auto special = special_values<T>();
        for (std::size_t i = 3; i < n; i += 11) {
            x[i] = special[i % special.size()];
        }
        const auto dy = normal_values<T>(n, T(1), static_cast<unsigned>(n + 1));
        std::vector<T> y(n), want(n);
        rectify::sign_mask mask(n), want_mask(n);
        rectify::forward<Arch>(leaky, x, y, mask);
        rectify::forward(leaky, x, want, want_mask);
        ASSERT_TRUE(std::equal(y.begin(), y.end(), want.begin(), same<T>)) << n;
        ASSERT_TRUE(std::ranges::equal(mask.words(), want_mask.words())) << n;
        rectify::backward<Arch>(leaky, mask, dy, y);
        rectify::backward(leaky, x, dy, want);
        ASSERT_EQ(y, want) << n;
        ASSERT_EQ(rectify::measure_sparsity<Arch>(x), rectify::measure_sparsity(x)) << n;
        ASSERT_EQ(rectify::forward_measured<Arch>(relu, x, y), rectify::forward_measured(relu, x, want)) << n;
        std::vector<std::uint32_t> indices(n), want_indices(n);
        std::vector<T> values(n), want_values(n);
        ASSERT_EQ(rectify::compact<Arch>(y, values, indices), rectify::compact(want, want_values, want_indices)) << n;
        ASSERT_TRUE(std::equal(values.begin(), values.end(), want_values.begin(), same<T>)) << n;
        ASSERT_EQ(indices, want_indices) << n;
        rectify::unit_activity units(1), want_units(1);
        units.template observe<Arch>(y);
        want_units.observe(want);
        ASSERT_EQ(units.active(0), want_units.active(0)) << n;

        // Small integers: exact, with one rounding a term or two.
        std::vector<T> w(n * 13), out(13), want_out(13), a(n);
        for (std::size_t i = 0; i < w.size(); ++i) {
            w[i] = static_cast<T>(i % 9);
        }
        for (std::size_t i = 0; i < n; ++i) {
            a[i] = static_cast<T>(i % 3);
        }
        rectify::sparse_gemv<Arch>(w, a, out);
        rectify::sparse_gemv(w, a, want_out);
        ASSERT_EQ(out, want_out) << n;
    }
}

TYPED_TEST(SparsityOn, InFloat)
{
    expect_the_defaults_results<TypeParam, float>();
}

TYPED_TEST(SparsityOn, InDouble)
{
    expect_the_defaults_results<TypeParam, double>();
}

} // namespace
