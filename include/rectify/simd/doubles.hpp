#pragma once

// Lanes of float, computed on in double.

#include <rectify/simd/lanes.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::detail {

// The lanes of v in double, in as many batches as it takes, and back: exact, then rounded once.

template <std::floating_point T>
RECTIFY_INLINE std::array<double, 1> as_doubles(T v) noexcept
{
    return {static_cast<double>(v)};
}

RECTIFY_INLINE float as_floats(const std::array<double, 1>& v) noexcept
{
    return static_cast<float>(v[0]);
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch>
RECTIFY_INLINE std::array<xsimd::batch<double, Arch>, 1> as_doubles(const xsimd::batch<double, Arch>& v) noexcept
{
    return {v};
}

/// What as_doubles() makes of floats: an array of numbers where there is no batch of double.
template <class Arch>
using doubles_of_floats =
    std::array<lanes_t<double, Arch>, xsimd::batch<float, Arch>::size / lane_count<lanes_t<double, Arch>>>;

template <class Arch>
RECTIFY_INLINE doubles_of_floats<Arch> as_doubles(const xsimd::batch<float, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        // The masks' spelling keeps g++ 12 from warning of an uninitialised variable in its own header.
        constexpr auto all = static_cast<__mmask8>(-1);
        const __m256 low = _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(all, _mm512_castps_pd(v), 0));
        const __m256 high = _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(all, _mm512_castps_pd(v), 1));
        return {_mm512_maskz_cvtps_pd(all, low), _mm512_maskz_cvtps_pd(all, high)};
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        return {_mm256_cvtps_pd(_mm256_castps256_ps128(v)), _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1))};
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return {_mm_cvtps_pd(v), _mm_cvtps_pd(_mm_movehl_ps(v, v))};
    } else
#endif
#if XSIMD_WITH_NEON64
        if constexpr (std::is_base_of_v<xsimd::neon64, Arch>) {
        const float32x4_t floats = v;
        return {vcvt_f64_f32(vget_low_f32(floats)), vcvt_high_f64_f32(floats)};
    } else
#endif
    {
        const auto floats = std::bit_cast<std::array<float, xsimd::batch<float, Arch>::size>>(v);
        std::array<double, xsimd::batch<float, Arch>::size> doubles;
        for (std::size_t k = 0; k < floats.size(); ++k) {
            doubles[k] = static_cast<double>(floats[k]);
        }
        return std::bit_cast<doubles_of_floats<Arch>>(doubles);
    }
}

template <class Arch>
RECTIFY_INLINE xsimd::batch<float, Arch> as_floats(const doubles_of_floats<Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        constexpr auto all = static_cast<__mmask8>(-1);
        const __m512d joined =
            _mm512_maskz_insertf64x4(all, _mm512_castpd256_pd512(_mm256_castps_pd(_mm512_maskz_cvtpd_ps(all, v[0]))),
                                     _mm256_castps_pd(_mm512_maskz_cvtpd_ps(all, v[1])), 1);
        return _mm512_castpd_ps(joined);
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(v[0])), _mm256_cvtpd_ps(v[1]), 1);
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return _mm_movelh_ps(_mm_cvtpd_ps(v[0]), _mm_cvtpd_ps(v[1]));
    } else
#endif
#if XSIMD_WITH_NEON64
        if constexpr (std::is_base_of_v<xsimd::neon64, Arch>) {
        return vcvt_high_f32_f64(vcvt_f32_f64(v[0]), v[1]);
    } else
#endif
    {
        const auto doubles = std::bit_cast<std::array<double, xsimd::batch<float, Arch>::size>>(v);
        std::array<float, xsimd::batch<float, Arch>::size> floats;
        for (std::size_t k = 0; k < floats.size(); ++k) {
            floats[k] = static_cast<float>(doubles[k]);
        }
        return std::bit_cast<xsimd::batch<float, Arch>>(floats);
    }
}
#endif

// f(x) for a float x, with f working in double: widened exactly, rounded once.

template <class F>
RECTIFY_INLINE float through_double(float x, const F& f) noexcept
{
    return static_cast<float>(f(static_cast<double>(x)));
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch, class F>
RECTIFY_INLINE xsimd::batch<float, Arch> through_double(const xsimd::batch<float, Arch>& x, const F& f) noexcept
{
    auto parts = as_doubles(x);
    for (auto& part : parts) {
        part = f(part);
    }
    return as_floats<Arch>(parts);
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
