#pragma once

// a * b + c.

#include <rectify/simd/lanes.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

// a * b + c: with one rounding where the architecture has such an instruction, with two where it has none.
// fuses<V> is true where it is known to be one.

template <class V>
inline constexpr bool fuses = false;

template <std::floating_point T>
RECTIFY_INLINE T fma(T a, T b, T c) noexcept
{
#if defined(FP_FAST_FMAF) && defined(FP_FAST_FMA) // one instruction, not a call
    return std::fma(a, b, c);
#else
    return a * b + c;
#endif
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch>
inline constexpr bool is_fma3 = false;
template <class Arch>
inline constexpr bool is_fma3<xsimd::fma3<Arch>> = true;

template <class T, class Arch>
    requires(is_fma3<Arch> || std::is_base_of_v<xsimd::avx512f, Arch> || std::is_base_of_v<xsimd::neon64, Arch>)
inline constexpr bool fuses<xsimd::batch<T, Arch>> = true;

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> fma(const xsimd::batch<T, Arch>& a, const xsimd::batch<T, Arch>& b,
                                         const xsimd::batch<T, Arch>& c) noexcept
{
#if XSIMD_VERSION_MAJOR < 11 && XSIMD_WITH_AVX512F
    // xsimd before 11 multiplies, rounds and adds on AVX-512.
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        if constexpr (std::same_as<T, float>) {
            return _mm512_fmadd_ps(a, b, c);
        } else {
            return _mm512_fmadd_pd(a, b, c);
        }
    } else
#endif
        return xsimd::fma(a, b, c);
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
