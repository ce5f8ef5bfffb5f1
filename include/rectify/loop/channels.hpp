#pragma once

// Walking buffers whose elements have channels: element i has the channel (i / inner) % channels.

#include <rectify/core/concepts.hpp>
#include <rectify/loop/transform.hpp>

#include <algorithm>

namespace rectify::inline RECTIFY_ABI::detail {

/// Elements that are handled at a time where a parameter an element is needed: they stay in the first cache.
inline constexpr std::size_t channel_block = 1024;

/// A run of `inner` elements is walked as one from this length on; shorter ones are joined.
inline constexpr std::size_t long_run = 128;

/// Cuts the n elements of a buffer into pieces, and calls for each, in order, either
///     uniform(first, count, parameter)         one parameter for all of the piece, or
///     varying(first, count, parameters)        a pointer to one parameter an element.
/// n is a multiple of channels * inner, unless there is one channel.
template <class T, class Uniform, class Varying>
RECTIFY_INLINE void for_each_piece(const T* parameters, std::size_t channels, std::size_t inner, std::size_t n,
                                   const Uniform& uniform, const Varying& varying)
{
    if (channels == 1) {
        uniform(std::size_t{0}, n, parameters[0]);
        return;
    }
    const std::size_t period = channels * inner;
    if (period > channel_block && inner == 1) {
        for (std::size_t first = 0; first < n; first += channels) {
            varying(first, channels, parameters);
        }
        return;
    }
    if (period > channel_block && inner >= long_run) {
        for (std::size_t first = 0, channel = 0; first < n; first += inner) {
            uniform(first, inner, parameters[channel]);
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
        return;
    }

    // Short runs: spell the parameters out, one an element; once for all where the pattern fits the block.
    T spelled[channel_block];
    const bool fits = period <= channel_block;
    const std::size_t block = fits ? channel_block / period * period : channel_block;
    std::size_t channel = 0;
    std::size_t left = inner; // of the run of this channel
    for (std::size_t first = 0; first < n; first += block) {
        const std::size_t count = std::min(block, n - first);
        if (first == 0 || !fits) {
            for (std::size_t k = 0; k < count;) {
                const std::size_t same = std::min(left, count - k);
                std::fill_n(spelled + k, same, parameters[channel]);
                k += same;
                left -= same;
                if (left == 0) {
                    left = inner;
                    channel = channel + 1 == channels ? 0 : channel + 1;
                }
            }
        }
        varying(first, count, static_cast<const T*>(spelled));
    }
}

/// Walks n elements with walk(count, op_of_lanes, y, x...), where op_of_lanes(v...) is op(g, v...), and g is f itself
/// or, where f has channels, f.with(its parameter at the element): a piece at a time then.
template <activation F, class Walk, class Op, class Y, class... X>
RECTIFY_INLINE void walk_elements(const F& f, std::size_t n, Walk&& walk, const Op& op, Y y, X... x)
{
    using T = typename F::value_type;
    if constexpr (channelwise<F>) {
        for_each_piece(
            f.slope.data(), f.slope.size(), f.inner, n,
            [&](std::size_t first, std::size_t count, T parameter) {
                walk(
                    count, [g = F::with(parameter), op](const auto&... v) RECTIFY_INLINE_LAMBDA { return op(g, v...); },
                    advanced(y, first), (x + first)...);
            },
            [&](std::size_t first, std::size_t count, const T* parameters) {
                walk(
                    count,
                    [op](const auto& parameter, const auto&... v)
                        RECTIFY_INLINE_LAMBDA { return op(F::with(parameter), v...); },
                    advanced(y, first), parameters, (x + first)...);
            });
    } else {
        walk(
            n, [f, op](const auto&... v) RECTIFY_INLINE_LAMBDA { return op(f, v...); }, y, x...);
    }
}

/// The same, with walk(count, stream, op_of_lanes, y, x...), where `stream` says whether y is stored past the caches.
/// Pieces are too short for that.
template <class Arch, activation F, class Walk, class Op, class Y, class... X>
RECTIFY_INLINE void walk_streaming(const F& f, std::size_t n, stores how, const Walk& walk, const Op& op, Y y, X... x)
{
    using T = typename F::value_type;
    bool stream = false;
    if constexpr (!std::is_null_pointer_v<Y>) {
        stream = streams<Arch, lanes_t<T, Arch>>(how, n, y, x...);
    }
    if constexpr (channelwise<F>) {
        stream = stream && f.slope.size() == 1;
    }
    walk_elements(
        f, n,
        [stream, &walk](std::size_t count, const auto& op_of_lanes, auto... buffers)
            RECTIFY_INLINE_LAMBDA { walk(count, stream, op_of_lanes, buffers...); },
        op, y, x...);
    if (stream) {
        fence_streams();
    }
}

/// y[i] = op(g, x[i], ...), with g as walk_elements has it.
template <class Arch, activation F, class Op, class SY, class... X>
RECTIFY_INLINE void elementwise(const F& f, std::size_t n, stores how, const Op& op, SY* y, X... x)
{
    walk_streaming<Arch>(
        f, n, how,
        [](std::size_t count, bool stream, const auto& op_of_lanes, auto... buffers)
            RECTIFY_INLINE_LAMBDA { transform<Arch, typename F::value_type>(count, stream, op_of_lanes, buffers...); },
        op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
