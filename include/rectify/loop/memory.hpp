#pragma once

// Between memory and lanes: the only loads and stores of batches in rectify. The storage type S of a buffer need not
// be the type T that the lanes compute in: loading widens, storing rounds once.

#include <rectify/loop/streaming.hpp>
#include <rectify/simd/masks.hpp>
#include <rectify/simd/words.hpp>

#include <cstring>

namespace rectify::inline RECTIFY_ABI::detail {

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch, class S>
RECTIFY_INLINE words_t<Arch> load_words(const S* p) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    } else
#endif
    {
        words_t<Arch> w;
        std::memcpy(&w, p, sizeof w);
        return w;
    }
}

template <class Arch, class S>
RECTIFY_INLINE void store_words(S* p, const words_t<Arch>& w) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(p), w);
    } else
#endif
    {
        std::memcpy(static_cast<void*>(p), &w, sizeof w);
    }
}
#endif

/// lane_count<V> elements from p, of any alignment.
template <class V, class S>
RECTIFY_INLINE V load_lanes(const S* p) noexcept
{
    using T = typename lane_traits<V>::value_type;
    if constexpr (half_width<S> && std::same_as<T, std::uint16_t>) {
        return load_lanes<V>(reinterpret_cast<const std::uint16_t*>(p)); // the bits
    } else if constexpr (!is_batch<V>) {
        return static_cast<V>(*p);
    } else if constexpr (!half_width<S>) {
        if constexpr (loads<T, typename V::arch_type>) {
            return V::load_unaligned(p);
        } else {
            typename V::register_type lanes;
            std::memcpy(&lanes, p, sizeof lanes);
            return lanes;
        }
    } else if constexpr (std::same_as<T, float>) {
        using Arch = typename V::arch_type;
        return to_floats<typename format_of<S>::type, Arch>(load_words<Arch>(p));
    } else {
        T lanes[lane_count<V>];
        for (std::size_t k = 0; k < lane_count<V>; ++k) {
            lanes[k] = static_cast<T>(p[k]);
        }
        return V::load_unaligned(lanes);
    }
}

/// lane_count<V> elements to p, of any alignment.
template <class V, class S>
RECTIFY_INLINE void store_lanes(S* p, const V& v) noexcept
{
    using T = typename lane_traits<V>::value_type;
    if constexpr (!is_batch<V>) {
        *p = static_cast<S>(v);
    } else if constexpr (!half_width<S>) {
        if constexpr (loads<T, typename V::arch_type>) {
            v.store_unaligned(p);
        } else {
            const typename V::register_type lanes = v;
            std::memcpy(p, &lanes, sizeof lanes);
        }
    } else if constexpr (std::same_as<T, float>) {
        store_words<typename V::arch_type>(p, nearest<typename format_of<S>::type>(v));
    } else {
        T lanes[lane_count<V>];
        v.store_unaligned(lanes);
        for (std::size_t k = 0; k < lane_count<V>; ++k) {
            p[k] = static_cast<S>(lanes[k]);
        }
    }
}

/// lane_count<V> elements to p, on a boundary of as many bytes, past the caches.
template <class V, class S>
RECTIFY_INLINE void stream_lanes([[maybe_unused]] S* p, [[maybe_unused]] const V& v) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (can_stream<V, S>) {
        const auto lanes = [&]() RECTIFY_INLINE_LAMBDA {
            if constexpr (half_width<S>) {
                return nearest<typename format_of<S>::type>(v);
            } else {
                return typename V::register_type(v);
            }
        }();
#if XSIMD_WITH_AVX512F
        if constexpr (sizeof(lanes) == 64) {
            _mm512_stream_si512(reinterpret_cast<__m512i*>(p), std::bit_cast<__m512i>(lanes));
        } else
#endif
#if XSIMD_WITH_AVX
            if constexpr (sizeof(lanes) == 32) {
            _mm256_stream_si256(reinterpret_cast<__m256i*>(p), std::bit_cast<__m256i>(lanes));
        } else
#endif
        {
            _mm_stream_si128(reinterpret_cast<__m128i*>(p), std::bit_cast<__m128i>(lanes));
        }
    }
#endif
}

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
