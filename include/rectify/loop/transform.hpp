#pragma once

// y[i] = op(x[i], ...): one walk over any number of inputs and one output.

#include <rectify/loop/memory.hpp>
#include <rectify/simd/pairs.hpp>

#include <cstdint>

namespace rectify::inline RECTIFY_ABI::detail {

/// Vectors that one turn of a loop handles: enough to hide the latency of a polynomial.
inline constexpr std::size_t unroll = 4;

/// The elements of y before the first that lies on a boundary of `alignment` bytes, a power of 2.
template <class S>
RECTIFY_INLINE std::size_t elements_to_boundary(const S* y, std::size_t alignment) noexcept
{
    return (-reinterpret_cast<std::uintptr_t>(y) & (alignment - 1)) / sizeof(S);
}

template <class First, class... Rest>
RECTIFY_INLINE constexpr auto last_of(First first, Rest... rest) noexcept
{
    if constexpr (sizeof...(Rest) == 0) {
        return first;
    } else {
        return last_of(rest...);
    }
}

/// Where y stands after n elements; nowhere stays nowhere.
template <class Y>
RECTIFY_INLINE constexpr Y advanced(Y y, std::size_t n) noexcept
{
    if constexpr (std::is_null_pointer_v<Y>) {
        return y;
    } else {
        return y + n;
    }
}

/// What op may give instead of a result: the result, and a mark in each lane for whoever is told of them.
template <class V>
struct marked {
    V result;
    mask_t<V> mark;
};

template <class V>
RECTIFY_INLINE const V& result_of(const V& v) noexcept
{
    return v;
}

template <class V>
RECTIFY_INLINE const V& result_of(const marked<V>& v) noexcept
{
    return v.result;
}

/// Who is told of no mark.
struct no_marks {
    template <class... Results>
    RECTIFY_INLINE void turn(const Results&...) const noexcept
    {
    }
    template <class Result>
    RECTIFY_INLINE void part(const Result&, std::size_t, std::size_t) const noexcept
    {
    }
};

/// f(arguments...), whose arguments are evaluated from the first to the last. (Named one by one, g++ 12 keeps results
/// with marks on the stack.)
struct call_in_order {
    template <class F, class... Arguments>
    RECTIFY_INLINE call_in_order(const F& f, const Arguments&... arguments)
    {
        f(arguments...);
    }
};

/// What walk() gives its turns, to put vectors: the result is stored, and `marks` is told.
template <class V, class Store, class Marks>
struct putter {
    const Store& store;
    Marks& marks;

    /// One vector, from the element j on.
    template <class Result>
    RECTIFY_INLINE void one(std::size_t j, const Result& result) const noexcept
    {
        store(j, result);
        marks.part(result, 0, lane_count<V>);
    }

    /// `unroll` vectors, vector(0), ..., from the element j on: each is stored before the next is computed, which at
    /// 4 Ki elements is up to 8 % faster than all at the end.
    template <class Vector>
    RECTIFY_INLINE void turn(std::size_t j, const Vector& vector) const noexcept
    {
        const auto stored = [&](std::size_t k) RECTIFY_INLINE_LAMBDA {
            const auto result = vector(k);
            store(j + k * lane_count<V>, result);
            return result;
        };
        static_assert(unroll == 4);
        call_in_order{[&](const auto&... results) RECTIFY_INLINE_LAMBDA { marks.turn(results...); }, stored(0),
                      stored(1), stored(2), stored(3)};
    }
};

/// Fills y[0..n) with lanes V of results. Without a y (nullptr) nothing is written.
///
///     few()          the results of all n elements, where there are fewer than lanes
///     front(j)       the results from the element j on, j <= lanes
///     back()         the results of the last lanes
///     turns(j, put)  all that is between: puts every vector from the element k on, from k = j and as long as
///                    k + lanes <= n; returns where it ends
///
/// The last vector overlaps the one before it, and so does the first the second, which makes the stores between them
/// aligned; what they read is read before anything is written, so that an input may be y. Without a y, `aligned` takes
/// its place.
///
/// With `stream`, what lies between the first and the last vector is stored past the caches, and fenced.
///
/// `marks` is told of the results of each element once and in order: turn(results...) for `unroll` whole vectors,
/// part(result, skip, count) for the `count` lanes behind the first `skip` of one.
template <class V, class Marks, class Y, class Aligned, class Few, class Front, class Back, class Turns>
RECTIFY_INLINE void walk(std::size_t n, bool stream, Marks& marks, Y y, const Aligned* aligned, const Few& few,
                         const Front& front, const Back& back, const Turns& turns) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    constexpr bool writes = !std::is_null_pointer_v<Y>;

    const auto store = [&]([[maybe_unused]] std::size_t j, [[maybe_unused]] const auto& r) RECTIFY_INLINE_LAMBDA {
        if constexpr (writes) {
            store_lanes(y + j, result_of(r));
        }
    };

    if (n < lanes) {
        if (n != 0) {
            const auto only = few();
            if constexpr (writes) {
                store_first_lanes(y, result_of(only), n);
            }
            marks.part(only, 0, n);
        }
        return;
    }
    const auto first = front(std::size_t{0});
    const auto last = back();
    if (n <= 2 * lanes) {
        store(0, first);
        store(n - lanes, last);
        marks.part(first, 0, lanes);
        marks.part(last, 2 * lanes - n, n - lanes);
        return;
    }

    std::size_t i = elements_to_boundary(aligned, lanes * sizeof(Aligned));
    if (i == 0) {
        i = lanes;
    }
    const auto second = front(i);
    store(0, first);
    store(i, second);
    marks.part(first, 0, i);
    marks.part(second, 0, lanes);

    const auto turns_with = [&](const auto& store_one) RECTIFY_INLINE_LAMBDA {
        return turns(i + lanes, putter<V, std::remove_cvref_t<decltype(store_one)>, Marks>{store_one, marks});
    };
    if constexpr (writes) {
        if (can_stream<V, std::remove_pointer_t<Y>> && stream) {
            i = turns_with([&](std::size_t j, const auto& r)
                               RECTIFY_INLINE_LAMBDA { stream_lanes(y + j, result_of(r)); });
            fence_streams();
        } else {
            i = turns_with(store);
        }
    } else {
        i = turns_with(store);
    }
    store(n - lanes, last);
    marks.part(last, lanes - (n - i), n - i);
}

/// An input as a turn of a loop takes it: an array is loaded from vector by vector.
template <std::size_t Count, class S>
RECTIFY_INLINE const S* turn_of(const S* x) noexcept
{
    return x;
}

/// Puts op of `unroll` vectors from each x on, as those from the element j on. An op of one x may offer
/// op.together(vectors) for all of them.
template <class V, class Put, class Op, class... X>
RECTIFY_INLINE void turn(std::size_t j, const Put& put, const Op& op, X... x) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    [&](const auto&... in) RECTIFY_INLINE_LAMBDA {
        if constexpr (requires(const std::array<V, unroll>& all) { op.together(all); }) {
            static_assert(unroll == 4);
            const auto loaded = [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return load_lanes<V>((in + k * lanes)...); };
            const auto results = op.together(std::array{loaded(0), loaded(1), loaded(2), loaded(3)});
            put.turn(j, [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return results[k]; });
        } else {
            put.turn(j, [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(in + k * lanes)...); });
        }
    }(turn_of<unroll * lanes>(x)...);
}

/// y[i] = op(x[i], ...) for i < n; op maps lanes of T to lanes of T. Without a y (nullptr) nothing is written.
///
/// Each x is y or has no byte in common with it. Exactly n elements are read of each x and written to y. What an
/// element becomes does not depend on where it stands: every element goes through the same lanes of op. The stores,
/// `stream` and `marks` are those of walk().
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_marking(std::size_t n, bool stream, Marks& marks, const Op& op, Y y, X... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;

    const auto* aligned = [&] {
        if constexpr (std::is_null_pointer_v<Y>) {
            return last_of(x...);
        } else {
            return y;
        }
    }();
    const auto at = [&](std::size_t j) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(x + j)...); };
    walk<V>(
        n, stream, marks, y, aligned, [&]() RECTIFY_INLINE_LAMBDA { return op(load_first_lanes<V>(x, n)...); }, at,
        [&]() RECTIFY_INLINE_LAMBDA { return at(n - lanes); },
        [&](std::size_t i, const auto& put) RECTIFY_INLINE_LAMBDA {
            for (; i + unroll * lanes <= n; i += unroll * lanes) {
                turn<V>(i, put, op, (x + i)...);
            }
            for (; i + lanes <= n; i += lanes) {
                put.one(i, at(i));
            }
            return i;
        });
}

template <class S, class... X>
concept elements_of_all = (std::same_as<X, const S*> && ...);

/// The elements of all buffers are S, of which a register is computed on in T as two batches.
template <class T, class S, class Arch, class... X>
concept all_in_pairs = std::same_as<T, float> && half_width<S> && has_pairs<S, Arch> && elements_of_all<S, X...>;

/// op takes elements S as they are: op.of_words<Format>(x), of any number of batches.
template <class Op, class S, class Arch>
concept takes_words = requires(const Op& op, const std::array<lanes_t<std::uint16_t, Arch>, unroll>& x)
{
    op.template of_words<typename format_of<S>::type>(x);
};

/// The elements of both buffers are S, and op takes them as they are.
template <class Op, class S, class Arch, class... X>
concept all_as_words = half_width<S> && has_words<Arch> && elements_of_all<S, X...> && takes_words<Op, S, Arch> &&
                       sizeof...(X) == 1;

/// Such an op, as one of words: of one batch, or of those of a turn.
template <class Format, class Op>
struct op_of_words {
    const Op& op;

    template <class Words>
    RECTIFY_INLINE Words operator()(const Words& x) const noexcept
    {
        return op.template of_words<Format>(std::array{x})[0];
    }
    template <class Words>
    RECTIFY_INLINE auto together(const std::array<Words, unroll>& x) const noexcept
    {
        return op.template of_words<Format>(x);
    }
};

/// The same, without marks.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_LOOP void transform(std::size_t n, bool stream, Op op, SY* y, X... x) noexcept
{
    no_marks none;
    if constexpr (all_as_words<Op, SY, Arch, X...>) {
        transform_marking<Arch, std::uint16_t>(n, stream, none, op_of_words<typename format_of<SY>::type, Op>{op},
                                               reinterpret_cast<std::uint16_t*>(y),
                                               reinterpret_cast<const std::uint16_t*>(x)...);
    } else if constexpr (all_in_pairs<T, SY, Arch, X...>) {
        transform_marking<Arch, std::uint16_t>(
            n, stream, none, [&op](const auto&... bits) RECTIFY_INLINE_LAMBDA { return on_pairs<Arch>(op, bits...); },
            reinterpret_cast<std::uint16_t*>(y), reinterpret_cast<const std::uint16_t*>(x)...);
    } else {
        transform_marking<Arch, T>(n, stream, none, op, y, x...);
    }
}

/// The same, through the caches.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform(std::size_t n, const Op& op, SY* y, X... x) noexcept
{
    transform<Arch, T>(n, false, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
