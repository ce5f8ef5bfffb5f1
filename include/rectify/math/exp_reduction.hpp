#pragma once

// What e^x and e^x - 1 have in common.
//
// x = n * ln 2 + r with an integer n and |r| <= ln 2 / 2, then p = e^r - 1 by a polynomial, and
//     e^x     = 2^n * (1 + p)
//     e^x - 1 = 2^n * p + (2^n - 1)          (2^n * p is exact, so that this rounds once)
//
// Where a fused multiply-add subtracts n * ln 2 without rounding it, one constant for ln 2 is enough for e^x - 1, as an
// error of x * 2^-28 drowns; elsewhere, and for e^x, it has two parts, the first short enough for n times it to be
// exact (W. Cody, W. Waite, "Software manual for the elementary functions", 1980). The bounds hold with and without
// fma. The polynomials are our own minimax approximations of (e^r - 1 - r) / r^2 (Remez exchange, then a search among
// the neighbours of the rounded coefficients). exp16.hpp has shorter ones, for numbers of 16 bits.

#include <rectify/math/exp_constants.hpp>
#include <rectify/math/polynomial.hpp>
#include <rectify/simd/bits.hpp>
#include <rectify/simd/hidden.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::math {

/// 2^n, a normal number, given the sum n + round_to_integer + exponent_bias.
template <class V>
RECTIFY_INLINE V power_of_sum(const V& sum) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    using c = exp_constants<T>;
    return detail::bits_as<T>(detail::shift_left<c::mantissa_bits>(detail::bits_as<typename c::integer>(sum)));
}

/// 2^n for a whole n, of which 2^n is a normal number.
template <class V>
RECTIFY_INLINE V power_of_2(const V& n) noexcept
{
    using c = exp_constants<typename detail::lane_traits<V>::value_type>;
    return power_of_sum(n + V(c::round_to_integer + c::exponent_bias));
}

/// 2^(m / 8), a normal number, given the sum m + round_to_integer.
template <class V>
RECTIFY_INLINE V power_of_eighths(const V& sum) noexcept
{
    using c = exp_constants<double>;
    const auto bits = detail::bits_as<c::integer>(sum);
    // Shifted to the exponent, m / 8 has m % 8 behind it, which the table takes away again.
    constexpr auto table = [] {
        std::array<std::int64_t, 8> all{};
        for (std::size_t k = 0; k < all.size(); ++k) {
            all[k] = std::bit_cast<std::int64_t>(c::eighth_powers[k]) - (std::int64_t(k) << (c::mantissa_bits - 3));
        }
        return all;
    }();
    return detail::bits_as<double>(detail::table_of_eight<V>::picked(table, bits) +
                                   detail::shift_left<c::mantissa_bits - 3>(bits));
}

/// The whole number n nearest to x / ln 2, 2^(n + Offset), and r = x - n * ln 2 without and with what its rounding
/// lost. By eighths, n is nearest to x / (ln 2 / 8), the power 2^(n / 8), and r what is left of x then.
template <class V>
struct reduced_argument {
    V n;
    V power;
    V r;
    V r_low;
};

/// With OneConstant, r has an error of x * 2^-28 (2^-54 in double), and r_low is 0.
template <int Offset, bool OneConstant, bool ByEighths = false, class V>
RECTIFY_INLINE reduced_argument<V> reduce(const V& x) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    using c = exp_constants<T>;
#if defined(__FLT_EVAL_METHOD__)
    static_assert(!std::floating_point<V> || __FLT_EVAL_METHOD__ != 2,
                  "rectify: e^x needs sums that are rounded to their type, and x87's are not: compile for 32-bit x86 "
                  "with -msse2 -mfpmath=sse");
#endif
    constexpr T steps = ByEighths ? 8 : 1;
    const V magic(c::round_to_integer + (ByEighths ? T(0) : c::exponent_bias + T(Offset)));
    const V shifted = detail::as_computed(detail::fma(x, V(steps * c::log2_e), magic));
    const V n = shifted - magic; // of steps
    V power;
    if constexpr (ByEighths) {
        static_assert(Offset == 0);
        power = power_of_eighths(shifted);
    } else {
        power = power_of_sum(shifted);
    }
    if constexpr (OneConstant) {
        return {n, power, detail::fma(n, V(-c::ln2 / steps), x), V(T(0))};
    } else {
        const V x_minus_high = detail::as_computed(detail::fma(n, V(-c::ln2_high / steps), x)); // exact
        const V r = detail::fma(n, V(-c::ln2_low / steps), x_minus_high);
        return {n, power, r, detail::fma(n, V(-c::ln2_low / steps), x_minus_high - r)};
    }
}

/// e^r - 1 = r + r^2 / 2 + rest; halving is exact, so that only the small rest has the errors of the polynomial.
template <class V>
struct expm1_series {
    V half_square;
    V rest;
};

template <class V>
RECTIFY_INLINE expm1_series<V> expand(const reduced_argument<V>& a) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    using c = exp_constants<T>;
    static_assert(c::polynomial[0] == T(0.5));
    const V square = a.r * a.r;
    return {square * V(T(0.5)), detail::fma(square * a.r, evaluate<1>(c::polynomial, a.r), a.r_low)};
}

/// e^r - 1.
template <class V>
RECTIFY_INLINE V expm1_of_rest(const reduced_argument<V>& a) noexcept
{
    using c = exp_constants<typename detail::lane_traits<V>::value_type>;
    if constexpr (c::keeps_low_part) {
        const auto series = expand(a);
        return a.r + (series.half_square + series.rest);
    } else {
        return detail::fma(a.r * a.r, evaluate(c::polynomial, a.r), a.r);
    }
}

} // namespace rectify::inline RECTIFY_ABI::math
