#pragma once

// y[i] = table[x[i]] for bytes.

#include <rectify/loop/transform.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::detail {

/// The entries of a table of 256 for lanes of bytes, or one byte. By shuffles where the processor has them (AVX-512
/// VBMI: of 128 entries at a time; AVX2 and AVX-512BW: of 16), else one by one.
template <class V>
RECTIFY_INLINE V look_up(const std::uint8_t* table, const V& x) noexcept
{
    if constexpr (!is_batch<V>) {
        return table[x];
    } else {
        using Arch [[maybe_unused]] = typename V::arch_type;
#if XSIMD_WITH_AVX512BW
        if constexpr (std::is_base_of_v<xsimd::avx512bw, Arch>) {
            const __m512i index = x;
#if defined(__AVX512VBMI__)
            const auto quarter = [table](std::size_t k)
                                     RECTIFY_INLINE_LAMBDA { return _mm512_loadu_si512(table + 64 * k); };
            const __m512i lower = _mm512_permutex2var_epi8(quarter(0), index, quarter(1));
            const __m512i upper = _mm512_permutex2var_epi8(quarter(2), index, quarter(3));
            return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), lower, upper);
#else
            __m512i found = _mm512_setzero_si512();
            for (std::size_t k = 0; k < 16; ++k) {
                const __m512i part = _mm512_maskz_broadcast_i32x4(
                    static_cast<__mmask16>(-1), _mm_loadu_si128(reinterpret_cast<const __m128i*>(table + 16 * k)));
                // Below 0x80 in the lanes of this part, and above in all others, which the shuffle makes 0.
                const __m512i here = _mm512_adds_epu8(
                    _mm512_xor_si512(index, _mm512_set1_epi8(static_cast<char>(16 * k))), _mm512_set1_epi8(0x70));
                found = _mm512_or_si512(found, _mm512_shuffle_epi8(part, here));
            }
            return found;
#endif
        } else
#endif
#if XSIMD_WITH_AVX2
            if constexpr (std::is_base_of_v<xsimd::avx2, Arch>) {
            const __m256i index = x;
            __m256i found = _mm256_setzero_si256();
            for (std::size_t k = 0; k < 16; ++k) {
                const __m256i part =
                    _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table + 16 * k)));
                // Below 0x80 in the lanes of this part, and above in all others, which the shuffle makes 0.
                const __m256i here = _mm256_adds_epu8(
                    _mm256_xor_si256(index, _mm256_set1_epi8(static_cast<char>(16 * k))), _mm256_set1_epi8(0x70));
                found = _mm256_or_si256(found, _mm256_shuffle_epi8(part, here));
            }
            return found;
        } else
#endif
        {
            auto bytes = std::bit_cast<std::array<std::uint8_t, V::size>>(x);
            for (std::uint8_t& b : bytes) {
                b = table[b];
            }
            return std::bit_cast<V>(bytes);
        }
    }
}

/// y[i] = table[x[i]] for i < n, as transform().
template <class Arch>
RECTIFY_INLINE void transform_by_table(std::size_t n, bool stream, const std::uint8_t* table, std::uint8_t* y,
                                       const std::uint8_t* x) noexcept
{
    transform<Arch, std::uint8_t>(
        n, stream, [table](const auto& v) RECTIFY_INLINE_LAMBDA { return look_up(table, v); }, y, x);
}

/// y[i] = tables[channel * 256 + x[i]], where element i has the channel (i / inner) % channels.
template <class Arch>
RECTIFY_INLINE void transform_by_tables(std::size_t n, const std::uint8_t* tables, std::size_t channels,
                                        std::size_t inner, std::uint8_t* y, const std::uint8_t* x) noexcept
{
    const bool long_runs = inner >= lane_count<lanes_t<std::uint8_t, Arch>>;
    for (std::size_t first = 0, channel = 0; first < n; first += inner) {
        const std::uint8_t* table = tables + channel * 256;
        if (long_runs) {
            transform_by_table<Arch>(inner, false, table, y + first, x + first);
        } else {
            for (std::size_t i = first; i < first + inner; ++i) {
                y[i] = table[x[i]];
            }
        }
        channel = channel + 1 == channels ? 0 : channel + 1;
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
