#pragma once

// Between memory and lanes: the only loads and stores of batches in rectify. The storage type S of a buffer need not
// be the type T that the lanes compute in: loading widens, storing rounds once.

#include <rectify/loop/streaming.hpp>

#include <cstring>

namespace rectify::inline RECTIFY_ABI::detail {

/// lane_count<V> elements from p, of any alignment.
template <class V, class S>
RECTIFY_INLINE V load_lanes(const S* p) noexcept
{
    if constexpr (is_batch<V>) {
        return V::load_unaligned(p);
    } else {
        return static_cast<V>(*p);
    }
}

/// lane_count<V> elements to p, of any alignment.
template <class V, class S>
RECTIFY_INLINE void store_lanes(S* p, const V& v) noexcept
{
    if constexpr (is_batch<V>) {
        v.store_unaligned(p);
    } else {
        *p = static_cast<S>(v);
    }
}

/// lane_count<V> elements to p, on a boundary of as many bytes, past the caches.
template <class V, class S>
RECTIFY_INLINE void stream_lanes([[maybe_unused]] S* p, [[maybe_unused]] const V& v) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (can_stream<V, S>) {
        const typename V::register_type lanes = v;
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

/// The first `count` lanes from p, count <= lane_count<V>; the others are 0. Nothing behind them is read.
template <class V, class S>
RECTIFY_INLINE V load_first_lanes(const S* p, std::size_t count) noexcept
{
    S lanes[lane_count<V>] = {};
    std::memcpy(lanes, p, count * sizeof(S));
    return load_lanes<V>(static_cast<const S*>(lanes));
}

/// The first `count` lanes to p, count <= lane_count<V>. Nothing behind them is written.
template <class V, class S>
RECTIFY_INLINE void store_first_lanes(S* p, const V& v, std::size_t count) noexcept
{
    S lanes[lane_count<V>];
    store_lanes(static_cast<S*>(lanes), v);
    std::memcpy(p, lanes, count * sizeof(S));
}

} // namespace rectify::inline RECTIFY_ABI::detail
