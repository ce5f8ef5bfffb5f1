#pragma once

#include <rectify/math/exp.hpp>
#include <rectify/math/exp16.hpp>
#include <rectify/simd/confine.hpp>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// The number 1, as a parameter that is known when compiling.
struct one {
    constexpr explicit one(int = 1) noexcept {}

    template <std::floating_point T>
    constexpr explicit operator T() const noexcept
    {
        return T(1);
    }
};

} // namespace detail

/// Exponential linear unit: f(x) = x > 0 ? x : alpha * (e^x - 1).
///
/// T: float or double. P: precision::faithful, or precision::correct (for float; a quarter to a third of the speed).
/// Alpha is T, but for simplified().
///
/// | x      | -inf   | < 0               | -0    | +0    | > 0 | +inf | NaN |
/// |--------|--------|-------------------|-------|-------|-----|------|-----|
/// | f(x)   | -alpha | alpha * expm1(x)  | -0    | +0    | x   | +inf | NaN |
/// | f'(x)  | 0      | alpha * exp(x)    | alpha | alpha | 1   | 1    | 1   |
///
/// Error with alpha = 1, in f and in f', subnormal results included: faithful, less than 1 ULP; correct, the nearest
/// number. Another alpha adds one rounding to faithful, and leaves correct within 0.501 ULP.
///
/// No floating-point exception but underflow and inexact, whatever x is. Faithful has no subnormal number on the way,
/// which processors may take their time for: a subnormal f'(x) is made by integers, and is 0 where the program flushes
/// such results (FTZ).
/// Source: D. Clevert, T. Unterthiner, S. Hochreiter, "Fast and accurate deep network learning by exponential linear
/// units (ELUs)", ICLR 2016.
template <class T = float, precision P = precision::faithful, class Alpha = T>
struct elu {
    using value_type = T;
    static_assert(std::is_floating_point_v<T>,
                  "rectify::elu computes in float or double (bfloat16 and float16 are for storage: compute in float)");
    static_assert(P == precision::faithful || std::same_as<T, float>, "rectify::elu is correct in float only");

    /// -alpha is the limit of f at -infinity.
    Alpha alpha = Alpha(1);

    /// f(x), for T or xsimd::batch<T, A>.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE V operator()(V x) const noexcept
    {
        return detail::on_lanes(x, [this](const auto& v) RECTIFY_INLINE_LAMBDA { return this->value(v); });
    }

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
    /// f of numbers of a 16-bit format, in batches of std::uint16_t: the same bits, but for NaN, which stays as it is.
    template <class Format, class Words, std::size_t N>
        requires std::same_as<Alpha, detail::one> RECTIFY_INLINE std::array<Words, N>
        of_words(const std::array<Words, N>& x)
    const noexcept
    {
        return math::expm1_if_negative<Format>(x);
    }

#endif

    /// f'(x): alpha * e^x for x <= 0, with its relative accuracy down to the smallest subnormal; else 1.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE V derivative(V x) const noexcept
    {
        return detail::on_lanes(x, [this](const auto& v) RECTIFY_INLINE_LAMBDA { return this->slope(v); });
    }

    /// f'(x), given y = f(x): y + alpha for y <= 0, else 1. Precondition: alpha >= 0.
    ///
    /// Far out this loses everything: once y rounds to -alpha (x below about -17 in float, -37 in double) it is 0,
    /// where derivative(x) still has all its digits. S: the type that y was stored in, whose number for -alpha is
    /// where the derivative is 0.
    template <class S = T, detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V derivative_from_output(V y) const noexcept
    {
        V negative_side = y + V(T(alpha));
        if constexpr (detail::half_width<S>) {
            const T limit = static_cast<T>(static_cast<S>(-T(alpha)));
            const T saturated = limit == T(0) ? T(1) : limit; // no y is, where alpha is too small for S
            negative_side = detail::select(y == V(saturated), V(T(0)), negative_side);
        }
        return detail::select(detail::is_not_positive(y), negative_side, V(T(1)));
    }

    /// Why the output does not determine the derivative, or nullptr where it does.
    constexpr const char* check_from_output() const noexcept
    {
        return T(alpha) >= T(0) ? nullptr
                                : "elu's alpha is negative or NaN, so the output does not tell the sign of x; use "
                                  "rectify::backward, which takes x";
    }

    /// Whether simplified() has the same values, to the bit: where alpha is 1.
    RECTIFY_INLINE constexpr bool simplifies() const noexcept requires std::same_as<Alpha, T>
    {
        return alpha == T(1);
    }

    /// A functor that does not multiply.
    RECTIFY_INLINE constexpr auto simplified() const noexcept requires std::same_as<Alpha, T>
    {
        return elu<T, P, detail::one>{};
    }

private:
    using constants = math::exp_constants<T>;

    /// Of the functions of math that are called.
    static constexpr math::argument argument =
        P == precision::correct ? math::argument::wide_float : math::argument::any;

    /// Multiplies lanes of T, or wider ones, by alpha.
    RECTIFY_INLINE constexpr auto times_alpha() const noexcept
    {
        if constexpr (std::same_as<Alpha, detail::one>) {
            return math::unchanged{};
        } else {
            return math::multiplied_by<T>{alpha};
        }
    }

    template <class V>
    RECTIFY_INLINE V value(const V& x) const noexcept
    {
        const auto times = times_alpha();
        const V minus_zero(T(-0.0));
        if constexpr (P == precision::correct) {
            const V computed = detail::through_double(
                detail::confined(x, constants::product_lowest, T(-0.0)),
                [&times](const auto& v) RECTIFY_INLINE_LAMBDA { return times(math::expm1_nonpositive<argument>(v)); });
            return detail::select(detail::is_below(x, minus_zero), computed, x);
        } else {
            const V expm1 =
                math::expm1_nonpositive<argument>(detail::confined(x, constants::expm1_lowest, constants::negligible));
            if constexpr (std::same_as<Alpha, detail::one>) {
                return detail::select(detail::is_below(x, V(constants::negligible)), expm1, x);
            } else {
                return detail::select(detail::is_below(x, minus_zero), times(detail::nearer_to_zero(expm1, x)), x);
            }
        }
    }

    template <class V>
    RECTIFY_INLINE V slope(const V& x) const noexcept
    {
        constexpr bool by_one = std::same_as<Alpha, detail::one>;
        constexpr T lowest = by_one ? constants::exp_lowest : constants::product_lowest;
        const V within = detail::confined(x, lowest, constants::negligible);
        const auto times = times_alpha();
        const auto one_beyond = [&x](const V& result) RECTIFY_INLINE_LAMBDA {
            return detail::select(detail::is_not_positive(x), result, V(T(1)));
        };
        if constexpr (P == precision::correct) {
            return one_beyond(detail::through_double(within, [&times](const auto& v) RECTIFY_INLINE_LAMBDA {
                return math::exp_nonpositive<argument>(v, times, math::unchanged{});
            }));
        } else if constexpr (by_one) {
            return math::exp_nonpositive<argument>(within, times, one_beyond); // 1 beyond by itself, but for NaN
        } else {
            return one_beyond(math::exp_nonpositive<argument>(within, times, math::unchanged{}));
        }
    }
};

} // namespace rectify::inline RECTIFY_ABI
