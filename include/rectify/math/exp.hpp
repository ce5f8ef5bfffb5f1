#pragma once

// e^x and e^x - 1, lane by lane.
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

#include <rectify/core/precision.hpp>
#include <rectify/core/simd.hpp>

#include <cstddef>
#include <utility>

namespace rectify::inline RECTIFY_ABI::math {

/// What reductions and polynomials need to know of a type.
template <class T>
struct exp_constants;

template <>
struct exp_constants<float> {
    using integer = std::int32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr float log2_e = 0x1.715476p+0f;
    static constexpr float ln2 = 0x1.62e430p-1f;    // to 28 bits, by luck
    static constexpr float ln2_high = 0x1.62e4p-1f; // 16 bits
    static constexpr float ln2_low = 0x1.7f7d1cp-20f;
    /// Adding it rounds to an integer, whose low bits are then the exponent field of a power of 2.
    static constexpr float round_to_integer = 0x1.8p23f;
    static constexpr float exponent_bias = 127;
    /// e^x - 1 rounds to -1 below, and overflows above.
    static constexpr float expm1_lowest = -17.4f;
    static constexpr float expm1_highest = 89.0f;
    /// e^x rounds to 0 below, and overflows above.
    static constexpr float exp_lowest = -104.0f;
    static constexpr float exp_highest = 89.0f;
    /// 2^(n + guard_bits) is a normal number down to the n of exp_lowest, and guard undoes it.
    static constexpr int guard_bits = 64;
    static constexpr float guard = 0x1p-64f;
    /// Whether the bound of 1 ULP needs what the rounding of r loses.
    static constexpr bool keeps_low_part = false;
    /// To 2^-26 and 2^-32 of e^r - 1.
    static constexpr float short_polynomial[] = {0x1.fffffep-2f, 0x1.5554aap-3f, 0x1.55569p-5f, 0x1.122784p-7f,
                                                 0x1.6be73ep-10f};
    static constexpr float polynomial[] = {0x1.000000p-1f, 0x1.555556p-3f,  0x1.5554aep-5f,
                                           0x1.111090p-7f, 0x1.6d7414p-10f, 0x1.a1a124p-13f};
};

template <>
struct exp_constants<double> {
    using integer = std::int64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr double log2_e = 0x1.71547652b82fep+0;
    static constexpr double ln2 = 0x1.62e42fefa39efp-1;
    static constexpr double ln2_high = 0x1.62e42feep-1; // 32 bits
    static constexpr double ln2_low = 0x1.a39ef35793c76p-33;
    static constexpr double round_to_integer = 0x1.8p52;
    static constexpr double exponent_bias = 1023;
    static constexpr double expm1_lowest = -37.5;
    static constexpr double expm1_highest = 710;
    static constexpr double exp_lowest = -746;
    static constexpr double exp_highest = 710;
    static constexpr int guard_bits = 512;
    static constexpr double guard = 0x1p-512;
    static constexpr bool keeps_low_part = true;
    /// To 2^-51 and 2^-61 of e^r - 1.
    static constexpr double short_polynomial[] = {0x1.0000000000020p-1,  0x1.5555555555a08p-3,  0x1.5555555549e60p-5,
                                                  0x1.1111110fbf804p-7,  0x1.6c16c1987a9f5p-10, 0x1.a01a09590963dp-13,
                                                  0x1.a0196879eaf85p-16, 0x1.71cbec27b3326p-19, 0x1.28d75f461a658p-22,
                                                  0x1.cd16cbdfab19ap-26};
    static constexpr double polynomial[] = {0x1.0000000000000p-1,  0x1.5555555555559p-3,  0x1.555555555555ap-5,
                                            0x1.111111110f7f1p-7,  0x1.6c16c16c1462ap-10, 0x1.a01a01af71c55p-13,
                                            0x1.a01a01b040befp-16, 0x1.71ddf95ed407ap-19, 0x1.27e4c676422dcp-22,
                                            0x1.af5d0d650cd8cp-26, 0x1.1f944519524ddp-29};
    /// For |r| <= ln 2 / 16, to 2^-52 of e^r - 1.
    static constexpr double eighth_polynomial[] = {0x1.00000000000a4p-1, 0x1.5555555555679p-3,  0x1.5555554ab8a3ap-5,
                                                   0x1.11111102ea9f5p-7, 0x1.6c1c3fed79766p-10, 0x1.a023c63085ad3p-13};
    /// 2^(k/8) for k < 8.
    static constexpr double eighth_powers[] = {0x1.0000000000000p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0,
                                               0x1.4bfdad5362a27p+0, 0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0,
                                               0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0};
};

/// c[First] + c[First + 1] * x + c[First + 2] * x^2 + ...: Horner's rule in x^2 over the pairs c[2 i] + c[2 i + 1] * x.
/// As many operations as Horner's rule in x, where x^2 is needed anyway, and half as long a chain.
template <std::size_t First = 0, class V, class T, std::size_t N>
RECTIFY_INLINE V evaluate(const T (&c)[N], const V& x) noexcept
{
    const V square = x * x;
    const auto pair = [&](std::size_t i)
                          RECTIFY_INLINE_LAMBDA { return i + 1 < N ? detail::fma(V(c[i + 1]), x, V(c[i])) : V(c[i]); };
    constexpr std::size_t last = First + (N - 1 - First) / 2 * 2;
    V sum = pair(last);
    for (std::size_t i = last; i > First; i -= 2) {
        sum = detail::fma(sum, square, pair(i - 2));
    }
    return sum;
}

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

/// What is known of an argument.
enum class argument {
    /// x <= 0.
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

/// e^x - 1 for an x as A says. A lane with another x, or NaN, has an unspecified value; -0 may give +0.
/// Error: at most 0.98 ULP in float (all inputs tried), 0.95 in double (sampled). Of a wide_float it rounds to the
/// nearest float (all inputs tried).
template <argument A = argument::any, class V>
RECTIFY_INLINE V expm1_nonpositive(const V& x_of_any_width) noexcept
{
    return detail::on_lanes(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA {
        using lanes = std::remove_cvref_t<decltype(x)>;
        using T = typename detail::lane_traits<lanes>::value_type;
        using c = exp_constants<T>;
        const lanes not_below = A == argument::wide_float ? x : detail::at_least(lanes(c::expm1_lowest), x);
        if constexpr (is_brief<A, lanes>) {
            const auto a = reduce<0, detail::fuses<lanes>, by_eighths<A, lanes>>(not_below);
            const lanes p = detail::fma(a.r * a.r, evaluate_short<A>(a.r), a.r);
            return detail::fma(a.power, p, detail::as_computed(a.power - lanes(T(1))));
        } else {
            const auto a = reduce<0, false>(not_below);
            return detail::fma(a.power, expm1_of_rest(a), detail::as_computed(a.power - lanes(T(1))));
        }
    });
}

/// e^x for an x as A says. A lane with another x, or NaN, has an unspecified value.
/// Error, subnormal results included: at most 0.98 ULP in float (all inputs tried), 0.89 in double (sampled). Of a
/// wide_float it rounds to the nearest float (all inputs tried).
template <argument A = argument::any, class V>
RECTIFY_INLINE V exp_nonpositive(const V& x_of_any_width) noexcept
{
    return detail::on_lanes(x_of_any_width, [](const auto& x) RECTIFY_INLINE_LAMBDA {
        using lanes = std::remove_cvref_t<decltype(x)>;
        using T = typename detail::lane_traits<lanes>::value_type;
        using c = exp_constants<T>;
        // Only the last product may round to a subnormal; in double none of a float's results is one.
        constexpr int guard_bits = A == argument::wide_float ? 0 : c::guard_bits;
        const auto a = reduce<guard_bits, false, by_eighths<A, lanes>>(
            A == argument::wide_float ? x : detail::at_least(lanes(c::exp_lowest), x));
        const lanes one(T(1));
        lanes e_r = one;
        if constexpr (is_brief<A, lanes>) {
            e_r = detail::fma(detail::fma(evaluate_short<A>(a.r), a.r, one), a.r, one);
        } else {
            e_r = expm1_of_rest(a) + one;
        }
        return guard_bits == 0 ? e_r * a.power : e_r * a.power * lanes(c::guard);
    });
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
