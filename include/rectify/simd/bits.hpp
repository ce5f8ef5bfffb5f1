#pragma once

// The bits of lanes: as integers, shifted, and as numbers of a table.

#include <rectify/simd/lanes.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// The unsigned integer of T's width.
template <class T>
using bits_of_width =
    std::conditional_t<sizeof(T) == 1, std::uint8_t,
                       std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                          std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

// The bits of v as integers of the same width, and back.

template <class U, arithmetic T>
RECTIFY_INLINE constexpr U bits_as(T v) noexcept
{
    return std::bit_cast<U>(v);
}

// v * 2^Bits and v / 2^Bits, for integers.

template <int Bits, std::integral T>
RECTIFY_INLINE constexpr T shift_left(T v) noexcept
{
    return static_cast<T>(v << Bits);
}

template <int Bits, std::integral T>
RECTIFY_INLINE constexpr T shift_right(T v) noexcept
{
    return static_cast<T>(v >> Bits);
}

/// Whether, and how, each lane of V picks one of eight numbers that a register holds.
template <class V>
struct table_of_eight : std::false_type {
};

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class U, class T, class Arch>
RECTIFY_INLINE xsimd::batch<U, Arch> bits_as(const xsimd::batch<T, Arch>& v) noexcept
{
#if XSIMD_VERSION_MAJOR < 11
    return xsimd::bitwise_cast<xsimd::batch<U, Arch>>(v);
#else
    return xsimd::bitwise_cast<U>(v);
#endif
}

template <int Bits, std::integral T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> shift_left(const xsimd::batch<T, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    // The same instruction, spelled so that g++ 12 does not warn of an uninitialised variable in its own header.
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && sizeof(T) == 4) {
        return _mm512_maskz_slli_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && sizeof(T) == 8) {
        return _mm512_maskz_slli_epi64(static_cast<__mmask8>(-1), v, Bits);
    } else
#endif
        return v << Bits;
}

#if XSIMD_WITH_AVX512F
template <std::derived_from<xsimd::avx512f> Arch>
struct table_of_eight<xsimd::batch<double, Arch>> : std::true_type {
    using integers = xsimd::batch<std::int64_t, Arch>;

    /// table[k], where k is the low 3 bits of a lane of `which`.
    RECTIFY_INLINE static integers picked(const std::array<std::int64_t, 8>& table, const integers& which) noexcept
    {
        return _mm512_maskz_permutexvar_epi64(static_cast<__mmask8>(-1), which, std::bit_cast<__m512i>(table));
    }
};
#endif

template <int Bits, class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch> shift_right(const xsimd::batch<std::uint32_t, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_srli_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else
#endif
        return v >> Bits;
}

template <int Bits, class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch> rotate_right(const xsimd::batch<std::uint32_t, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_ror_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else
#endif
        return shift_right<Bits>(v) | shift_left<32 - Bits>(v);
}
#endif

/// |v|, of NaN too.
template <class V>
RECTIFY_INLINE V magnitude(const V& v) noexcept
{
    using T = typename lane_traits<V>::value_type;
    using U = bits_of_width<T>;
    const auto bits = bits_as<U>(v);
    using integers = std::remove_const_t<decltype(bits)>;
    return bits_as<T>(static_cast<integers>(bits & integers(static_cast<U>(~U(0)) >> 1)));
}

} // namespace rectify::inline RECTIFY_ABI::detail
