#pragma once

// Masks: one truth a lane, as a comparison gives them, and their bits.

#include <rectify/simd/bits.hpp>
#include <rectify/simd/select.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

template <class V>
struct lane_mask {
    using type = bool;
};

/// Masks of lanes V are kept as an integer with a bit a lane.
template <class V>
inline constexpr bool mask_is_bits = false;

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
struct lane_mask<xsimd::batch<T, Arch>> {
    using type = xsimd::batch_bool<T, Arch>;
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

/// The `count` low bits, count <= 64.
RECTIFY_INLINE constexpr std::uint64_t low_bits(std::size_t count) noexcept
{
    return count == 0 ? 0 : ~std::uint64_t{0} >> (64 - count);
}

// Whether any lane's mask is true.

RECTIFY_INLINE constexpr bool any(bool mask) noexcept
{
    return mask;
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

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
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
RECTIFY_INLINE bool any(const xsimd::batch_bool<T, Arch>& mask) noexcept
{
    return xsimd::any(mask);
}

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
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
