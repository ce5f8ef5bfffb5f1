#pragma once

// Fewer elements than lanes, between memory and lanes: nothing behind them is touched.

#include <rectify/loop/memory.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether load_some() and store_some() are there for lanes V. They touch no other lane's memory.
template <class V>
inline constexpr bool loads_some = false;
template <class V>
inline constexpr bool stores_some = false;

#if XSIMD_WITH_AVX512F
template <class T, std::derived_from<xsimd::avx512f> Arch>
inline constexpr bool stores_some<xsimd::batch<T, Arch>> = sizeof(T) >= 4 || std::is_base_of_v<xsimd::avx512bw, Arch>;
template <class T, std::derived_from<xsimd::avx512f> Arch>
inline constexpr bool loads_some<xsimd::batch<T, Arch>> = stores_some<xsimd::batch<T, Arch>>;
#endif
#if XSIMD_WITH_AVX
/// A Zen 4 takes longer to store under such a mask than to copy.
template <class T, std::derived_from<xsimd::avx> Arch>
inline constexpr bool loads_some<xsimd::batch<T, Arch>> = sizeof(T) >= 4 && mask_is_lanes<T, Arch>;
#endif

/// The first `count` lanes from p, count <= lane_count<V>; the others are 0.
template <class V>
RECTIFY_INLINE V load_some([[maybe_unused]] const typename V::value_type* p,
                           [[maybe_unused]] std::size_t count) noexcept
{
    using T [[maybe_unused]] = typename V::value_type;
    using R [[maybe_unused]] = typename V::register_type;
    static_assert(loads_some<V>);
#if XSIMD_WITH_AVX512F
    if constexpr (stores_some<V>) {
        const std::uint64_t mask = low_bits(count);
        if constexpr (sizeof(T) == 8) {
            return std::bit_cast<R>(_mm512_maskz_loadu_epi64(static_cast<__mmask8>(mask), p));
        } else if constexpr (sizeof(T) == 4) {
            return std::bit_cast<R>(_mm512_maskz_loadu_epi32(static_cast<__mmask16>(mask), p));
        } else if constexpr (sizeof(T) == 2) {
            return std::bit_cast<R>(_mm512_maskz_loadu_epi16(static_cast<__mmask32>(mask), p));
        } else {
            return std::bit_cast<R>(_mm512_maskz_loadu_epi8(static_cast<__mmask64>(mask), p));
        }
    } else
#endif
#if XSIMD_WITH_AVX
    {
        const auto chosen = lane_numbers<V>() < V(static_cast<T>(count));
        const auto mask = std::bit_cast<__m256i>(static_cast<mask_register<T, typename V::arch_type>>(chosen));
        if constexpr (sizeof(T) == 8) {
            return std::bit_cast<R>(_mm256_maskload_pd(reinterpret_cast<const double*>(p), mask));
        } else {
            return std::bit_cast<R>(_mm256_maskload_ps(reinterpret_cast<const float*>(p), mask));
        }
    }
#endif
}

/// The first `count` lanes to p, count <= lane_count<V>.
template <class V>
RECTIFY_INLINE void store_some([[maybe_unused]] typename V::value_type* p, [[maybe_unused]] const V& v,
                               [[maybe_unused]] std::size_t count) noexcept
{
    using T [[maybe_unused]] = typename V::value_type;
    static_assert(stores_some<V>);
#if XSIMD_WITH_AVX512F
    const std::uint64_t mask = low_bits(count);
    const auto lanes = std::bit_cast<__m512i>(static_cast<typename V::register_type>(v));
    if constexpr (sizeof(T) == 8) {
        _mm512_mask_storeu_epi64(p, static_cast<__mmask8>(mask), lanes);
    } else if constexpr (sizeof(T) == 4) {
        _mm512_mask_storeu_epi32(p, static_cast<__mmask16>(mask), lanes);
    } else if constexpr (sizeof(T) == 2) {
        _mm512_mask_storeu_epi16(p, static_cast<__mmask32>(mask), lanes);
    } else {
        _mm512_mask_storeu_epi8(p, static_cast<__mmask64>(mask), lanes);
    }
#endif
}

/// The first `count` lanes from p, count <= lane_count<V>; the others are 0. Nothing behind them is read.
template <class V, class S>
RECTIFY_INLINE V load_first_lanes(const S* p, std::size_t count) noexcept
{
    if constexpr (loads_some<V> && std::same_as<S, typename lane_traits<V>::value_type>) {
        return load_some<V>(p, count);
    } else {
        S lanes[lane_count<V>] = {};
        std::memcpy(static_cast<void*>(lanes), p, count * sizeof(S));
        return load_lanes<V>(static_cast<const S*>(lanes));
    }
}

/// The first `count` lanes to p, count <= lane_count<V>. Nothing behind them is written.
template <class V, class S>
RECTIFY_INLINE void store_first_lanes(S* p, const V& v, std::size_t count) noexcept
{
    if constexpr (stores_some<V> && std::same_as<S, typename lane_traits<V>::value_type>) {
        store_some(p, v, count);
    } else {
        S lanes[lane_count<V>];
        store_lanes(static_cast<S*>(lanes), v);
        std::memcpy(static_cast<void*>(p), lanes, count * sizeof(S));
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
