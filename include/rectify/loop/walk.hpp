#pragma once

// y[i] = op(x[i], ...) for i < n, in vectors: the first, the whole ones, the last.
//
// The first vector begins with element 0, the last ends with element n. Both overlap those between them, which so lie
// on boundaries of y (or, where nothing is written, of an input). An input may be y: a vector that overlaps another is
// loaded before the other is stored. The marks are told of every element.

#include <rectify/loop/inputs.hpp>
#include <rectify/loop/op.hpp>
#include <rectify/loop/output.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace rectify::inline RECTIFY_ABI::detail {

/// f(arguments...), whose arguments are evaluated from the first to the last. (Named one by one, g++ 12 keeps results
/// with marks on the stack.)
struct call_in_order {
    template <class F, class... Arguments>
    RECTIFY_INLINE call_in_order(const F& f, const Arguments&... arguments)
    {
        f(arguments...);
    }
};

/// A turn: the results of whole vectors, numbers K, of each `in`; each is stored before the next is computed, which at
/// 4 Ki elements is up to 8 % faster than all at the end.
template <class V, std::size_t... K, class Stream, class Op, class Marks, class Y, class... In>
RECTIFY_INLINE void turn_of(std::index_sequence<K...>, Stream stream, const Op& op, Marks& marks, Y y,
                            const In&... in) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    const auto tell = [&](const auto&... results) RECTIFY_INLINE_LAMBDA { marks.turn(results...); };
    const auto stored = [&](std::size_t k, const auto& result) RECTIFY_INLINE_LAMBDA {
        store_result<V>(stream, advanced(y, k * lanes), result);
        return result;
    };
    if constexpr (requires(const std::array<V, sizeof...(K)>& all) { op.together(all); }) {
        const auto loaded = [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return load_lanes<V>((in + k * lanes)...); };
        const auto results = op.together(std::array{loaded(K)...});
        call_in_order{tell, stored(K, results[K])...};
    } else {
        const auto at = [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(in + k * lanes)...); };
        call_in_order{tell, stored(K, at(K))...};
    }
}

/// Turns from element i on, as long as they end within `end`; returns where they do.
template <class V, class Stream, class Op, class Marks, class Y, class... X>
RECTIFY_INLINE std::size_t turns(std::size_t i, std::size_t end, Stream stream, const Op& op, Marks& marks, Y y,
                                 X&... x) noexcept
{
    constexpr std::size_t count = vectors_at_once<Op>;
    for (; i + count * lane_count<V> <= end; i += count * lane_count<V>) {
        turn_of<V>(std::make_index_sequence<count>{}, stream, op, marks, advanced(y, i),
                   turn_at<count * lane_count<V>>(x, i)...);
    }
    return i;
}

/// Fewer elements than lanes.
template <class V, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void walk_few(std::size_t n, Marks& marks, const Op& op, Y y, X... x) noexcept
{
    const auto result = alone(op, load_first<V>(x, n)...);
    if constexpr (!is_nowhere<Y>) {
        store_first_lanes(y, result_of(result), n);
    }
    marks.head(result, n);
}

/// With an op that is brief: the first and the last vector are computed before all else, and stored behind it.
template <class V, class Stream, class Marks, class Op, class Y, class S, class... X>
RECTIFY_INLINE void walk_repeating(std::size_t n, Stream stream, Marks& marks, const Op& op, Y y, const S* aligned,
                                   X... x) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    const std::size_t last = n - lanes;
    const bool more = n > 2 * lanes;
    const auto at_end = op(load_last<V>(x, last)...);
    const auto at_start = op(load_at<V>(x, 0)...);
    std::size_t i = more ? to_boundary<V>(aligned) : lanes;
    marks.head(at_start, i);
    const auto put = [&](const auto& result) RECTIFY_INLINE_LAMBDA {
        store_result<V>(stream, advanced(y, i), result);
        marks.turn(result);
        i += lanes;
    };
    while (more && i < last) { // once, unless an input has ends
        std::size_t end = n;
        ((end = end_of_turns(x, i, end)), ...);
        i = turns<V>(i, end, stream, op, marks, y, x...);
        if constexpr ((has_ends<X> || ...)) {
            while (i + lanes <= end) {
                put(op(load_within<V>(x, i)...));
            }
            if (i < last) {
                put(op(load_across<V>(x, i)...));
            }
        } else {
            while (i < last) {
                put(op(load_at<V>(x, i)...));
            }
        }
    }
    if constexpr (!is_nowhere<Y>) {
        store_lanes(y, result_of(at_start));
        store_lanes(y + last, result_of(at_end));
    }
    marks.tail(at_end, i - last);
}

/// With any other: all vectors by one loop, each loaded before the one before it is stored; and turns, if op asks for
/// some, of vectors that overlap none.
template <class V, class Stream, class Marks, class Op, class Y, class S, class... X>
RECTIFY_INLINE void walk_once(std::size_t n, Stream stream, Marks& marks, const Op& op, Y y, const S* aligned,
                              X... x) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    const std::size_t last = n - lanes;
    std::size_t j = 0;                                                 // of the vector in hand
    std::size_t next = n > 2 * lanes ? to_boundary<V>(aligned) : last; // of the one behind it
    std::size_t told = 0;                                              // elements that the marks know
    Y out = y;
    std::tuple in_hand{load_at<V>(x, 0)...};
    for (;;) {
        const bool at_end = j == last;
        do {
            if constexpr (vectors_at_once<Op> != 1) {
                if (j == told && next == j + lanes && j + vectors_at_once<Op> * lanes <= last) {
                    j = turns<V>(j, last, stream, op, marks, y, x...);
                    in_hand = std::tuple{load_at<V>(x, j)...};
                    next = (std::min)(j + lanes, last);
                    told = j;
                    out = advanced(y, j);
                }
            }
            const auto result =
                std::apply([&](const auto&... in) RECTIFY_INLINE_LAMBDA { return alone(op, in...); }, in_hand);
            in_hand = std::tuple{load_at<V>(x, next)...};
            store_result<V>(stream, out, result);
            marks.tail(result, told - j);
            told = j + lanes;
            out = advanced(y, next);
            j = next;
            next += lanes;
        } while (next <= last);
        if (at_end) {
            break;
        }
        next = last;
    }
}

/// y[i] = op(x[i], ...) for i < n. `aligned`: y, or where that is nowhere, an input.
template <class V, class Marks, class Op, class Y, class S, class... X>
RECTIFY_INLINE void walk(std::size_t n, bool stream, Marks& marks, const Op& op, Y y, const S* aligned, X... x) noexcept
{
    if (n < lane_count<V>) {
        if (n != 0) {
            walk_few<V>(n, marks, op, y, x...);
        }
        return;
    }
    if constexpr (repeats<V, Op, Y, X...>) {
        if constexpr (can_stream_to<V, Y>) {
            if (stream) {
                walk_repeating<V>(n, std::true_type{}, marks, op, y, aligned, x...);
                fence_streams();
                return;
            }
        }
        walk_repeating<V>(n, std::false_type{}, marks, op, y, aligned, x...);
    } else {
        const auto to_y = where_possible<V, Y>(stream);
        if constexpr (is_brief<Op>) {
            walk_once<V>(n, to_y, marks, settled<Op, false, 1>{op}, y, aligned, x...);
        } else if constexpr (simplifying<Op>) {
            if (op.simplifies()) {
                walk_once<V>(n, to_y, marks, op.simplified(), y, aligned, x...);
            } else {
                walk_once<V>(n, to_y, marks, op, y, aligned, x...);
            }
        } else {
            walk_once<V>(n, to_y, marks, op, y, aligned, x...);
        }
        if (stream) {
            fence_streams();
        }
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
