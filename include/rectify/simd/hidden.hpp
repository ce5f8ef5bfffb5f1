#pragma once

// What a compiler is not to know, so that it does as it is told.

#include <rectify/simd/lanes.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

// v in a register, of which the compiler then knows nothing.

#if defined(__GNUC__) && XSIMD_WITH_SSE2
#define RECTIFY_HIDE(v) asm("" : "+v"(v))
#elif defined(__GNUC__)
#define RECTIFY_HIDE(v) asm("" : "+m"(v))
#else
#define RECTIFY_HIDE(v) static_cast<void>(v)
#endif

template <std::floating_point T>
RECTIFY_INLINE T hidden(T v) noexcept
{
    RECTIFY_HIDE(v);
    return v;
}

RECTIFY_INLINE bool hidden(bool v) noexcept
{
#if defined(__GNUC__)
    asm("" : "+r"(v));
#endif
    return v;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> hidden(const xsimd::batch<T, Arch>& v) noexcept
{
    typename xsimd::batch<T, Arch>::register_type lanes = v;
    RECTIFY_HIDE(lanes);
    return lanes;
}
#endif
#undef RECTIFY_HIDE

/// v, as it was computed: where the compiler may take sums and products apart (-ffast-math), (a + b) - a is else b,
/// rounded or not.
template <class V>
RECTIFY_INLINE V as_computed(const V& v) noexcept
{
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__)
    return hidden(v);
#else
    return v;
#endif
}

// v, loaded as a whole: AVX-512 can also load under a mask, and compilers like to, but the processor then prefetches
// less (on Zen 5, past the last cache, ReLU's backward pass from a mask takes 1.8 times as long).

template <class V>
RECTIFY_INLINE constexpr const V& whole(const V& v) noexcept
{
    return v;
}

// v, loaded once: g++ loads what AVX and AVX-512 compute on for each use, Leaky ReLU's x three times, which takes 1.2
// to 1.6 times as long.

template <class V>
RECTIFY_INLINE constexpr const V& loaded_once(const V& v) noexcept
{
    return v;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#if XSIMD_WITH_AVX512F && defined(__GNUC__)
template <class T, std::derived_from<xsimd::avx512f> Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> whole(const xsimd::batch<T, Arch>& v) noexcept
{
    return hidden(v);
}
#endif
#if XSIMD_WITH_AVX && defined(__GNUC__) && !defined(__clang__)
template <class T, class Arch>
    requires(std::is_base_of_v<xsimd::avx, Arch> || std::is_base_of_v<xsimd::avx512f, Arch>)
RECTIFY_INLINE xsimd::batch<T, Arch> loaded_once(const xsimd::batch<T, Arch>& v)
noexcept
{
    return hidden(v);
}
#endif
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
