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
        T* to = out;
        for (const T* p = parameters; p != parameters + channels; ++p, to += inner) {
            const V parameter(*p);
            store_lanes(to, parameter);
            for (std::size_t k = lanes; k < inner; k += lanes) {
                store_lanes(to + k, parameter);
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

// transform_marking(), without marks, of parameters too: functions of their own, as g++ keeps in memory what is in
// registers there where all ways stand in one.

/// The parameter of element i is pattern[i % period], as repeated has it.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform_pattern(std::size_t n, bool stream, const T* pattern, std::size_t period, Op op, SY* y,
                                    X... x) noexcept
{
    no_marks none;
    transform_marking<Arch, T>(n, stream, none, op, y, repeated<T>(pattern, period), x...);
}

/// The parameter of element i is parameters[(i / inner) % channels], as runs has it.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform_runs(std::size_t n, bool stream, const T* parameters, std::size_t channels,
                                 std::size_t inner, Op op, SY* y, X... x) noexcept
{
    no_marks none;
    transform_marking<Arch, T>(n, stream, none, op, y, runs<lanes_t<T, Arch>>(parameters, channels, inner), x...);
}

/// y[i] = op(parameters[(i / inner) % channels], x[i], ...), through the caches, with the parameters spelled out a
/// block at a time (once, where a block is whole periods), or as they lie where each element has its own. n > 0 is a
/// multiple of channels * inner. Otherwise as transform_marking().
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_blocks(std::size_t n, Marks& marks, const T* parameters, std::size_t channels,
                                     std::size_t inner, const Op& op, Y y, X... x) noexcept
{
    T spelled[spelled_block];
    const std::size_t period = channels * inner;
    const bool whole_periods = period <= spelled_block;
    const bool as_they_lie = inner == 1 && !(whole_periods && reused(n, period));
    const std::size_t block = as_they_lie ? period : whole_periods ? spelled_block / period * period : spelled_block;
    std::size_t channel = 0;
    std::size_t left = inner; // of the run of this channel
    for (std::size_t first = 0; first < n; first += block) {
        const std::size_t count = (std::min)(block, n - first);
        const bool spelled_already = as_they_lie || (whole_periods && first != 0);
        for (std::size_t k = spelled_already ? count : 0; k < count;) {
            const std::size_t same = (std::min)(left, count - k);
            std::fill_n(spelled + k, same, parameters[channel]);
            k += same;
            left -= same;
            if (left == 0) {
                left = inner;
                channel = channel + 1 == channels ? 0 : channel + 1;
            }
        }
        const T* const of_elements = as_they_lie ? parameters : static_cast<const T*>(spelled);
        transform_marking<Arch, T>(count, false, marks, op, advanced(y, first), of_elements, (x + first)...);
    }
}

/// The same, without marks.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform_spelled(std::size_t n, const T* parameters, std::size_t channels, std::size_t inner, Op op,
                                    SY* y, X... x) noexcept
{
    no_marks none;
    transform_blocks<Arch>(n, none, parameters, channels, inner, op, y, x...);
}

/// y[i] = op(parameters[(i / inner) % channels], x[i], ...), where there are two channels or more, and n is a multiple
/// of channels * inner: runs of a vector and longer are walked as such, shorter ones by a pattern, where that pays.
/// Otherwise as transform_marking(), without marks.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform_channels(std::size_t n, bool stream, const T* parameters, std::size_t channels,
                                       std::size_t inner, const Op& op, SY* y, X... x) noexcept
{
    if (n == 0) {
        return; // channels * inner may overflow then
    }
    constexpr std::size_t lanes = lane_count<lanes_t<T, Arch>>;
    constexpr std::size_t turn_lanes = 4 * lanes;
    const std::size_t period = channels * inner;
    const std::size_t longest = inner < 2 * lanes ? longest_pattern : longest_pattern / 2;
    if (inner < turn_lanes && period <= longest && (reused(n, period) || (inner > 1 && inner < lanes))) {
        alignas(64) T pattern[longest_pattern + 3 * turn_lanes];
        const std::size_t spelled = period >= turn_lanes ? period : (turn_lanes + period - 1) / period * period;
        spell<Arch>(spelled + turn_lanes, parameters, channels, inner, static_cast<T*>(pattern));
        transform_pattern<Arch>(n, stream, static_cast<const T*>(pattern), spelled, op, y, x...);
    } else if (inner >= lanes) {
        transform_runs<Arch>(n, stream, parameters, channels, inner, op, y, x...);
    } else {
        transform_spelled<Arch>(n, parameters, channels, inner, op, y, x...);
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
