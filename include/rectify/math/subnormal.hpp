#pragma once

// Subnormal results, made by integers: where arithmetic has one, some processors take a hundred cycles more.

#include <rectify/math/exp_constants.hpp>
#include <rectify/simd/compare.hpp>
#include <rectify/simd/fma.hpp>
#include <rectify/simd/hidden.hpp>

#include <limits>

namespace rectify::inline RECTIFY_ABI::math {

/// A number that would be subnormal is computed on times 2^bits, and before it is multiplied, by 2^less_bits more: so
/// is what no factor would leave above 0.
template <class T>
struct guard {
    static constexpr int bits = sizeof(T) == 4 ? 96 : 688;
    static constexpr int less_bits = sizeof(T) == 4 ? 64 : 512;

    /// 2^n, a normal number.
    static constexpr T power(int n) noexcept
    {
        using U = detail::bits_of_width<T>;
        return std::bit_cast<T>(
            static_cast<U>(U(static_cast<unsigned>(n - limits::min_exponent + 2)) << mantissa_bits));
    }

    using limits = std::numeric_limits<T>;
    static constexpr int mantissa_bits = limits::digits - 1;
    static constexpr int smallest = limits::min_exponent - limits::digits; // 2^smallest is the smallest subnormal

    static constexpr T undone = power(-bits);
    static constexpr T less = power(-less_bits);
    static constexpr T normal = power(limits::min_exponent - 1 + bits); // the smallest one
    static constexpr T units = power(-smallest - bits);                 // makes multiples of the smallest subnormal
    static constexpr T vanishing = power(smallest - 1 + bits + less_bits);
    /// From it up to twice that the numbers are the integers.
    static constexpr T whole = power(mantissa_bits);
};

/// v * 2^n, given n in the place of the exponent, where v and the result are normal numbers; else bits of which the
/// same with -n makes v again.
template <class V, class Exponents>
RECTIFY_INLINE V scaled_by_exponent(const V& v, const Exponents& n) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    return detail::bits_as<T>(static_cast<Exponents>(detail::bits_as<detail::bits_of_width<T>>(v) + n));
}

/// v with the guard undone, rounded to the nearest subnormal, where that is below the smallest normal number; 0 of v's
/// sign where the program flushes such results.
template <class V>
RECTIFY_INLINE V subnormal_of(const V& v) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    using U = detail::bits_of_width<T>;
    using g = guard<T>;
    using integers = std::remove_cvref_t<decltype(detail::bits_as<U>(v))>;
    // From this sum on numbers are whole, so that its bits count the units of the subnormal.
    const V whole(g::whole);
    const auto units =
        detail::bits_as<U>(detail::fma(detail::magnitude(v), V(g::units), whole)) - detail::bits_as<U>(whole);
    const integers sign(static_cast<U>(U(1) << (8 * sizeof(U) - 1)));
    // An addition flushes, and takes no more time for subnormal numbers, where a product does.
    return detail::bits_as<T>(static_cast<integers>((detail::bits_as<U>(v) & sign) | units)) +
           detail::hidden(V(T(-0.0)));
}

/// Whether any of the numbers v is subnormal, or has less of an exponent.
template <class V>
RECTIFY_INLINE bool any_subnormal(const V& v) noexcept
{
    // A double by its upper half; the lower one is compared with what is not above it.
    using T = typename detail::lane_traits<V>::value_type;
    using U = detail::bits_of_width<T>;
    constexpr U smallest = std::bit_cast<U>((std::numeric_limits<T>::min)());
    if constexpr (sizeof(T) == 4 || !detail::is_batch<V>) {
        using integer = typename exp_constants<T>::integer;
        using integers = std::remove_cvref_t<decltype(detail::bits_as<integer>(v))>;
        return detail::any(detail::bits_as<integer>(v) < integers(static_cast<integer>(smallest)));
    } else {
        const V bound = detail::bits_as<T>(decltype(detail::bits_as<U>(v))(smallest | 0x8000'0000u));
        return detail::any(detail::bits_as<std::int32_t>(v) < detail::bits_as<std::int32_t>(bound));
    }
}

/// v: where nothing is multiplied.
struct unchanged {
    template <class V>
    RECTIFY_INLINE V operator()(const V& v) const noexcept
    {
        return v;
    }
};

/// v times a constant, of lanes as wide as it or wider.
template <class T>
struct multiplied_by {
    T factor;

    template <class V>
    RECTIFY_INLINE V operator()(const V& v) const noexcept
    {
        return V(static_cast<typename detail::lane_traits<V>::value_type>(factor)) * v;
    }
};

/// times(v), as v would be if no subnormal number were rounded before.
template <class V, class Times>
RECTIFY_INLINE V rounded_late(const V& v, const Times& times) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    using g = guard<T>;
    using integer = typename exp_constants<T>::integer;
    const auto bits = detail::bits_as<integer>(v);
    using integers = std::remove_cvref_t<decltype(bits)>;
    const auto below = detail::mask_as<T>(bits < integers(std::bit_cast<integer>((std::numeric_limits<T>::min)())));
    const auto guarded = [&](int bits_more) RECTIFY_INLINE_LAMBDA {
        using U = detail::bits_of_width<T>;
        const decltype(detail::bits_as<U>(v)) exponents(
            static_cast<U>(U(static_cast<unsigned>(bits_more)) << g::mantissa_bits));
        return detail::zero_unless(below, scaled_by_exponent(v, exponents));
    };
    if constexpr (std::same_as<Times, unchanged>) {
        return detail::select(below, subnormal_of(guarded(g::bits)), v);
    } else {
        const V one(T(1));
        const V factor = times(one);
        const V more = guarded(g::bits + g::less_bits);
        const auto matters = more >= V(g::vanishing) / detail::at_least(one, detail::magnitude(factor));
        const V product = factor * V(g::less) * detail::zero_unless(matters, more);
        const V smallest(g::normal);
        const auto still_below = detail::magnitude(product) < smallest;
        const V subnormal = subnormal_of(detail::zero_unless(still_below, product));
        const V normal = detail::select(still_below, smallest, product) * V(g::undone);
        return detail::select(below, detail::select(still_below, subnormal, normal),
                              times(detail::select(below, one, v)));
    }
}

/// times(v * 2^n) of a v in [1/2, 2), given n in the place of an exponent, as the bits of `power`, where times
/// multiplies by a constant: where v * 2^n is subnormal it is not rounded before. Where one lane is, all are handed to
/// rare().
template <class V, class Times, class Rare>
RECTIFY_INLINE V scaled_by_power(const V& v, const V& power, const Times& times, const Rare& rare) noexcept
{
    using T = typename detail::lane_traits<V>::value_type;
    const V all = scaled_by_exponent(v, detail::bits_as<detail::bits_of_width<T>>(power));
    if (any_subnormal(all)) [[unlikely]] {
        return rare(rounded_late(all, times));
    }
    return times(all);
}

} // namespace rectify::inline RECTIFY_ABI::math
