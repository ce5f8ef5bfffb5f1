#pragma once

// Where the results of a walk go: to a buffer, through the caches or past them, or nowhere (nullptr).

#include <rectify/loop/marks.hpp>
#include <rectify/loop/memory.hpp>
#include <rectify/loop/op.hpp>
#include <rectify/loop/streaming.hpp>
#include <rectify/simd/hidden.hpp>

#include <cstdint>

namespace rectify::inline RECTIFY_ABI::detail {

template <class Y>
inline constexpr bool is_nowhere = std::is_null_pointer_v<Y>;

/// Whether lanes V can be streamed to y.
template <class V, class Y>
inline constexpr bool can_stream_to = !is_nowhere<Y> && can_stream<V, std::remove_pointer_t<Y>>;

/// `stream`, or a constant where lanes V cannot be streamed to y.
template <class V, class Y>
RECTIFY_INLINE auto where_possible(bool stream) noexcept
{
    if constexpr (can_stream_to<V, Y>) {
        return stream;
    } else {
        return std::false_type{};
    }
}

/// Whether op is repeated: it is brief, and so are its loads and stores. (float16 by SSE2 is 1.15 times as fast once.)
template <class V, class Op, class... P>
inline constexpr bool repeats =
    is_brief<Op> && !(converts_at_length<V, std::remove_const_t<std::remove_pointer_t<P>>> || ...);

/// Where y stands after n elements; nowhere stays nowhere.
template <class Y>
RECTIFY_INLINE constexpr Y advanced(Y y, std::size_t n) noexcept
{
    if constexpr (is_nowhere<Y>) {
        return y;
    } else {
        return y + n;
    }
}

/// Bytes from the boundary of a vector of S up to p.
template <class V, class S>
RECTIFY_INLINE std::size_t beyond_boundary(const S* p) noexcept
{
    return reinterpret_cast<std::uintptr_t>(p) & (lane_count<V> * sizeof(S) - 1);
}

/// Elements from p to the boundary of a vector behind it: from 1 to lanes.
template <class V, class S>
RECTIFY_INLINE std::size_t to_boundary(const S* p) noexcept
{
    return lane_count<V> - beyond_boundary<V>(p) / sizeof(S);
}

/// Stores a result to y: past the caches if `stream`, which is a constant where y is known to lie on the boundary of a
/// vector.
template <class V, class Stream, class Y, class Result>
RECTIFY_INLINE void store_result([[maybe_unused]] Stream stream, [[maybe_unused]] Y y, const Result& result) noexcept
{
    if constexpr (is_nowhere<Y>) {
        return;
    } else if constexpr (std::same_as<Stream, std::true_type>) {
        stream_lanes(y, result_of(result));
    } else {
        if constexpr (std::same_as<Stream, bool>) {
            if (hidden(stream)) [[unlikely]] { // hidden, so that no compiler makes two loops of one
                if (beyond_boundary<V>(y) == 0) {
                    stream_lanes(y, result_of(result));
                    return;
                }
            }
        }
        store_lanes(y, result_of(result));
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
