#pragma once

// Choosing, lane by lane.

#include <rectify/simd/lanes.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

// condition ? a : b, lane by lane. rectify never uses min and max, whose result at NaN and -0 differs
// between instruction sets and between versions of xsimd.

template <arithmetic T>
RECTIFY_INLINE constexpr T select(bool condition, T a, T b) noexcept
{
    return condition ? a : b;
}

// v, or `bound` where v is smaller: for arguments that a later step replaces where they are NaN, as the result is then
// unspecified.

template <arithmetic T>
RECTIFY_INLINE constexpr T at_least(T bound, T v) noexcept
{
    return v < bound ? bound : v;
}

// v, or `bound` where v is larger, for integers.

template <std::integral T>
RECTIFY_INLINE constexpr T at_most(T bound, T v) noexcept
{
    return bound < v ? bound : v;
}

// v < 0 ? 0 : v, lane by lane: NaN and -0 stay.

template <arithmetic T>
RECTIFY_INLINE constexpr T negative_to_zero(T v) noexcept
{
    if constexpr (std::is_unsigned_v<T>) {
        return v;
    } else {
        return v < T(0) ? T(0) : v;
    }
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> select(const xsimd::batch_bool<T, Arch>& condition, const xsimd::batch<T, Arch>& a,
                                            const xsimd::batch<T, Arch>& b) noexcept
{
#if XSIMD_VERSION_MAJOR < 9 && XSIMD_WITH_AVX512BW && !defined(__OPTIMIZE__)
    // xsimd 8 hands batches to intrinsics that are macros in a build without optimisation, and take only registers.
    if constexpr (std::is_base_of_v<xsimd::avx512bw, Arch> && std::integral<T>) {
        const __m512i on = a;
        const __m512i off = b;
        const auto mask = typename xsimd::batch_bool<T, Arch>::register_type(condition);
        if constexpr (sizeof(T) == 1) {
            return _mm512_mask_blend_epi8(mask, off, on);
        } else if constexpr (sizeof(T) == 2) {
            return _mm512_mask_blend_epi16(mask, off, on);
        } else if constexpr (sizeof(T) == 4) {
            return _mm512_mask_blend_epi32(mask, off, on);
        } else {
            return _mm512_mask_blend_epi64(mask, off, on);
        }
    } else
#endif
        return xsimd::select(condition, a, b);
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> at_least(const xsimd::batch<T, Arch>& bound,
                                              const xsimd::batch<T, Arch>& v) noexcept
{
    // One instruction, as NaN does not matter: xsimd's max takes care of it from version 14 on.
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, float>) {
        return _mm512_maskz_max_ps(static_cast<__mmask16>(-1), bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, double>) {
        return _mm512_maskz_max_pd(static_cast<__mmask8>(-1), bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, std::uint32_t>) {
        // The same instruction, spelled so that g++ 12 does not warn of an uninitialised variable in its own header.
        return _mm512_maskz_max_epu32(static_cast<__mmask16>(-1), bound, v);
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, float>) {
        return _mm256_max_ps(bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, double>) {
        return _mm256_max_pd(bound, v);
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, float>) {
        return _mm_max_ps(bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, double>) {
        return _mm_max_pd(bound, v);
    } else
#endif
        return (xsimd::max)(bound, v);
}

template <std::integral T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> at_most(const xsimd::batch<T, Arch>& bound,
                                             const xsimd::batch<T, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, std::uint32_t>) {
        return _mm512_maskz_min_epu32(static_cast<__mmask16>(-1), bound, v); // as in at_least()
    } else
#endif
        return (xsimd::min)(bound, v);
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> negative_to_zero(const xsimd::batch<T, Arch>& v) noexcept
{
    const xsimd::batch<T, Arch> zero(T(0));
    if constexpr (std::is_unsigned_v<T>) {
        return v;
    }
#if XSIMD_WITH_SSE2 && !(defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
    // x86's own max is not symmetric: where an operand is NaN, or both are zeros, it is the second. With 0 first it is
    // this function, in one instruction. Where a compiler may assume finite numbers it may swap the operands too.
#if XSIMD_WITH_AVX512F
    else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, float>) {
        return _mm512_maskz_max_ps(static_cast<__mmask16>(-1), zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, double>) {
        return _mm512_maskz_max_pd(static_cast<__mmask8>(-1), zero, v);
    }
#endif
    else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, float>) {
        return _mm256_max_ps(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, double>) {
        return _mm256_max_pd(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, float>) {
        return _mm_max_ps(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, double>) {
        return _mm_max_pd(zero, v);
    }
#endif
    else {
        return detail::select(v < zero, zero, v);
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
