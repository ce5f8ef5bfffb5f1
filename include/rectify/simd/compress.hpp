#pragma once

// The lanes of which something is true, side by side.

#include <rectify/simd/masks.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether compress() is there for lanes V.
template <class V>
inline constexpr bool can_compress = false;

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#if XSIMD_WITH_AVX2
/// For each set of lanes of T in a register of 32 bytes, the numbers of the 4-byte words that they consist of, in
/// order.
template <class T>
consteval auto words_of_all_sets() noexcept
{
    constexpr std::size_t words = sizeof(T) / 4;
    constexpr std::size_t lanes = 8 / words;
    std::array<std::array<std::uint8_t, 8>, std::size_t{1} << lanes> table{};
    for (std::size_t set = 0; set < table.size(); ++set) {
        std::size_t count = 0;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            for (std::size_t word = 0; word < words && (set >> lane & 1) != 0; ++word) {
                table[set][count++] = static_cast<std::uint8_t>(lane * words + word);
            }
        }
    }
    return table;
}

template <class T>
[[maybe_unused]] static constexpr auto words_of_lanes = words_of_all_sets<T>();
#endif

template <class T, class Arch>
    requires((sizeof(T) == 4 || sizeof(T) == 8) &&
             (std::is_base_of_v<xsimd::avx2, Arch> || std::is_base_of_v<xsimd::avx512f, Arch>))
inline constexpr bool can_compress<xsimd::batch<T, Arch>> = true;

/// The lanes whose bit is set, in order, in the first lanes; the rest is unspecified.
template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> compress([[maybe_unused]] std::uint64_t bits,
                                              const xsimd::batch<T, Arch>& v) noexcept
{
    static_assert(can_compress<xsimd::batch<T, Arch>>);
    using R [[maybe_unused]] = typename xsimd::batch<T, Arch>::register_type;
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        const auto lanes = std::bit_cast<__m512i>(static_cast<R>(v));
        if constexpr (sizeof(T) == 4) {
            return std::bit_cast<R>(_mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), lanes));
        } else {
            return std::bit_cast<R>(_mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), lanes));
        }
    } else
#endif
#if XSIMD_WITH_AVX2
        if constexpr (std::is_base_of_v<xsimd::avx2, Arch>) {
        const auto lanes = std::bit_cast<__m256i>(static_cast<R>(v));
        constexpr const auto& table = words_of_lanes<T>;
        const auto words = std::bit_cast<std::int64_t>(table[bits & (table.size() - 1)]);
        return std::bit_cast<R>(_mm256_permutevar8x32_epi32(lanes, _mm256_cvtepu8_epi32(_mm_set_epi64x(0, words))));
    } else
#endif
    {
        return v;
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
