#pragma once

// Lanes of 16 bits, as many as there are lanes of float, between memory and the lanes that compute.

#include <rectify/core/float16.hpp>
#include <rectify/simd/bits.hpp>
#include <rectify/simd/select.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::detail {

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch>
struct conversion_steps<xsimd::batch<std::uint32_t, Arch>> {
    using I = xsimd::batch<std::uint32_t, Arch>;

    template <int Bits>
    RECTIFY_INLINE static I left(const I& v) noexcept
    {
        return shift_left<Bits>(v);
    }
    template <int Bits>
    RECTIFY_INLINE static I right(const I& v) noexcept
    {
        return shift_right<Bits>(v);
    }
    RECTIFY_INLINE static I above(const I& a, std::uint32_t bound, const I& x, const I& y) noexcept
    {
        // As signed numbers, which every instruction set compares.
        using signed_lanes = xsimd::batch<std::int32_t, Arch>;
        const signed_lanes limit(static_cast<std::int32_t>(bound));
        return bits_as<std::uint32_t>(
            detail::select(bits_as<std::int32_t>(a) > limit, bits_as<std::int32_t>(x), bits_as<std::int32_t>(y)));
    }
    RECTIFY_INLINE static auto number(const I& bits) noexcept { return bits_as<float>(bits); }
    RECTIFY_INLINE static I bits(const xsimd::batch<float, Arch>& v) noexcept { return bits_as<std::uint32_t>(v); }
};

/// The 16-bit lanes that go with a batch of floats: half a register where one has a name, else an array.
template <class Arch>
struct words {
    using type = std::array<std::uint16_t, xsimd::batch<float, Arch>::size>;
};
#if XSIMD_WITH_AVX512F
template <class Arch>
    requires std::is_base_of_v<xsimd::avx512f, Arch>
struct words<Arch> {
    using type = __m256i;
};
#endif
#if XSIMD_WITH_SSE2
template <class Arch>
    requires(std::is_base_of_v<xsimd::avx, Arch> || std::is_base_of_v<xsimd::sse2, Arch>)
struct words<Arch> {
    using type = __m128i; // with SSE, the lower half of it
};
#endif

template <class Arch>
using words_t = typename words<Arch>::type;

/// Each lane, zero-extended.
template <class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch> extended(const words_t<Arch>& w) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_cvtepu16_epi32(static_cast<__mmask16>(-1), w);
    } else
#endif
#if XSIMD_WITH_AVX2
        if constexpr (std::is_base_of_v<xsimd::avx2, Arch>) {
        return _mm256_cvtepu16_epi32(w);
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        const __m128i zero = _mm_setzero_si128();
        return _mm256_insertf128_si256(_mm256_castsi128_si256(_mm_unpacklo_epi16(w, zero)), _mm_unpackhi_epi16(w, zero),
                                       1);
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return _mm_unpacklo_epi16(w, _mm_setzero_si128());
    } else
#endif
    {
        std::array<std::uint32_t, xsimd::batch<float, Arch>::size> all;
        for (std::size_t k = 0; k < all.size(); ++k) {
            all[k] = w[k];
        }
        return std::bit_cast<xsimd::batch<std::uint32_t, Arch>>(all);
    }
}

/// Each lane, which is below 2^16.
template <class Arch>
RECTIFY_INLINE words_t<Arch> shortened(const xsimd::batch<std::uint32_t, Arch>& v) noexcept
{
#if XSIMD_WITH_SSE2
    // A saturating conversion of signed numbers, the only one that SSE2 has, takes them as they are after these shifts.
    [[maybe_unused]] const auto pack = [](__m128i low, __m128i high) RECTIFY_INLINE_LAMBDA {
        return _mm_packs_epi32(_mm_srai_epi32(_mm_slli_epi32(low, 16), 16),
                               _mm_srai_epi32(_mm_slli_epi32(high, 16), 16));
    };
#endif
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_cvtepi32_epi16(static_cast<__mmask16>(-1), v);
    } else
#endif
#if XSIMD_WITH_AVX2
        if constexpr (std::is_base_of_v<xsimd::avx2, Arch>) {
        return _mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packus_epi32(v, v), 0x08));
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        const __m256i all = v;
        return pack(_mm256_castsi256_si128(all), _mm256_extractf128_si256(all, 1));
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return pack(v, v);
    } else
#endif
    {
        const auto all = std::bit_cast<std::array<std::uint32_t, xsimd::batch<float, Arch>::size>>(v);
        words_t<Arch> w;
        for (std::size_t k = 0; k < all.size(); ++k) {
            w[k] = static_cast<std::uint16_t>(all[k]);
        }
        return w;
    }
}

/// Whether numbers of a format become floats, and floats such numbers, by a few instructions.
template <class Format, class Arch>
inline constexpr bool converts_itself = std::same_as<Format, bfloat16_format>;
#if XSIMD_WITH_AVX512F
template <std::derived_from<xsimd::avx512f> Arch>
inline constexpr bool converts_itself<float16_format, Arch> = true;
#endif
#if XSIMD_WITH_AVX && defined(__F16C__)
template <std::derived_from<xsimd::avx> Arch>
inline constexpr bool converts_itself<float16_format, Arch> = true;
#endif

/// The numbers of a format. float16 by the processor's own conversion where it has one: the bits are the same.
template <class Format, class Arch>
RECTIFY_INLINE xsimd::batch<float, Arch> to_floats(const words_t<Arch>& w) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<Format, float16_format>) {
        return _mm512_maskz_cvtph_ps(static_cast<__mmask16>(-1), w);
    } else
#endif
#if XSIMD_WITH_AVX && defined(__F16C__)
        if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<Format, float16_format>) {
        return _mm256_cvtph_ps(w);
    } else
#endif
        return bits_as<float>(Format::widen(extended<Arch>(w)));
}

/// The nearest numbers of a format.
template <class Format, class Arch>
RECTIFY_INLINE words_t<Arch> nearest(const xsimd::batch<float, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<Format, float16_format>) {
        const __m512 floats = v;
        return _mm512_maskz_cvtps_ph(static_cast<__mmask16>(-1), floats, _MM_FROUND_TO_NEAREST_INT);
    } else
#endif
#if XSIMD_WITH_AVX512DQ && defined(__AVX512BF16__)
        // The instruction takes subnormals for 0, so that it is for vectors without.
        if constexpr (std::is_base_of_v<xsimd::avx512dq, Arch> && std::same_as<Format, bfloat16_format>) {
            constexpr int subnormal = 0x20;
            const __m512 floats = v;
            if (_mm512_fpclass_ps_mask(floats, subnormal) == 0) [[likely]] {
                return std::bit_cast<__m256i>(_mm512_maskz_cvtneps_pbh(static_cast<__mmask16>(-1), floats));
            }
            return shortened<Arch>(Format::narrow(bits_as<std::uint32_t>(v)));
        } else
#endif
#if XSIMD_WITH_AVX && defined(__F16C__)
            if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<Format, float16_format>) {
            const __m256 floats = v;
            return _mm256_cvtps_ph(floats, _MM_FROUND_TO_NEAREST_INT);
        } else
#endif
            return shortened<Arch>(Format::narrow(bits_as<std::uint32_t>(v)));
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
