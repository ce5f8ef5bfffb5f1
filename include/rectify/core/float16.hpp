#pragma once

// Numbers of 16 bits, which buffers hold and nothing computes in: bfloat16, the upper half of a float, and float16,
// IEEE 754's binary16.
//
// The conversions are written once, on the bits of a float, for one number or for lanes of them. They round to the
// nearest, to even at a tie. A NaN stays one: quiet, with its sign and the upper bits of its payload.

#include <rectify/core/simd.hpp>

#include <bit>
#include <concepts>
#include <cstdint>

#if defined(__STDCPP_FLOAT16_T__) || defined(__STDCPP_BFLOAT16_T__)
#include <stdfloat>
#endif

namespace rectify::inline RECTIFY_ABI {

namespace detail {

// a > bound ? x : y, for a and bound below 2^31.

RECTIFY_INLINE constexpr std::uint32_t select_above(std::uint32_t a, std::uint32_t bound, std::uint32_t x,
                                                    std::uint32_t y) noexcept
{
    return a > bound ? x : y;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch>
select_above(const xsimd::batch<std::uint32_t, Arch>& a, std::uint32_t bound,
             const xsimd::batch<std::uint32_t, Arch>& x, const xsimd::batch<std::uint32_t, Arch>& y) noexcept
{
    // As signed numbers, which every instruction set compares.
    using signed_lanes = xsimd::batch<std::int32_t, Arch>;
    const signed_lanes limit(static_cast<std::int32_t>(bound));
    return bits_as<std::uint32_t>(
        detail::select(bits_as<std::int32_t>(a) > limit, bits_as<std::int32_t>(x), bits_as<std::int32_t>(y)));
}
#endif

/// The formats, as conversions between their 16 bits, zero-extended to 32, and a float's 32. I: std::uint32_t, or lanes
/// of it.
struct bfloat16_format {
    template <class I>
    RECTIFY_INLINE static constexpr I widen(const I& bits) noexcept
    {
        return shift_left<16>(bits);
    }

    template <class I>
    RECTIFY_INLINE static constexpr I narrow(const I& bits) noexcept
    {
        const I upper = shift_right<16>(bits);
        return select_above(bits & I(0x7fff'ffffu), 0x7f80'0000u, upper | I(0x40u),
                            shift_right<16>(bits + (I(0x7fffu) + (upper & I(1u)))));
    }
};

struct float16_format {
    template <class I>
    RECTIFY_INLINE static constexpr I widen(const I& bits) noexcept
    {
        const I magnitude = bits & I(0x7fffu);
        const I shifted = shift_left<13>(magnitude);
        const I normal = shifted + I((127u - 15u) << 23);
        const I infinite = shifted + I((255u - 31u) << 23);
        const I special = select_above(magnitude, 0x7c00u, infinite | I(0x40'0000u), infinite);
        // A subnormal's bits are those of a normal float that has 2^-14 more.
        const I more = shifted + I((127u - 14u) << 23);
        const I subnormal = bits_as<std::uint32_t>(bits_as<float>(more) - bits_as<float>(I((127u - 14u) << 23)));
        return select_above(magnitude, 0x7bffu, special, select_above(magnitude, 0x3ffu, normal, subnormal)) |
               shift_left<16>(bits & I(0x8000u));
    }

    template <class I>
    RECTIFY_INLINE static constexpr I narrow(const I& bits) noexcept
    {
        const I magnitude = bits & I(0x7fff'ffffu);
        const I thirteenth = shift_right<13>(magnitude);
        const I normal = shift_right<13>(magnitude + (I(0xfffu) + (thirteenth & I(1u)))) - I((127u - 15u) << 10);
        // The last bit of a float from 0.5 on is 2^-24, as that of a subnormal: adding 0.5 rounds to it.
        const I half((127u - 1u) << 23);
        const I subnormal = bits_as<std::uint32_t>(bits_as<float>(magnitude) + bits_as<float>(half)) - half;
        const I finite = select_above(magnitude, ((127u - 14u) << 23) - 1u, normal, subnormal);
        const I nan = (thirteenth & I(0x3ffu)) | I(0x7e00u);
        constexpr std::uint32_t overflow = 0x477f'f000u; // 65520, which is a tie
        return select_above(magnitude, overflow - 1u, select_above(magnitude, 0x7f80'0000u, nan, I(0x7c00u)), finite) |
               shift_right<16>(bits & I(0x8000'0000u));
    }
};

/// A float that rounds to 16 bits as v does: not the nearest to v where that is inexact, but the one next to v with an
/// odd last bit.
RECTIFY_INLINE constexpr float to_odd(double v) noexcept
{
    const auto nearest = static_cast<float>(v);
    const auto widened = static_cast<double>(nearest);
    if (widened == v || v != v) {
        return nearest;
    }
    const bool away = v < 0 ? widened < v : widened > v;
    const auto bits = std::bit_cast<std::uint32_t>(nearest);
    return std::bit_cast<float>((away ? bits - 1u : bits) | 1u);
}

/// A number of 16 bits in a format, which tells the types apart.
template <class Format>
class number16 {
public:
    // cppcheck-suppress uninitMemberVar
    number16() = default;

    /// The nearest number, to even at a tie; infinity beyond the largest.
    RECTIFY_INLINE explicit constexpr number16(float v) noexcept
        : bits_(static_cast<std::uint16_t>(Format::narrow(std::bit_cast<std::uint32_t>(v))))
    {
    }
    template <std::same_as<double> D>
    RECTIFY_INLINE explicit constexpr number16(D v) noexcept : number16(to_odd(v))
    {
    }

    /// Exact.
    RECTIFY_INLINE constexpr operator float() const noexcept
    {
        return std::bit_cast<float>(Format::widen(static_cast<std::uint32_t>(bits_)));
    }

private:
    std::uint16_t bits_;
};

} // namespace detail

/// The upper 16 bits of a float: 8 bits of precision, a float's range. A storage type: it converts from float or double
/// explicitly, rounding to the nearest, and to float by itself; std::bit_cast gives the bits.
using bfloat16 = detail::number16<detail::bfloat16_format>;

/// IEEE 754's binary16: 11 bits of precision, up to 65504. A storage type, as bfloat16 is.
using float16 = detail::number16<detail::float16_format>;

namespace detail {

/// The format of a type of 16 bits: of ours, and of the compiler's where it has some.
template <class S>
struct format_of {
    using type = void;
};
template <class Format>
struct format_of<number16<Format>> {
    using type = Format;
};
#if RECTIFY_FLOAT16
template <>
struct format_of<_Float16> {
    using type = float16_format;
};
#endif
#if defined(__STDCPP_FLOAT16_T__) && !RECTIFY_FLOAT16
template <>
struct format_of<std::float16_t> {
    using type = float16_format;
};
#endif
#if defined(__STDCPP_BFLOAT16_T__)
template <>
struct format_of<std::bfloat16_t> {
    using type = bfloat16_format;
};
#endif

/// A type of 16 bits that only storage has.
template <class S>
concept half_width = !std::is_void_v<typename format_of<S>::type>;

} // namespace detail
} // namespace rectify::inline RECTIFY_ABI
