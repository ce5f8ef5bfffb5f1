#pragma once

// Keeping what is computed to numbers that it is computed well for, by integers: no NaN, infinity, huge or subnormal
// number raises an exception there, or takes its time.
//
// As unsigned integers negative numbers are larger than positive ones, and in the order of their magnitudes.

#include <rectify/simd/compare.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether Arch has the lesser and the greater of two unsigned integers of 32 bits.
template <class Arch>
inline constexpr bool orders_unsigned = false;

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#if XSIMD_WITH_AVX512F
template <std::derived_from<xsimd::avx512f> Arch>
inline constexpr bool orders_unsigned<Arch> = true;
template <std::derived_from<xsimd::avx512f> Arch>
RECTIFY_INLINE __m512i lesser_words(Arch, __m512i a, __m512i b) noexcept
{
    return _mm512_maskz_min_epu32(static_cast<__mmask16>(-1), a, b);
}
template <std::derived_from<xsimd::avx512f> Arch>
RECTIFY_INLINE __m512i greater_words(Arch, __m512i a, __m512i b) noexcept
{
    return _mm512_maskz_max_epu32(static_cast<__mmask16>(-1), a, b);
}
#endif
#if XSIMD_WITH_AVX2
template <std::derived_from<xsimd::avx2> Arch>
inline constexpr bool orders_unsigned<Arch> = true;
template <std::derived_from<xsimd::avx2> Arch>
RECTIFY_INLINE __m256i lesser_words(Arch, __m256i a, __m256i b) noexcept
{
    return _mm256_min_epu32(a, b);
}
template <std::derived_from<xsimd::avx2> Arch>
RECTIFY_INLINE __m256i greater_words(Arch, __m256i a, __m256i b) noexcept
{
    return _mm256_max_epu32(a, b);
}
#endif
#if XSIMD_WITH_SSE4_1
template <std::derived_from<xsimd::sse4_1> Arch>
inline constexpr bool orders_unsigned<Arch> = true;
template <std::derived_from<xsimd::sse4_1> Arch>
RECTIFY_INLINE __m128i lesser_words(Arch, __m128i a, __m128i b) noexcept
{
    return _mm_min_epu32(a, b);
}
template <std::derived_from<xsimd::sse4_1> Arch>
RECTIFY_INLINE __m128i greater_words(Arch, __m128i a, __m128i b) noexcept
{
    return _mm_max_epu32(a, b);
}
#endif
#if XSIMD_WITH_NEON
template <std::derived_from<xsimd::neon> Arch>
inline constexpr bool orders_unsigned<Arch> = true;
template <std::derived_from<xsimd::neon> Arch>
RECTIFY_INLINE uint32x4_t lesser_words(Arch, uint32x4_t a, uint32x4_t b) noexcept
{
    return vminq_u32(a, b);
}
template <std::derived_from<xsimd::neon> Arch>
RECTIFY_INLINE uint32x4_t greater_words(Arch, uint32x4_t a, uint32x4_t b) noexcept
{
    return vmaxq_u32(a, b);
}
#endif

/// The lanes' words of 32 bits, as the functions above take them.
template <class T, class Arch>
RECTIFY_INLINE auto as_words(const xsimd::batch<T, Arch>& v) noexcept
{
    return typename xsimd::batch<std::uint32_t, Arch>::register_type(bits_as<std::uint32_t>(v));
}
template <class T, class Arch, class Words>
RECTIFY_INLINE xsimd::batch<T, Arch> of_words(const Words& words) noexcept
{
    return bits_as<T>(xsimd::batch<std::uint32_t, Arch>(words));
}

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
        const auto from = as_words(head_of<32, T, Arch>(highest, false));
        const auto to = as_words(head_of<32, T, Arch>(lowest, true));
        return of_words<T, Arch>(lesser_words(Arch{}, greater_words(Arch{}, as_words(v), from), to));
    } else
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        // Added so that what is beyond becomes the largest of 16 bits, then taken off so that what is before becomes 0.
        const __m128i from = as_words(head_of<16, T, Arch>(highest, false));
        const __m128i to_largest = _mm_xor_si128(as_words(head_of<16, T, Arch>(lowest, true)), _mm_set1_epi32(-1));
        const __m128i moved = _mm_adds_epu16(as_words(v), to_largest);
        return of_words<T, Arch>(_mm_add_epi16(_mm_subs_epu16(moved, _mm_add_epi16(to_largest, from)), from));
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
        const auto nearer = lesser_words(Arch{}, as_words(computed), as_words(x));
        return of_words<T, Arch>(greater_words(Arch{}, nearer, as_words(minus_zero)));
    } else {
        const V negative = zero_unless(is_below(x, minus_zero), x);
        return detail::select(negative < computed, computed, negative);
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
