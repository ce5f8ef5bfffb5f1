#pragma once

// Registers of 16-bit elements, computed on as their even and their odd elements.

#include <rectify/simd/words.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// Elements of 16 bits, as they lie in memory, are the lanes of a batch, and floats those of two.
template <class Arch>
concept has_words = little_endian && is_batch<lanes_t<std::uint16_t, Arch>> && is_batch<lanes_t<float, Arch>>;

/// A register of elements S is computed on as two batches of floats, its even elements and its odd ones: a bfloat16 is
/// the upper half of a float, so that this takes no shuffles.
template <class S, class Arch>
concept has_pairs = std::same_as<typename format_of<S>::type, bfloat16_format> && has_words<Arch>;

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
/// The lower words of the lanes `even` and the upper ones of `odd`.
template <class Arch>
RECTIFY_INLINE xsimd::batch<std::uint16_t, Arch> in_turn(const xsimd::batch<std::uint32_t, Arch>& even,
                                                         const xsimd::batch<std::uint32_t, Arch>& odd) noexcept
{
    using words = xsimd::batch<std::uint32_t, Arch>;
#if XSIMD_WITH_AVX512BW
    if constexpr (std::is_base_of_v<xsimd::avx512bw, Arch>) {
        const __m512i lower = even;
        const __m512i upper = odd;
        return _mm512_mask_blend_epi16(0xaaaa'aaaau, lower, upper);
    } else
#endif
#if XSIMD_WITH_AVX2
        if constexpr (std::is_base_of_v<xsimd::avx2, Arch>) {
        const __m256i lower = even;
        const __m256i upper = odd;
        return _mm256_blend_epi16(lower, upper, 0xaa);
    } else
#endif
        return bits_as<std::uint16_t>((even & words(0xffffu)) | (odd & words(0xffff'0000u)));
}

/// The nearest bfloat16 numbers, those of `even` and `odd` in turn.
template <class Arch>
RECTIFY_INLINE xsimd::batch<std::uint16_t, Arch> nearest_pairs(const xsimd::batch<float, Arch>& even,
                                                               const xsimd::batch<float, Arch>& odd) noexcept
{
#if XSIMD_WITH_AVX512BW && defined(__AVX512BF16__)
    // As in nearest().
    if constexpr (std::is_base_of_v<xsimd::avx512bw, Arch>) {
        constexpr int subnormal = 0x20;
        if ((_mm512_fpclass_ps_mask(even, subnormal) | _mm512_fpclass_ps_mask(odd, subnormal)) == 0) [[likely]] {
            constexpr auto order = [] {
                std::array<std::uint16_t, 32> from{};
                for (std::size_t k = 0; k < from.size(); ++k) {
                    from[k] = static_cast<std::uint16_t>(k / 2 + k % 2 * 16);
                }
                return from;
            }();
            const auto halves = std::bit_cast<__m512i>(_mm512_cvtne2ps_pbh(odd, even));
            return _mm512_maskz_permutexvar_epi16(~__mmask32{0}, std::bit_cast<__m512i>(order), halves);
        }
    }
#endif
    return bits_as<std::uint16_t>(bfloat16_format::narrow(bits_as<std::uint32_t>(even)) |
                                  shift_left<16>(bfloat16_format::narrow(bits_as<std::uint32_t>(odd))));
}

/// op(x, ...), where op works on lanes of float and each x is the bits of bfloat16 elements.
template <class Arch, class Op, class... X>
RECTIFY_INLINE xsimd::batch<std::uint16_t, Arch> on_pairs(const Op& op, const X&... x) noexcept
{
    using words = xsimd::batch<std::uint32_t, Arch>;
    return nearest_pairs<Arch>(op(bits_as<float>(shift_left<16>(bits_as<std::uint32_t>(x)))...),
                               op(bits_as<float>(bits_as<std::uint32_t>(x) & words(0xffff'0000u))...));
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
