#pragma once

// y[i] = op(x[i], ...): one walk over any number of inputs and one output.

#include <rectify/loop/memory.hpp>

#include <cstdint>
#include <utility>

namespace rectify::inline RECTIFY_ABI::detail {

/// Vectors that one turn of a loop handles: enough to hide the latency of a polynomial.
inline constexpr std::size_t unroll = 4;

/// The elements of y before the first that lies on a boundary of `alignment` bytes, a power of 2.
template <class S>
RECTIFY_INLINE std::size_t elements_to_boundary(const S* y, std::size_t alignment) noexcept
{
    return (-reinterpret_cast<std::uintptr_t>(y) & (alignment - 1)) / sizeof(S);
}

/// y[i] = op(x[i], ...) for i < n; op maps lanes of T to lanes of T.
///
/// Each x is y or has no byte in common with it. Exactly n elements are read of each x and written to y. What an
/// element becomes does not depend on where it stands: every element goes through the same lanes of op. The last
/// vector overlaps the one before it, and so does the first the second, which makes the stores between them aligned;
/// what they read is read before anything is written, so that y may be x.
///
/// With `stream`, what lies between the first and the last vector is stored past the caches; fence_streams() is then
/// the caller's.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE void transform(std::size_t n, bool stream, const Op& op, SY* y, const SX*... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;

    const auto at = [&](std::size_t j) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(x + j)...); };

    if (n < lanes) {
        if (n != 0) {
            store_first_lanes(y, op(load_first_lanes<V>(x, n)...), n);
        }
        return;
    }
    const V first = at(0);
    const V last = at(n - lanes);
    if (n <= 2 * lanes) {
        store_lanes(y, first);
        store_lanes(y + (n - lanes), last);
        return;
    }

    std::size_t i = elements_to_boundary(y, lanes * sizeof(SY));
    if (i == 0) {
        i = lanes;
    }
    const V second = at(i);
    store_lanes(y, first);
    store_lanes(y + i, second);
    i += lanes;

    const auto turns = [&](const auto& put) RECTIFY_INLINE_LAMBDA {
        for (; i + unroll * lanes <= n; i += unroll * lanes) {
            [&]<std::size_t... K>(std::index_sequence<K...>) RECTIFY_INLINE_LAMBDA
            {
                const V results[] = {at(i + K * lanes)...};
                (put(y + (i + K * lanes), results[K]), ...);
            }
            (std::make_index_sequence<unroll>{});
        }
    };
    if (can_stream<V, SY> && stream) {
        turns([](SY* p, const V& v) RECTIFY_INLINE_LAMBDA { stream_lanes(p, v); });
    } else {
        turns([](SY* p, const V& v) RECTIFY_INLINE_LAMBDA { store_lanes(p, v); });
    }
    for (; i + lanes <= n; i += lanes) {
        store_lanes(y + i, at(i));
    }
    store_lanes(y + (n - lanes), last);
}

/// The same, through the caches.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE void transform(std::size_t n, const Op& op, SY* y, const SX*... x) noexcept
{
    transform<Arch, T>(n, false, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
