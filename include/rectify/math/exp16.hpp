#pragma once

// e^x - 1 of 16-bit numbers, as such: less work than of floats, for the same bits.
//
// x / ln 2 = n + f with an integer n and |f| <= 1/2, 2^f - 1 = f * q(f), and e^x - 1 = 2^n * f * q(f) + (2^n - 1).
// There are so few arguments that each was tried: no result is a tie, and q may be shorter than a float's. Even and odd
// numbers of a register are moved to a float's place by shifts, and computed on in turn.
//
// The polynomials are ours: the bounds between which e^x - 1 rounds to the right number are linear in the coefficients,
// so that a linear program finds those that stay farthest from all bounds; then a search among the neighbours of the
// rounded coefficients, with every argument tried, with and without fma. With a coefficient less there are none: at
// best 26 arguments of bfloat16 and 32 of float16 are wrong.

#include <rectify/core/each.hpp>
#include <rectify/math/exp.hpp>
#include <rectify/simd/pairs.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
namespace rectify::inline RECTIFY_ABI::math {

/// What differs between the formats. x is given, and e^x - 1 asked for, times `scale`.
template <class Format>
struct expm1_of_words;

template <>
struct expm1_of_words<detail::bfloat16_format> {
    static constexpr float scale = 1.0f;
    static constexpr float exponent_bias = 127;
    static constexpr float log2_e = 0x1.715476p+0f;
    static constexpr float polynomial[] = {0x1.62e59cp-1f, 0x1.ec7544p-3f, 0x1.cd1b2ap-5f, 0x1.4082ecp-7f};

    /// Where e^x - 1 is not x: from the first to the last word, -infinity.
    static constexpr std::uint16_t first = 0xbbb6;
    static constexpr std::uint16_t last = 0xff80;
    /// e^x - 1 rounds to -1 there and below.
    static constexpr std::uint16_t lowest = 0xc0e0;

    template <class Arch>
    RECTIFY_INLINE static auto even(const xsimd::batch<std::uint32_t, Arch>& w) noexcept
    {
        return detail::shift_left<16>(w);
    }
    template <class Arch>
    RECTIFY_INLINE static auto odd(const xsimd::batch<std::uint32_t, Arch>& w) noexcept
    {
        return w & xsimd::batch<std::uint32_t, Arch>(0xffff'0000u);
    }

    /// Any word, to one from `lowest` to `first`, of which no number on the way is subnormal; what that changes of
    /// other words is not looked at.
    template <class Arch>
    RECTIFY_INLINE static auto clamped(const xsimd::batch<std::uint16_t, Arch>& w) noexcept
    {
        using signed_words = xsimd::batch<std::int16_t, Arch>;
        const auto not_below =
            detail::at_most(signed_words(static_cast<std::int16_t>(lowest)), detail::bits_as<std::int16_t>(w));
        return detail::bits_as<std::uint32_t>(
            detail::at_least(signed_words(static_cast<std::int16_t>(first)), not_below));
    }

    /// All that is computed is so far from 0 that 2^n * (1 + f * q(f)) - 1 is accurate.
    template <class V>
    RECTIFY_INLINE static V result(const V& power, const V& f, const V& q) noexcept
    {
        return detail::fma(power, detail::fma(q, f, V(1.0f)), V(-1.0f));
    }

    template <class Arch>
    RECTIFY_INLINE static auto nearest(const xsimd::batch<std::uint32_t, Arch>& even,
                                       const xsimd::batch<std::uint32_t, Arch>& odd) noexcept
    {
        const xsimd::batch<std::uint32_t, Arch> half(0x8000u);
        return detail::in_turn<Arch>(detail::shift_right<16>(even + half), odd + half);
    }

    /// y from the first to the last word x, else x.
    template <class W, std::size_t N>
    RECTIFY_INLINE static std::array<W, N> selected(const std::array<W, N>& x, const std::array<W, N>& y) noexcept
    {
        // These words are the largest of signed numbers, once the last is.
        using signed_words = decltype(detail::bits_as<std::int16_t>(x[0]));
        return detail::each(
            [](const W& from, const W& to) RECTIFY_INLINE_LAMBDA {
                const auto moved = detail::bits_as<std::int16_t>(from + W(static_cast<std::uint16_t>(0x7fff - last)));
                const auto chosen =
                    detail::select(moved > signed_words(static_cast<std::int16_t>(0x7fff - last + first - 1)),
                                   detail::bits_as<std::int16_t>(to), detail::bits_as<std::int16_t>(from));
                return detail::bits_as<std::uint16_t>(chosen);
            },
            x, y);
    }
};

/// With this scale the five bits of a float16's exponent are the lower ones of a float's, the bit above them is the
/// sign's, and those above are constant: x times 2^-16 if x is negative. A positive x becomes a tiny number, of which
/// e^x - 1 is itself, so that its word comes back.
template <>
struct expm1_of_words<detail::float16_format> {
    static constexpr float scale = 0x1p-16f;
    static constexpr float exponent_bias = 127 - 16;
    static constexpr float log2_e = 0x1.71547p+16f;
    static constexpr float polynomial[] = {0x1.62e438p-1f, 0x1.ebfc8ep-3f, 0x1.c6a478p-5f, 0x1.3b2a82p-7f,
                                           0x1.6187dp-10f};
    static constexpr std::uint16_t last = 0xfc00;
    static constexpr std::uint16_t lowest = 0xc880;

    // 5, which the shifts move there, is a float's upper bits.
    template <class Arch>
    RECTIFY_INLINE static auto even(const xsimd::batch<std::uint32_t, Arch>& w) noexcept
    {
        using lanes = xsimd::batch<std::uint32_t, Arch>;
        return detail::shift_left<13>(detail::bits_as<std::uint32_t>(detail::in_turn<Arch>(w, lanes(0x5'0000u))));
    }
    template <class Arch>
    RECTIFY_INLINE static auto odd(const xsimd::batch<std::uint32_t, Arch>& w) noexcept
    {
        using lanes = xsimd::batch<std::uint32_t, Arch>;
        return detail::rotate_right<3>(detail::bits_as<std::uint32_t>(detail::in_turn<Arch>(lanes(0x5u), w)));
    }

    template <class Arch>
    RECTIFY_INLINE static auto clamped(const xsimd::batch<std::uint16_t, Arch>& w) noexcept
    {
        return detail::bits_as<std::uint32_t>(detail::at_most(xsimd::batch<std::uint16_t, Arch>(lowest), w));
    }

    template <class V>
    RECTIFY_INLINE static V result(const V& power, const V& f, const V& q) noexcept
    {
        return detail::fma(power * f, q, detail::as_computed(power - V(scale)));
    }

    template <class Arch>
    RECTIFY_INLINE static auto nearest(const xsimd::batch<std::uint32_t, Arch>& even,
                                       const xsimd::batch<std::uint32_t, Arch>& odd) noexcept
    {
        const xsimd::batch<std::uint32_t, Arch> half(0x1000u);
        return detail::in_turn<Arch>(detail::shift_right<13>(even + half), detail::shift_left<3>(odd + half));
    }

    /// y, which is right for all x but a negative NaN. Those are rare, and a comparison a turn costs less than one a
    /// register: its mask waits long for a place.
    template <class W, std::size_t N>
    RECTIFY_INLINE static std::array<W, N> selected(const std::array<W, N>& x, const std::array<W, N>& y) noexcept
    {
        W largest = x[0];
        for (const W& w : x) {
            largest = detail::at_least(largest, w);
        }
        if (!xsimd::any(largest > W(last))) [[likely]] {
            return y;
        }
        return detail::each([](const W& from, const W& to)
                                RECTIFY_INLINE_LAMBDA { return detail::select(from > W(last), from, to); },
                            x, y);
    }
};

/// The words of e^x - 1, where that is computed on.
template <class Format, class Arch>
RECTIFY_INLINE xsimd::batch<std::uint16_t, Arch> expm1_words(const xsimd::batch<std::uint16_t, Arch>& x) noexcept
{
    using lanes = xsimd::batch<float, Arch>;
    using c = exp_constants<float>;
    using of = expm1_of_words<Format>;
    const auto in_float = [](const lanes& v) RECTIFY_INLINE_LAMBDA {
        const lanes magic(c::round_to_integer + of::exponent_bias);
        const lanes log2_e(of::log2_e);
        const lanes shifted = detail::as_computed(detail::fma(v, log2_e, magic));
        const lanes f = detail::fma(v, log2_e, magic - shifted);
        const lanes power = power_of_sum(shifted);
        return detail::bits_as<std::uint32_t>(of::result(power, f, horner(of::polynomial, f)));
    };
    const auto clamped = of::clamped(x);
    return of::nearest(in_float(detail::bits_as<float>(of::even(clamped))),
                       in_float(detail::bits_as<float>(of::odd(clamped))));
}

/// x < 0 ? e^x - 1 : x, for numbers of a format, with the bits of the nearest one (all tried). NaN stays as it is.
template <class Format, class Arch, std::size_t N>
RECTIFY_INLINE std::array<xsimd::batch<std::uint16_t, Arch>, N>
expm1_if_negative(const std::array<xsimd::batch<std::uint16_t, Arch>, N>& x) noexcept
{
    return expm1_of_words<Format>::selected(
        x, detail::each([](const auto& w) RECTIFY_INLINE_LAMBDA { return expm1_words<Format>(w); }, x));
}

} // namespace rectify::inline RECTIFY_ABI::math
#endif
