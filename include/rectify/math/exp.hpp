#pragma once

// e^x and e^x - 1, lane by lane; exp16.hpp has the latter for numbers of 16 bits.

#include <rectify/core/precision.hpp>
#include <rectify/math/exp_reduction.hpp>
#include <rectify/math/subnormal.hpp>
#include <rectify/simd/doubles.hpp>
#include <rectify/simd/select.hpp>

namespace rectify::inline RECTIFY_ABI::math {

/// What is known of an argument.
enum class argument {
    /// From the number below which the result no longer changes to exp_constants' `negligible`, or 0.
    any,
    /// A float's value, -700 < x <= 0, computed on in double so that the result rounds to the nearest float.
    wide_float,
};

/// Whether the short polynomial and one addition will do; in float they need fma to keep the bound.
template <argument A, class V>
inline constexpr bool is_brief = A == argument::wide_float ||
                                 (std::same_as<typename detail::lane_traits<V>::value_type, float> && detail::fuses<V>);

/// Whether x is reduced by eighths of ln 2, which makes the polynomial shorter still: where a register holds the eight
/// powers of 2. An error of 2^-53 in them is too much for double's own bound.
template <argument A, class V>
concept by_eighths = detail::table_of_eight<V>::value && A == argument::wide_float;

/// (e^r - 1 - r) / r^2, by the short polynomial for r.
template <argument A, class V>
RECTIFY_INLINE V evaluate_short(const V& r) noexcept
{
    using c = exp_constants<typename detail::lane_traits<V>::value_type>;
    if constexpr (by_eighths<A, V>) {
        return evaluate(c::eighth_polynomial, r);
    } else {
        return evaluate(c::short_polynomial, r);
    }
}

/// e^x - 1 for an x as A says: no argument and no number on the way is subnormal. -0 may give +0.
/// Error: at most 0.98 ULP in float (all inputs tried), 0.95 in double (sampled). Of a wide_float it rounds to the
/// nearest float (all inputs tried).
template <argument A = argument::any, class V>
RECTIFY_INLINE V expm1_nonpositive(const V& x) noexcept
{
    const V one(1);
    if constexpr (is_brief<A, V>) {
        const auto a = reduce<0, detail::fuses<V>, by_eighths<A, V>>(x);
        const V p = detail::fma(a.r * a.r, evaluate_short<A>(a.r), a.r);
        return detail::fma(a.power, p, detail::as_computed(a.power - one));
    } else {
        const auto a = reduce<0, false>(x);
        return detail::fma(a.power, expm1_of_rest(a), detail::as_computed(a.power - one));
    }
}

/// times(e^x) for an x as A says, where times multiplies lanes by a constant. Where e^x is subnormal it is multiplied
/// before it is rounded, and the rounding is an integer's: no number on the way is subnormal, but for what times makes
/// of normal ones. If that is so in any lane, rare() of all lanes, as where x is not what A says but a NaN.
/// Error of e^x, subnormal results included: at most 0.98 ULP in float (all inputs tried), 0.89 in double (sampled). Of
/// a wide_float it rounds to the nearest float (all inputs tried).
template <argument A = argument::any, class V, class Times, class Rare>
RECTIFY_INLINE V exp_nonpositive(const V& x, const Times& times, const Rare& rare) noexcept
{
    using c = exp_constants<typename detail::lane_traits<V>::value_type>;
    // In double none of a float's results is subnormal. Elsewhere 2^n stays an exponent.
    constexpr bool by_power = A == argument::wide_float;
    constexpr int offset = by_power ? 0 : -static_cast<int>(c::exponent_bias);
    const auto a = reduce<offset, false, by_eighths<A, V>>(x);
    const V one(1);
    V e_r = one;
    if constexpr (is_brief<A, V>) {
        e_r = detail::fma(detail::fma(evaluate_short<A>(a.r), a.r, one), a.r, one);
    } else {
        e_r = expm1_of_rest(a) + one;
    }
    if constexpr (by_power) {
        return times(e_r * a.power);
    } else {
        return scaled_by_power(e_r, a.power, times, rare);
    }
}

/// e^x - 1: -0 for -0, -1 for -infinity, infinity for infinity, NaN for NaN.
/// Error: at most 1 ULP; with precision::correct, for float, the nearest number.
template <precision P = precision::faithful, class V>
RECTIFY_INLINE V expm1(const V& x_of_any_width) noexcept
{
    if constexpr (P == precision::correct) {
        return detail::through_double(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA { return expm1(x); });
    } else {
        return detail::on_lanes(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA {
            using lanes = std::remove_cvref_t<decltype(x)>;
            using T = typename detail::lane_traits<lanes>::value_type;
            using c = exp_constants<T>;
            const lanes lowest(c::expm1_lowest);
            const lanes highest(c::expm1_highest);
            const lanes above = detail::select(x < lowest, lowest, x);
            const auto a = reduce<-1, false>(detail::select(above > highest, highest, above));
            // Half of the result, as 2^n alone may overflow: the sum of four terms, with what each rounding loses.
            const auto series = expand(a);
            const lanes whole = detail::as_computed(a.power - lanes(T(0.5)));
            const lanes linear = a.power * a.r;
            const lanes square = a.power * series.half_square;
            const lanes sum_1 = whole + linear;
            const lanes sum_2 = sum_1 + square;
            const lanes lost =
                ((a.power - whole) - lanes(T(0.5))) + ((whole - sum_1) + linear) + ((sum_1 - sum_2) + square);
            const lanes half = sum_2 + detail::fma(a.power, series.rest, lost);
            return detail::select(x == lanes(T(0)), x, half + half);
        });
    }
}

/// e^x: 0 for -infinity, infinity for infinity, NaN for NaN.
/// Error, subnormal results included: at most 1 ULP; with precision::correct, for float, the nearest number.
template <precision P = precision::faithful, class V>
RECTIFY_INLINE V exp(const V& x_of_any_width) noexcept
{
    if constexpr (P == precision::correct) {
        return detail::through_double(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA { return exp(x); });
    } else {
        return detail::on_lanes(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA {
            using lanes = std::remove_cvref_t<decltype(x)>;
            using T = typename detail::lane_traits<lanes>::value_type;
            using c = exp_constants<T>;
            const lanes lowest(c::exp_lowest);
            const lanes highest(c::exp_highest);
            const lanes above = detail::select(x < lowest, lowest, x);
            const auto a = reduce<0, false>(detail::select(above > highest, highest, above));
            // 2^n in two halves, neither of which leaves the normal numbers: only the last product may round.
            const lanes rounder(c::round_to_integer);
            const lanes half = detail::as_computed(a.n * lanes(T(0.5)) + rounder) - rounder;
            return (expm1_of_rest(a) + lanes(T(1))) * power_of_2(half) * power_of_2(a.n - half);
        });
    }
}

} // namespace rectify::inline RECTIFY_ABI::math
