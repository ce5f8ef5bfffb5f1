#pragma once

// Walking buffers whose elements have channels: element i has the channel (i / inner) % channels.

#include <rectify/core/concepts.hpp>
#include <rectify/loop/transform.hpp>

#include <algorithm>

namespace rectify::inline RECTIFY_ABI::detail {

/// Parameters that are spelled out, one an element, for a whole walk: with x and y they should fit a first cache. Runs
/// of two vectors and longer do without where the pattern is more than half of it.
inline constexpr std::size_t longest_pattern = 4096;

/// Elements that are handled at a time where the pattern is longer.
inline constexpr std::size_t spelled_block = 1024;

/// Whether n elements have parameters of a period often enough that it pays to spell these out, one an element.
RECTIFY_INLINE constexpr bool reused(std::size_t n, std::size_t period) noexcept
{
    return n / 4 >= period;
}

/// out[k] = parameters[(k / inner) % channels] for k < n; room for a vector more is used. n >= channels * inner.
template <class Arch, class T>
RECTIFY_INLINE void spell(std::size_t n, const T* parameters, std::size_t channels, std::size_t inner, T* out) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;
    const std::size_t period = channels * inner;
    store_lanes(out, V(parameters[0])); // else g++ 12 warns of a pattern that channels == 0 would leave uninitialised
    if (inner == 1) {
        std::copy_n(parameters, channels, out);
    } else {
        for (std::size_t channel = 0; channel < channels; ++channel) {
            for (std::size_t k = 0; k < inner; k += lanes) {
                store_lanes(out + channel * inner + k, V(parameters[channel]));
            }
        }
    }
    std::size_t k = period;
    for (; k < lanes; ++k) {
        out[k] = out[k - period];
    }
    const std::size_t back = k == period ? period : (k + period - 1) / period * period; // whole periods, >= a vector
    for (; k < back; ++k) {
        out[k] = out[k - period];
    }
    for (; k < n; k += lanes) {
        store_lanes(out + k, load_lanes<V>(static_cast<const T*>(out) + (k - back)));
    }
}

/// transform_marking(), of `parameters` too: a function of its own for each way to give them, as g++ keeps what is in
/// registers there in memory where all ways stand in one. Returns the marks.
template <class Arch, class T, class Marks, class Op, class Y, class Parameters, class... X>
RECTIFY_LOOP Marks transform_with(std::size_t n, bool stream, Marks marks, Op op, Y y, Parameters parameters,
                                  X... x) noexcept
{
    transform_marking<Arch, T>(n, stream, marks, op, y, parameters, x...);
    return marks;
}

/// y[i] = op(parameters[(i / inner) % channels], x[i], ...), through the caches, with the parameters spelled out a
/// block at a time (once, where a block is whole periods), or as they lie where each element has its own. n is a
/// multiple of channels * inner. Otherwise as transform_marking().
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_blocks(std::size_t n, Marks& marks, const T* parameters, std::size_t channels,
                                     std::size_t inner, const Op& op, Y y, X... x) noexcept
{
    T spelled[spelled_block];
    const std::size_t period = channels * inner;
    const bool whole_periods = period <= spelled_block;
    const std::size_t block = inner == 1 && !whole_periods ? channels
                              : whole_periods              ? spelled_block / period * period
                                                           : spelled_block;
    std::size_t channel = 0;
    std::size_t left = inner; // of the run of this channel
    for (std::size_t first = 0; first < n; first += block) {
        const std::size_t count = (std::min)(block, n - first);
        const T* of_elements = spelled;
        if (inner == 1 && !whole_periods) {
            of_elements = parameters;
        } else if (first == 0 || !whole_periods) {
            for (std::size_t k = 0; k < count;) {
                const std::size_t same = (std::min)(left, count - k);
                std::fill_n(spelled + k, same, parameters[channel]);
                k += same;
                left -= same;
                if (left == 0) {
                    left = inner;
                    channel = channel + 1 == channels ? 0 : channel + 1;
                }
            }
        }
        marks = transform_with<Arch, T>(count, false, marks, op, advanced(y, first), repeated<T>(of_elements, count),
                                        (x + first)...);
    }
}

/// y[i] = op(parameters[(i / inner) % channels], x[i], ...), where there are two channels or more, and n is a multiple
/// of channels * inner. Without marks, runs of a vector and longer are walked as such, shorter ones by a pattern where
/// that pays. Otherwise as transform_marking().
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_channels(std::size_t n, bool stream, Marks& marks, const T* parameters,
                                       std::size_t channels, std::size_t inner, const Op& op, Y y, X... x) noexcept
{
    if (n == 0) {
        return; // channels * inner may overflow then
    }
    if constexpr (std::same_as<Marks, no_marks>) {
        constexpr std::size_t lanes = lane_count<lanes_t<T, Arch>>;
        constexpr std::size_t turn_lanes = 4 * lanes;
        const std::size_t period = channels * inner;
        const std::size_t longest = inner < 2 * lanes ? longest_pattern : longest_pattern / 2;
        if (inner < turn_lanes && period <= longest && (reused(n, period) || (inner > 1 && inner < lanes))) {
            alignas(64) T pattern[longest_pattern + 3 * turn_lanes];
            const std::size_t spelled = period >= turn_lanes ? period : (turn_lanes + period - 1) / period * period;
            spell<Arch>(spelled + turn_lanes, parameters, channels, inner, static_cast<T*>(pattern));
            transform_with<Arch, T>(n, stream, marks, op, y, repeated<T>(pattern, spelled), x...);
            return;
        }
        if (inner >= lanes) {
            transform_with<Arch, T>(n, stream, marks, op, y, runs<lanes_t<T, Arch>>(parameters, channels, inner), x...);
            return;
        }
    }
    transform_blocks<Arch>(n, marks, parameters, channels, inner, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
