#pragma once

// Numbers of 16 bits, which buffers hold and nothing computes in: bfloat16, the upper half of a float, and float16,
// IEEE 754's binary16.
//
// The conversions are written once, on the bits of a float, for one number or for lanes of them. They round to the
// nearest, to even at a tie. A NaN stays one: quiet, with its sign and the upper bits of its payload.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

#if defined(__STDCPP_FLOAT16_T__) || defined(__STDCPP_BFLOAT16_T__)
#include <stdfloat>
#endif

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// The steps of a conversion, for one number's bits; simd/words.hpp has them for lanes of such.
template <class I>
struct conversion_steps {
    static_assert(std::same_as<I, std::uint32_t>);

    template <int Bits>
    RECTIFY_INLINE static constexpr I left(I v) noexcept
    {
        return v << Bits;
    }
    template <int Bits>
    RECTIFY_INLINE static constexpr I right(I v) noexcept
    {
        return v >> Bits;
    }
    /// a > bound ? x : y, for a and bound below 2^31.
    RECTIFY_INLINE static constexpr I above(I a, std::uint32_t bound, I x, I y) noexcept { return a > bound ? x : y; }
    RECTIFY_INLINE static constexpr float number(I bits) noexcept { return std::bit_cast<float>(bits); }
    RECTIFY_INLINE static constexpr I bits(float v) noexcept { return std::bit_cast<I>(v); }
};

/// The formats, as conversions between their 16 bits, zero-extended to 32, and a float's 32. I: std::uint32_t, or lanes
/// of it.
struct bfloat16_format {
    template <class I>
    RECTIFY_INLINE static constexpr I widen(const I& bits) noexcept
    {
        using steps = conversion_steps<I>;
        return steps::template left<16>(bits);
    }

    template <class I>
    RECTIFY_INLINE static constexpr I narrow(const I& bits) noexcept
    {
        using steps = conversion_steps<I>;
        const I upper = steps::template right<16>(bits);
        return steps::above(bits & I(0x7fff'ffffu), 0x7f80'0000u, upper | I(0x40u),
                            steps::template right<16>(bits + (I(0x7fffu) + (upper & I(1u)))));
    }
};

struct float16_format {
    template <class I>
    RECTIFY_INLINE static constexpr I widen(const I& bits) noexcept
    {
        using steps = conversion_steps<I>;
        const I magnitude = bits & I(0x7fffu);
        const I shifted = steps::template left<13>(magnitude);
        const I normal = shifted + I((127u - 15u) << 23);
        const I infinite = shifted + I((255u - 31u) << 23);
        const I special = steps::above(magnitude, 0x7c00u, infinite | I(0x40'0000u), infinite);
        // A subnormal's bits are those of a normal float that has 2^-14 more.
        const I more = shifted + I((127u - 14u) << 23);
        const I subnormal = steps::bits(steps::number(more) - steps::number(I((127u - 14u) << 23)));
        return steps::above(magnitude, 0x7bffu, special, steps::above(magnitude, 0x3ffu, normal, subnormal)) |
               steps::template left<16>(bits & I(0x8000u));
    }

    template <class I>
    RECTIFY_INLINE static constexpr I narrow(const I& bits) noexcept
    {
        using steps = conversion_steps<I>;
        const I magnitude = bits & I(0x7fff'ffffu);
        const I thirteenth = steps::template right<13>(magnitude);
        const I normal =
            steps::template right<13>(magnitude + (I(0xfffu) + (thirteenth & I(1u)))) - I((127u - 15u) << 10);
        // The last bit of a float from 0.5 on is 2^-24, as that of a subnormal: adding 0.5 rounds to it.
        const I half((127u - 1u) << 23);
        const I subnormal = steps::bits(steps::number(magnitude) + steps::number(half)) - half;
        const I finite = steps::above(magnitude, ((127u - 14u) << 23) - 1u, normal, subnormal);
        const I nan = (thirteenth & I(0x3ffu)) | I(0x7e00u);
        constexpr std::uint32_t overflow = 0x477f'f000u; // 65520, which is a tie
        return steps::above(magnitude, overflow - 1u, steps::above(magnitude, 0x7f80'0000u, nan, I(0x7c00u)), finite) |
               steps::template right<16>(bits & I(0x8000'0000u));
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
