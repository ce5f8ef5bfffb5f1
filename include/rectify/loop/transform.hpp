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

/// Fills y[0..n) with lanes V of results.
///
///     few()          the results of all n elements, where there are fewer than lanes
///     front(j)       the results from the element j on, j <= lanes
///     back()         the results of the last lanes
///     turns(j, put)  all that is between: calls put(y + k, results) for k = j, j + lanes, ..., k + lanes <= n
///
/// The last vector overlaps the one before it, and so does the first the second, which makes the stores between them
/// aligned; what they read is read before anything is written, so that an input may be y.
///
/// With `stream`, what lies between the first and the last vector is stored past the caches; fence_streams() is then
/// the caller's.
template <class V, class SY, class Few, class Front, class Back, class Turns>
RECTIFY_INLINE void walk(std::size_t n, bool stream, SY* y, const Few& few, const Front& front, const Back& back,
                         const Turns& turns) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    if (n < lanes) {
        if (n != 0) {
            store_first_lanes(y, few(), n);
        }
        return;
    }
    const V first = front(std::size_t{0});
    const V last = back();
    if (n <= 2 * lanes) {
        store_lanes(y, first);
        store_lanes(y + (n - lanes), last);
        return;
    }

    std::size_t i = elements_to_boundary(y, lanes * sizeof(SY));
    if (i == 0) {
        i = lanes;
    }
    const V second = front(i);
    store_lanes(y, first);
    store_lanes(y + i, second);
    i += lanes;
    if (can_stream<V, SY> && stream) {
        turns(i, [](SY* p, const V& v) RECTIFY_INLINE_LAMBDA { stream_lanes(p, v); });
    } else {
        turns(i, [](SY* p, const V& v) RECTIFY_INLINE_LAMBDA { store_lanes(p, v); });
    }
    store_lanes(y + (n - lanes), last);
}

/// put(y + i + k * lanes, at(k)) for k < unroll: what at() reads is read before anything is put.
template <class V, class SY, class At, class Put>
RECTIFY_INLINE void turn(SY* y, const At& at, const Put& put) noexcept
{
    [&]<std::size_t... K>(std::index_sequence<K...>) RECTIFY_INLINE_LAMBDA
    {
        const V results[] = {at(K * lane_count<V>)...};
        (put(y + K * lane_count<V>, results[K]), ...);
    }
    (std::make_index_sequence<unroll>{});
}

/// y[i] = op(x[i], ...) for i < n; op maps lanes of T to lanes of T.
///
/// Each x is y or has no byte in common with it. Exactly n elements are read of each x and written to y. What an
/// element becomes does not depend on where it stands: every element goes through the same lanes of op. The stores are
/// those of walk().
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE void transform(std::size_t n, bool stream, const Op& op, SY* y, const SX*... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;

    const auto at = [&](std::size_t j) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(x + j)...); };
    walk<V>(
        n, stream, y, [&]() RECTIFY_INLINE_LAMBDA { return op(load_first_lanes<V>(x, n)...); }, at,
        [&]() RECTIFY_INLINE_LAMBDA { return at(n - lanes); },
        [&](std::size_t i, const auto& put) RECTIFY_INLINE_LAMBDA {
            for (; i + unroll * lanes <= n; i += unroll * lanes) {
                turn<V>(
                    y + i, [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return at(i + k); }, put);
            }
            for (; i + lanes <= n; i += lanes) {
                put(y + i, at(i));
            }
        });
}

/// The same, through the caches.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE void transform(std::size_t n, const Op& op, SY* y, const SX*... x) noexcept
{
    transform<Arch, T>(n, false, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
