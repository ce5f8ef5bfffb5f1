#pragma once

// Keeping what is computed to numbers that it is computed well for, by integers: no NaN, infinity, huge or subnormal
// number raises an exception there, or takes its time.
//
// As unsigned integers negative numbers are larger than positive ones, and in the order of their magnitudes.

#include <rectify/simd/compare.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
/// Whether Arch has the lesser and the greater of two unsigned integers of 32 bits.
template <class Arch>
inline constexpr bool orders_unsigned =
#if XSIMD_WITH_AVX512F
    std::is_base_of_v<xsimd::avx512f, Arch> ||
#endif
#if XSIMD_WITH_AVX2
    std::is_base_of_v<xsimd::avx2, Arch> ||
#endif
#if XSIMD_WITH_SSE4_1
    std::is_base_of_v<xsimd::sse4_1, Arch> ||
#endif
#if XSIMD_WITH_NEON
    std::is_base_of_v<xsimd::neon, Arch> ||
#endif
    false;

/// The first number from `bound` on away from 0 that has no more than its highest `Bits` bits, in all lanes; then ones.
template <int Bits, class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> head_of(T bound, bool then_ones) noexcept
{
    using U = bits_of_width<T>;
    constexpr auto head = static_cast<U>(~U(0) << (8 * sizeof(U) - Bits));
    constexpr auto tail = static_cast<U>(~head);
    const auto bits = static_cast<U>((std::bit_cast<U>(bound) + tail) & head);
    return bits_as<T>(xsimd::batch<U, Arch>(static_cast<U>(bits | (then_ones ? tail : U(0)))));
}
#endif

// v from `lowest` to `highest`, both negative; else a number little beyond one of these. NaN is either.

template <std::floating_point T>
RECTIFY_INLINE constexpr T confined(T v, T lowest, T highest) noexcept
{
    return is_below(v, highest) ? at_least(lowest, v) : highest;
}

// Of a negative x: x or `computed`, a negative number, whichever is nearer to 0. Else 0; of a NaN any number.

template <std::floating_point T>
RECTIFY_INLINE constexpr T nearer_to_zero(T computed, T x) noexcept
{
    return !is_below(x, T(-0.0)) ? T(0) : is_below(x, computed) ? computed : x;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <std::floating_point T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> confined(const xsimd::batch<T, Arch>& v, T lowest, T highest) noexcept
{
    using V = xsimd::batch<T, Arch>;
    if constexpr (orders_unsigned<Arch>) {
        const auto from = bits_as<std::uint32_t>(head_of<32, T, Arch>(highest, false));
        const auto to = bits_as<std::uint32_t>(head_of<32, T, Arch>(lowest, true));
        return bits_as<T>(at_most(to, at_least(from, bits_as<std::uint32_t>(v))));
    } else
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        // Added so that what is beyond becomes the largest of 16 bits, then taken off so that what is before becomes 0.
        using words = xsimd::batch<std::uint16_t, Arch>;
        const words from = bits_as<std::uint16_t>(head_of<16, T, Arch>(highest, false));
        const words to_largest = ~bits_as<std::uint16_t>(head_of<16, T, Arch>(lowest, true));
        const words moved = _mm_adds_epu16(bits_as<std::uint16_t>(v), to_largest);
        return bits_as<T>(words(_mm_subs_epu16(moved, to_largest + from)) + from);
    } else
#endif
    {
        return detail::at_least(V(lowest), detail::select(is_below(v, V(highest)), v, V(highest)));
    }
}

template <std::floating_point T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> nearer_to_zero(const xsimd::batch<T, Arch>& computed,
                                                    const xsimd::batch<T, Arch>& x) noexcept
{
    using V = xsimd::batch<T, Arch>;
    const V minus_zero(T(-0.0));
    if constexpr (orders_unsigned<Arch> && sizeof(T) == 4) {
        const auto nearer = at_most(bits_as<std::uint32_t>(computed), bits_as<std::uint32_t>(x));
        return bits_as<T>(at_least(bits_as<std::uint32_t>(minus_zero), nearer));
    } else {
        const V negative = zero_unless(is_below(x, minus_zero), x);
        return detail::select(negative < computed, computed, negative);
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
