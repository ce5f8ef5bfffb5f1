// What is called through dispatch/ has the bits of the direct call, on the architecture that RECTIFY_ARCH names: all of
// it where the program is compiled for the same, else what does not depend on it.

#include "dispatch/halving.hpp"
#include "specs/all.hpp"

#include <rectify/dispatch/dispatch.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string_view>
#include <vector>

namespace rectify_test {
namespace {

namespace best = rectify::dispatch;

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool compiled_for_the_chosen()
{
    // As xsimd names the best that -march=native allows: avx512bw, or more of AVX-512.
    const std::string_view own = rectify::default_arch::name();
    const std::string_view chosen = best::architecture();
    return own == chosen || (own.starts_with("avx512") && chosen == "avx512bw");
}

/// 1027 numbers, the special ones and some that halve, in storage S.
template <class S, class T>
std::vector<S> numbers(unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal(0, 3);
    std::vector<S> x(1027);
    for (S& v : x) {
        v = static_cast<S>(static_cast<T>(normal(generator)));
    }
    if constexpr (std::numeric_limits<T>::has_infinity) {
        const T some[] = {T(0), T(-0.0), spec<T>::infinity, spec<T>::minus_infinity, spec<T>::nan, spec<T>::smallest};
        for (std::size_t k = 0; k < std::size(some); ++k) {
            x[3 + 170 * k] = static_cast<S>(some[k]);
        }
    }
    return x;
}

/// The bits of elu depend on whether there is FMA.
template <class F>
constexpr bool exact_everywhere = true;
template <class T>
constexpr bool exact_everywhere<rectify::elu<T>> = false;

template <class S, class F>
void verbs_have_the_bits_of_direct_calls(const F& f)
{
    using T = typename F::value_type;
    if (!exact_everywhere<F> && !compiled_for_the_chosen()) {
        return;
    }
    const std::vector<S> x = numbers<S, T>(1);
    const std::vector<S> dy = numbers<S, T>(2);
    std::vector<S> direct(x.size());
    std::vector<S> chosen(x.size());

    rectify::forward(f, x, direct);
    best::forward(f, x, chosen);
    EXPECT_TRUE(same_bits(direct, chosen)) << "forward";

    const rectify::sparsity zeros = rectify::forward_measured(f, x, direct);
    chosen.assign(x.size(), S{});
    EXPECT_EQ(best::forward_measured(f, x, chosen), zeros);
    EXPECT_TRUE(same_bits(direct, chosen)) << "forward_measured";
    EXPECT_EQ(best::measure_sparsity(f, x), rectify::measure_sparsity(f, x));
    EXPECT_EQ(best::measure_sparsity(f, x, 0.5), rectify::measure_sparsity(f, x, 0.5));
    EXPECT_EQ(best::measure_sparsity(direct), rectify::measure_sparsity(direct));
    EXPECT_EQ(best::measure_sparsity(direct, 0.5), rectify::measure_sparsity(direct, 0.5));

    rectify::derivative(f, x, direct);
    best::derivative(f, x, chosen);
    EXPECT_TRUE(same_bits(direct, chosen)) << "derivative";

    rectify::backward(f, x, dy, direct);
    best::backward(f, x, dy, chosen);
    EXPECT_TRUE(same_bits(direct, chosen)) << "backward";

    if constexpr (rectify::invertible_derivative<F>) {
        if (f.check_from_output() == nullptr) {
            rectify::backward_from_output(f, x, dy, direct);
            best::backward_from_output(f, x, dy, chosen);
            EXPECT_TRUE(same_bits(direct, chosen)) << "backward_from_output";
        }
    }
    if constexpr (rectify::sign_derivative<F>) {
        rectify::sign_mask mask(x.size());
        rectify::sign_mask chosen_mask(x.size());
        rectify::forward(f, x, direct, mask);
        best::forward(f, x, chosen, chosen_mask);
        EXPECT_TRUE(same_bits(direct, chosen)) << "forward with a mask";
        EXPECT_TRUE(std::ranges::equal(mask.words(), chosen_mask.words()));
        rectify::backward(f, mask, dy, direct);
        best::backward(f, chosen_mask, dy, chosen);
        EXPECT_TRUE(same_bits(direct, chosen)) << "backward from a mask";
    }
}

template <class... Specs>
struct each_spec {
    each_spec() { (run<Specs>(), ...); }

    template <class Spec>
    static void run()
    {
        SCOPED_TRACE(Spec::name);
        for (const auto& f : Spec::parameters()) {
            verbs_have_the_bits_of_direct_calls<typename Spec::type>(f);
            if constexpr (std::is_same_v<typename Spec::type, float>) {
                verbs_have_the_bits_of_direct_calls<rectify::bfloat16>(f);
                verbs_have_the_bits_of_direct_calls<rectify::float16>(f);
            }
        }
    }
};

TEST(dispatch, every_verb_of_every_activation_has_the_bits_of_a_direct_call)
{
    activations::of_all_types<each_spec>{};
}

template <class... T>
void integers_have_the_bits_of_direct_calls()
{
    (verbs_have_the_bits_of_direct_calls<T>(rectify::relu<T>{}), ...);
}

TEST(dispatch, integers)
{
    integers_have_the_bits_of_direct_calls<signed char, short, int, long, long long, unsigned char, unsigned short,
                                           unsigned, unsigned long, unsigned long long>();
}

TEST(dispatch, a_functor_of_ones_own)
{
    verbs_have_the_bits_of_direct_calls<float>(halving{});
    verbs_have_the_bits_of_direct_calls<rectify::bfloat16>(halving{});
}

TEST(dispatch, slopes)
{
    const std::vector<float> slopes = {0.25f, -0.5f, 3.0f};
    for (const std::size_t inner : {std::size_t{1}, std::size_t{9}, std::size_t{300}}) {
        const rectify::prelu<float> f{.slope = slopes, .inner = inner};
        std::vector<float> x = numbers<float, float>(1);
        x.resize(3 * inner);
        for (float& v : x) {
            v = std::isfinite(v) ? std::round(v) : 1.0f; // sums of small integers are exact in any order
        }
        const std::vector<float> dy(x.rbegin(), x.rend());
        std::vector<float> dx(x.size()), chosen_dx(x.size()), dslope(3, 1.0f), chosen_dslope(3, 1.0f);
        rectify::backward(f, x, dy, dx, dslope);
        best::backward(f, x, dy, chosen_dx, chosen_dslope);
        EXPECT_TRUE(same_bits(dx, chosen_dx));
        EXPECT_TRUE(same_bits(dslope, chosen_dslope));
        rectify::forward(f, x, dx);
        best::forward(f, x, chosen_dx);
        EXPECT_TRUE(same_bits(dx, chosen_dx));
    }
}

template <class S>
void zeros_are_put_to_use()
{
    std::vector<S> y = numbers<S, float>(1);
    for (std::size_t k = 0; k < y.size(); k += 3) {
        y[k] = S(0);
    }
    std::vector<S> values(y.size()), chosen_values(y.size()), back(y.size(), S(1));
    std::vector<std::uint32_t> indices(y.size()), chosen_indices(y.size());
    const std::size_t kept = rectify::compact(y, values, indices);
    ASSERT_EQ(best::compact(y, chosen_values, chosen_indices), kept);
    EXPECT_TRUE(same_bits(values, chosen_values));
    EXPECT_EQ(indices, chosen_indices);
    std::vector<S> again(y.size(), S(2));
    values.resize(kept);
    indices.resize(kept);
    rectify::expand(values, indices, back);
    best::expand(values, indices, again);
    EXPECT_TRUE(same_bits(back, again));
}

TEST(dispatch, compact_and_expand)
{
    zeros_are_put_to_use<float>();
    zeros_are_put_to_use<double>();
    zeros_are_put_to_use<std::int8_t>();
}

TEST(dispatch, units)
{
    for (const std::size_t inner : {std::size_t{1}, std::size_t{13}}) {
        std::vector<float> y = numbers<float, float>(1);
        y.resize(7 * 13 * 11);
        rectify::forward(rectify::relu<float>{}, y, y);
        rectify::unit_activity direct(7, inner);
        best::unit_activity chosen(7, inner);
        direct.observe(y);
        chosen.observe(y);
        for (std::size_t u = 0; u < 7; ++u) {
            EXPECT_EQ(direct.active(u), chosen.active(u));
        }
    }
}

/// Small integers, whose sums of products are exact.
template <class S>
std::vector<S> integers(std::size_t n)
{
    std::mt19937 generator(3);
    std::uniform_int_distribution<int> digit(-3, 3);
    std::vector<S> v(n);
    for (S& s : v) {
        s = static_cast<S>(static_cast<float>(digit(generator)));
    }
    return v;
}

template <class T, class SW, class SA>
void products_are_right()
{
    const std::vector<SW> w = integers<SW>(70 * 37);
    const std::vector<SA> a = integers<SA>(3 * 70);
    std::vector<T> direct(3 * 37), chosen(3 * 37);
    rectify::sparse_gemm(3, w, a, direct);
    best::sparse_gemm(3, w, a, chosen);
    EXPECT_TRUE(same_bits(direct, chosen));
    const std::vector<SA> first(a.begin(), a.begin() + 70);
    direct.resize(37);
    chosen.assign(37, T(0));
    best::sparse_gemv(w, first, chosen, rectify::update::add);
    EXPECT_TRUE(same_bits(direct, chosen));
}

TEST(dispatch, products)
{
    products_are_right<float, float, float>();
    products_are_right<float, rectify::bfloat16, float>();
    products_are_right<float, rectify::float16, rectify::float16>();
    products_are_right<double, double, double>();
}

TEST(dispatch, quantised)
{
    std::vector<std::int8_t> x(1000), direct(1000), chosen(1000);
    for (std::size_t k = 0; k < x.size(); ++k) {
        x[k] = static_cast<std::int8_t>(k);
    }
    const rectify::quantization<std::int8_t> q{.scale = 0.125f, .zero_point = 3};
    const rectify::quantization<std::int8_t> other{.scale = 0.25f, .zero_point = -9};
    for (const auto& to : {q, other}) {
        rectify::forward(rectify::relu<float>{}, x, q, direct, to);
        best::forward(rectify::relu<float>{}, x, q, chosen, to);
        EXPECT_EQ(direct, chosen);
        rectify::forward(rectify::elu<float>{}, x, q, direct, to);
        best::forward(rectify::elu<float>{}, x, q, chosen, to);
        EXPECT_EQ(direct, chosen);
    }
    const rectify::quantized_table table(rectify::elu<float>{}, q, other);
    best::forward(table, x, chosen);
    EXPECT_EQ(direct, chosen);
}

TEST(dispatch, a_wrong_call_throws_and_writes_nothing)
{
    const std::vector<float> x(4, -1.0f);
    std::vector<float> y(3, 42.0f);
    EXPECT_THROW(best::forward(rectify::relu<float>{}, x, y), std::invalid_argument);
    EXPECT_EQ(y, std::vector<float>(3, 42.0f));
}

} // namespace
} // namespace rectify_test
