#pragma once

// Walking buffers whose elements have channels: element i has the channel (i / inner) % channels.

#include <rectify/core/concepts.hpp>
#include <rectify/core/executor.hpp>
#include <rectify/loop/transform.hpp>

#include <algorithm>

namespace rectify::inline RECTIFY_ABI::detail {

/// Elements that are handled at a time where a parameter an element is needed: they stay in the first cache.
inline constexpr std::size_t channel_block = 1024;

/// A run of `inner` elements is walked as one from this length on; shorter ones are joined.
inline constexpr std::size_t long_run = 128;

/// Parameters that are spelled out, one an element, for a whole walk: with x and y they should fit a first cache. Runs
/// of two vectors and longer do without where the pattern is more than half of it.
inline constexpr std::size_t longest_pattern = 4096;

/// Whether n elements have parameters of a period often enough that it pays to spell these out, one an element.
RECTIFY_INLINE constexpr bool reused(std::size_t n, std::size_t period) noexcept
{
    return n / 4 >= period;
}

/// Cuts the n elements of a buffer into pieces, and calls for each, in order, either
///     uniform(first, count, parameter)         one parameter for all of the piece, or
///     varying(first, count, parameters)        a pointer to one parameter an element.
/// n is a multiple of channels * inner, unless there is one channel.
template <class T, class Uniform, class Varying>
RECTIFY_INLINE void for_each_piece(const T* parameters, std::size_t channels, std::size_t inner, std::size_t n,
                                   const Uniform& uniform, const Varying& varying)
{
    if (n == 0) {
        return; // channels * inner may overflow then
    }
    if (channels == 1) {
        uniform(std::size_t{0}, n, parameters[0]);
        return;
    }
    const std::size_t period = channels * inner;
    if (inner == 1 && (period > channel_block || !reused(n, period))) {
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
        const std::size_t count = (std::min)(block, n - first);
        if (first == 0 || !fits) {
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
}

/// y[i] = op(parameter, x[i], ...), where the parameter of element i is parameters[(i / inner) % channels], and a
/// run of inner elements is at least as long as a vector: a vector has one parameter, or two. There are two channels or
/// more, and n is a multiple of channels * inner.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform_runs(std::size_t n, bool stream, const T* parameters, std::size_t channels,
                                 std::size_t inner, Op op, SY* y, X... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;

    const auto at = [&](const V& parameter, std::size_t j)
                        RECTIFY_INLINE_LAMBDA { return op(parameter, load_lanes<V>(x + j)...); };
    /// The lanes of a vector of which the first `left` are the end of a run.
    const auto across = [](std::size_t left, const V& ending, const V& starting) RECTIFY_INLINE_LAMBDA {
        return detail::select(lane_numbers<V>() < V(static_cast<T>(left)), ending, starting);
    };
    no_marks none;
    walk<V>(
        n, stream, none, y, y, [&]() RECTIFY_INLINE_LAMBDA { return V(T(0)); }, // n is never below lanes
        [&](std::size_t j) RECTIFY_INLINE_LAMBDA {
            // Only the second vector may leave the first run.
            return at(across(inner - j, V(parameters[0]), V(parameters[1])), j);
        },
        [&]() RECTIFY_INLINE_LAMBDA { return at(V(parameters[channels - 1]), n - lanes); },
        [&](std::size_t i, const auto& put) RECTIFY_INLINE_LAMBDA {
            std::size_t end = inner; // of the run that i is in, or the first that i has left
            std::size_t channel = 0;
            V parameter(parameters[0]);
            const auto next_run = [&]() RECTIFY_INLINE_LAMBDA {
                end += inner;
                channel = channel + 1 == channels ? 0 : channel + 1;
                parameter = V(parameters[channel]);
            };
            if (end < i) { // by less than a run, as i is at most two vectors
                next_run();
            }
            for (;;) {
                for (; i + unroll * lanes <= end; i += unroll * lanes) {
                    turn<V>(
                        i, put, [&](const auto&... v) RECTIFY_INLINE_LAMBDA { return op(parameter, v...); },
                        (x + i)...);
                }
                for (; i + lanes <= end; i += lanes) {
                    put.one(i, at(parameter, i));
                }
                if (i + lanes > n) {
                    return i;
                }
                const V ending = parameter;
                const std::size_t left = end - i;
                next_run();
                put.one(i, at(across(left, ending, parameter), i));
                i += lanes;
            }
        });
}

/// y[i] = op(parameter, x[i], ...), where the parameter of element i is pattern[i % period]. n is a multiple of
/// channels * inner, and so is period, which is at least that of unroll vectors; as many parameters more stand behind
/// the pattern, from its start.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform_pattern(std::size_t n, bool stream, const T* pattern, std::size_t period, Op op, SY* y,
                                    X... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;

    const auto at = [&](const T* parameters, std::size_t j)
                        RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(parameters), load_lanes<V>(x + j)...); };
    no_marks none;
    walk<V>(
        n, stream, none, y, y,
        [&]() RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(pattern), load_first_lanes<V>(x, n)...); },
        [&](std::size_t j) RECTIFY_INLINE_LAMBDA { return at(pattern + j, j); },
        [&]() RECTIFY_INLINE_LAMBDA { return at(pattern + (period - lanes), n - lanes); },
        [&](std::size_t i, const auto& put) RECTIFY_INLINE_LAMBDA {
            std::size_t phase = i;
            const auto advance = [&](std::size_t by) RECTIFY_INLINE_LAMBDA {
                phase += by;
                phase = phase >= period ? phase - period : phase;
            };
            for (; i + unroll * lanes <= n; i += unroll * lanes) {
                turn<V>(i, put, op, pattern + phase, (x + i)...);
                advance(unroll * lanes);
            }
            for (; i + lanes <= n; i += lanes) {
                put.one(i, at(pattern + phase, i));
                advance(lanes);
            }
            return i;
        });
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

/// y[i] = op(g, x[i], ...), with g as walk_elements has it. Runs of a vector and longer are walked as runs, shorter
/// ones by a pattern, where that pays.
template <class Arch, channelwise F, class Op, class SY, class... X>
RECTIFY_INLINE void transform_channels(const F& f, std::size_t n, bool stream, const Op& op, SY* y, X... x)
{
    if (n == 0) {
        return; // as in for_each_piece()
    }
    using T = typename F::value_type;
    constexpr std::size_t lanes = lane_count<lanes_t<T, Arch>>;
    constexpr std::size_t turns = unroll * lanes;
    const T* slope = f.slope.data();
    const std::size_t channels = f.slope.size();
    const std::size_t period = channels * f.inner;
    const auto with_parameter = [op](const auto& parameter, const auto&... v)
                                    RECTIFY_INLINE_LAMBDA { return op(F::with(parameter), v...); };
    const std::size_t longest = f.inner < 2 * lanes ? longest_pattern : longest_pattern / 2;
    if (f.inner < turns && period <= longest && (reused(n, period) || (f.inner > 1 && f.inner < lanes))) {
        alignas(64) T pattern[longest_pattern + 3 * turns];
        const std::size_t repeated = period >= turns ? period : (turns + period - 1) / period * period;
        spell<Arch>(repeated + turns, slope, channels, f.inner, static_cast<T*>(pattern));
        transform_pattern<Arch>(n, stream, static_cast<const T*>(pattern), repeated, with_parameter, y, x...);
    } else if (f.inner >= lanes) {
        transform_runs<Arch>(n, stream, slope, channels, f.inner, with_parameter, y, x...);
    } else {
        walk_elements(
            f, n,
            [](std::size_t count, const auto& op_of_lanes, auto... buffers)
                RECTIFY_INLINE_LAMBDA { transform<Arch, T>(count, op_of_lanes, buffers...); },
            op, y, x...);
    }
}

/// op(f, x...), as an op of lanes.
template <class Op, class F>
struct applied {
    Op op;
    F f;

    template <class... V>
    RECTIFY_INLINE auto operator()(const V&... x) const noexcept
    {
        return op(f, x...);
    }

    template <class Format, class Words, std::size_t N>
        requires requires(const Op& o, const F& g, const std::array<Words, N>& x)
        {
            o.template of_words<Format>(g, x);
        }
    RECTIFY_INLINE auto of_words(const std::array<Words, N>& x) const noexcept
    {
        return op.template of_words<Format>(f, x);
    }
};

/// y[i] = op(g, x[i], ...), with g as walk_elements has it.
template <class Arch, activation F, class Op, class SY, class... X>
RECTIFY_INLINE void elementwise(const F& f, std::size_t n, stores how, const Op& op, SY* y, X... x)
{
    using T = typename F::value_type;
    const bool stream = streams<Arch, lanes_t<T, Arch>>(how, n, y, x...);
    const auto uniform = [&](const auto& g) RECTIFY_INLINE_LAMBDA {
        transform<Arch, T>(n, stream, applied<Op, std::remove_cvref_t<decltype(g)>>{op, g}, y, x...);
    };
    if constexpr (requires { f.simplest(uniform); }) {
        f.simplest(uniform);
    } else if constexpr (!channelwise<F>) {
        uniform(f);
    } else if (f.slope.size() == 1) {
        uniform(F::with(f.slope[0]));
    } else {
        transform_channels<Arch>(f, n, stream, op, y, x...);
    }
}

/// elementwise(), as a kernel.
template <class Op>
struct elementwise_kernel {
    template <class Arch, class F, class SY, class... X>
    RECTIFY_INLINE static void run(const F& f, std::size_t n, stores how, SY* y, X... x)
    {
        elementwise<Arch>(f, n, how, Op{}, y, x...);
    }
};

/// f(x)
struct value_op {
    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const V& x) const noexcept
    {
        return f(x);
    }

    template <class Format, class F, class Words, std::size_t N>
        requires requires(const F& f, const std::array<Words, N>& x)
        {
            f.template of_words<Format>(x);
        }
    RECTIFY_INLINE auto of_words(const F& f, const std::array<Words, N>& x) const noexcept
    {
        return f.template of_words<Format>(x);
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
