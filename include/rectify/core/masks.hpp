#pragma once

// Masks: one truth a lane, as a comparison gives them; their bits, and what is done with them.

#include <rectify/core/simd.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

template <class V>
struct lane_mask {
    using type = bool;
};

/// Masks of lanes V are kept as an integer with a bit a lane.
template <class V>
inline constexpr bool mask_is_bits = false;

/// The unsigned integer of T's width.
template <class T>
using bits_of_width =
    std::conditional_t<sizeof(T) == 1, std::uint8_t,
                       std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                          std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <class V>
struct lane_counters {
    using type = bits_of_width<V>;
};

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
struct lane_mask<xsimd::batch<T, Arch>> {
    using type = xsimd::batch_bool<T, Arch>;
};

template <class T, class Arch>
struct lane_counters<xsimd::batch<T, Arch>> {
    using type = xsimd::batch<bits_of_width<T>, Arch>;
};

/// What a mask of T is kept in: an integer of one bit a lane (AVX-512), or a register of one whole lane a lane.
template <class T, class Arch>
using mask_register = typename xsimd::batch_bool<T, Arch>::register_type;

template <class T, class Arch>
inline constexpr bool mask_is_bits<xsimd::batch<T, Arch>> = requires(mask_register<T, Arch> mask)
{
    static_cast<std::uint64_t>(mask);
};

/// Masks of T are registers that can be taken for batches of integers of T's width; not so xsimd's emulated ones, which
/// are arrays of bool.
template <class T, class Arch>
inline constexpr bool mask_is_lanes =
    !mask_is_bits<xsimd::batch<T, Arch>> && !std::is_class_v<mask_register<T, Arch>> &&
    sizeof(mask_register<T, Arch>) == sizeof(typename xsimd::batch<bits_of_width<T>, Arch>::register_type);
#endif

/// The mask of lanes V: bool, or xsimd::batch_bool.
template <class V>
using mask_t = typename lane_mask<V>::type;

/// An unsigned integer in each lane of V.
template <class V>
using counters_t = typename lane_counters<V>::type;

/// The `count` low bits, count <= 64.
RECTIFY_INLINE constexpr std::uint64_t low_bits(std::size_t count) noexcept
{
    return count == 0 ? 0 : ~std::uint64_t{0} >> (64 - count);
}

// A mask's bits: bit k is lane k, the others are 0.

RECTIFY_INLINE constexpr std::uint64_t mask_bits(bool mask) noexcept
{
    return mask ? 1 : 0;
}

// The mask of lanes V from its bits; those beyond the lanes do not matter.

template <arithmetic V>
RECTIFY_INLINE constexpr bool mask_from_bits(std::uint64_t bits) noexcept
{
    return (bits & 1) != 0;
}

// counts + 1 where the mask is true.

template <std::unsigned_integral U>
RECTIFY_INLINE constexpr U add_mask(U counts, bool mask) noexcept
{
    return static_cast<U>(counts + (mask ? 1 : 0));
}

// v, loaded as a whole: AVX-512 can also load under a mask, and compilers like to, but the processor then prefetches
// less (on Zen 5, past the last cache, ReLU's backward pass from a mask takes 1.8 times as long).

template <class V>
RECTIFY_INLINE constexpr const V& whole(const V& v) noexcept
{
    return v;
}

// v, loaded once: g++ loads what AVX computes on for each use, Leaky ReLU's x three times, which takes 1.2 to 1.6
// times as long at 4 Ki, as x and y lie.

template <class V>
RECTIFY_INLINE constexpr const V& loaded_once(const V& v) noexcept
{
    return v;
}

/// Whether compress() is there for lanes V.
template <class V>
inline constexpr bool can_compress = false;

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#if XSIMD_WITH_AVX512F && defined(__GNUC__)
template <class T, std::derived_from<xsimd::avx512f> Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> whole(const xsimd::batch<T, Arch>& v) noexcept
{
    return hidden(v);
}
#endif
#if XSIMD_WITH_AVX && defined(__GNUC__) && !defined(__clang__)
template <class T, std::derived_from<xsimd::avx> Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> loaded_once(const xsimd::batch<T, Arch>& v) noexcept
{
    return hidden(v);
}
#endif

#if XSIMD_WITH_SSE2
/// One bit a lane of T, from its highest bit.
template <class T>
RECTIFY_INLINE std::uint64_t high_bits(__m128i v) noexcept
{
    if constexpr (sizeof(T) == 1) {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(v));
    } else if constexpr (sizeof(T) == 2) {
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(v, _mm_setzero_si128())));
    } else if constexpr (sizeof(T) == 4) {
        return static_cast<std::uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(v)));
    } else {
        return static_cast<std::uint32_t>(_mm_movemask_pd(_mm_castsi128_pd(v)));
    }
}
#endif
#if XSIMD_WITH_AVX
template <class T>
RECTIFY_INLINE std::uint64_t high_bits(__m256i v) noexcept
{
    if constexpr (sizeof(T) == 4) {
        return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(v)));
    } else if constexpr (sizeof(T) == 8) {
        return static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(v)));
    } else {
        return high_bits<T>(_mm256_castsi256_si128(v)) | high_bits<T>(_mm256_extractf128_si256(v, 1))
                                                             << (16 / sizeof(T));
    }
}
#endif

template <class T, class Arch>
RECTIFY_INLINE std::uint64_t mask_bits(const xsimd::batch_bool<T, Arch>& mask) noexcept
{
    using R [[maybe_unused]] = mask_register<T, Arch>;
    if constexpr (mask_is_bits<xsimd::batch<T, Arch>>) {
        return static_cast<std::uint64_t>(static_cast<R>(mask));
    } else
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        return high_bits<T>(std::bit_cast<__m256i>(static_cast<R>(mask)));
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return high_bits<T>(std::bit_cast<__m128i>(static_cast<R>(mask)));
    } else
#endif
    {
        using V = xsimd::batch<T, Arch>;
        const auto ones = std::bit_cast<std::array<T, V::size>>(detail::select(mask, V(T(1)), V(T(0))));
        std::uint64_t bits = 0;
        for (std::size_t k = 0; k < V::size; ++k) {
            bits |= std::uint64_t{ones[k] != T(0)} << k;
        }
        return bits;
    }
}

template <batch_of_lanes V>
RECTIFY_INLINE mask_t<V> mask_from_bits(std::uint64_t bits) noexcept
{
    using T = typename V::value_type;
    using Arch = typename V::arch_type;
    using R [[maybe_unused]] = mask_register<T, Arch>;
    static_assert(sizeof(T) >= 4, "a lane has room for the bit of every lane");
    if constexpr (mask_is_bits<xsimd::batch<T, Arch>>) {
        return mask_t<V>(static_cast<R>(bits));
    } else {
        using U = bits_of_width<T>;
        using integers = xsimd::batch<U, Arch>;
        constexpr auto own_bit = [] {
            std::array<U, V::size> one{};
            for (std::size_t k = 0; k < V::size; ++k) {
                one[k] = U(1) << k;
            }
            return one;
        }();
        const auto bit = std::bit_cast<integers>(own_bit);
        const auto mask = (integers(static_cast<U>(bits)) & bit) == bit;
        return mask_t<V>(std::bit_cast<R>(static_cast<mask_register<U, Arch>>(mask)));
    }
}

template <std::unsigned_integral U, class T, class Arch>
RECTIFY_INLINE xsimd::batch<U, Arch> add_mask(const xsimd::batch<U, Arch>& counts,
                                              const xsimd::batch_bool<T, Arch>& mask) noexcept
{
    static_assert(sizeof(U) == sizeof(T));
    using R [[maybe_unused]] = mask_register<T, Arch>;
    if constexpr (mask_is_lanes<T, Arch>) {
        // Where it is true, a mask is the integer -1.
        using counter = typename xsimd::batch<U, Arch>::register_type;
        return counts - xsimd::batch<U, Arch>(std::bit_cast<counter>(static_cast<R>(mask)));
    } else {
        using V = xsimd::batch<T, Arch>;
        return counts + bits_as<U>(detail::select(mask, V(std::bit_cast<T>(U(1))), V(T(0))));
    }
}

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
inline constexpr auto words_of_lanes = words_of_all_sets<T>();
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
