#pragma once

// y[i] = op(x[i], ...): one walk over any number of inputs and one output.

#include <rectify/core/masks.hpp>
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

/// f(arguments...), whose arguments are evaluated from the first to the last: memory is best read so.
struct call_in_order {
    template <class F, class... Arguments>
    RECTIFY_INLINE call_in_order(const F& f, const Arguments&... arguments)
    {
        f(arguments...);
    }
};

/// An input as a turn of a loop takes it: an array is loaded from vector by vector.
template <std::size_t Count, class S>
RECTIFY_INLINE const S* turn_of(const S* x) noexcept
{
    return x;
}

/// y[i] = op(x[i], ...) for i < n; op maps lanes of T to lanes of T. Without a y (nullptr) nothing is written.
///
/// Each x is y or has no byte in common with it. Exactly n elements are read of each x and written to y. What an
/// element becomes does not depend on where it stands: every element goes through the same lanes of op. The last
/// vector overlaps the one before it, and so does the first the second, which makes the stores between them aligned
/// (or, without y, the loads); what they read is read before anything is written, so that y may be x.
///
/// With `stream`, what lies between the first and the last vector is stored past the caches; fence_streams() is then
/// the caller's.
///
/// `marks` is told of what op gave for each element once and in order: turn(results...) for `unroll` whole vectors,
/// part(result, skip, count) for the `count` lanes behind the first `skip` of one.
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_marking(std::size_t n, bool stream, Marks& marks, const Op& op, Y y, X... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;
    constexpr bool writes = !std::is_null_pointer_v<Y>;

    const auto at = [&](std::size_t j) RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(x + j)...); };
    const auto put = [&]([[maybe_unused]] std::size_t j, [[maybe_unused]] const auto& r) RECTIFY_INLINE_LAMBDA {
        if constexpr (writes) {
            store_lanes(y + j, result_of(r));
        }
    };

    if (n < lanes) {
        if (n != 0) {
            const auto only = op(load_first_lanes<V>(x, n)...);
            if constexpr (writes) {
                store_first_lanes(y, result_of(only), n);
            }
            marks.part(only, 0, n);
        }
        return;
    }
    const auto first = at(0);
    const auto last = at(n - lanes);
    if (n <= 2 * lanes) {
        put(0, first);
        put(n - lanes, last);
        marks.part(first, 0, lanes);
        marks.part(last, 2 * lanes - n, n - lanes);
        return;
    }

    std::size_t i = 0;
    if constexpr (writes) {
        i = elements_to_boundary(y, lanes * sizeof(*y));
    } else {
        const auto* const read = last_of(x...);
        i = elements_to_boundary(read, lanes * sizeof(*read));
    }
    if (i == 0) {
        i = lanes;
    }
    const auto second = at(i);
    put(0, first);
    put(i, second);
    marks.part(first, 0, i);
    marks.part(second, 0, lanes);
    i += lanes;

    const auto turns = [&](const auto& put_aligned) RECTIFY_INLINE_LAMBDA {
        for (; i + unroll * lanes <= n; i += unroll * lanes) {
            [&]<std::size_t... K>(std::index_sequence<K...>, const auto&... in) RECTIFY_INLINE_LAMBDA
            {
                const auto vector = [&](std::size_t k)
                                        RECTIFY_INLINE_LAMBDA { return op(load_lanes<V>(in + k * lanes)...); };
                const auto finish = [&](const auto&... results) RECTIFY_INLINE_LAMBDA {
                    (put_aligned(i + K * lanes, results), ...);
                    marks.turn(results...);
                };
                call_in_order{finish, vector(K)...};
            }
            (std::make_index_sequence<unroll>{}, turn_of<unroll * lanes>(x + i)...);
        }
    };
    if constexpr (writes) {
        if (can_stream<V, std::remove_pointer_t<Y>> && stream) {
            turns([&](std::size_t j, const auto& r) RECTIFY_INLINE_LAMBDA { stream_lanes(y + j, result_of(r)); });
        } else {
            turns(put);
        }
    } else {
        turns(put);
    }
    for (; i + lanes <= n; i += lanes) {
        const auto r = at(i);
        put(i, r);
        marks.part(r, 0, lanes);
    }
    put(n - lanes, last);
    marks.part(last, lanes - (n - i), n - i);
}

/// The same, without marks.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform(std::size_t n, bool stream, const Op& op, SY* y, X... x) noexcept
{
    no_marks none;
    transform_marking<Arch, T>(n, stream, none, op, y, x...);
}

/// The same, through the caches.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform(std::size_t n, const Op& op, SY* y, X... x) noexcept
{
    transform<Arch, T>(n, false, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
