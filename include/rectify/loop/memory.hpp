#pragma once

// Between memory and lanes: the only loads and stores of batches in rectify. The storage type S of a buffer need not
// be the type T that the lanes compute in: loading widens, storing rounds once.

#include <rectify/core/simd.hpp>

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
