#pragma once

// What a walk tells of the results, on their way to memory.
//
// Marks are told of the results of each element once and in order: turn(results...) of whole vectors, head(result,
// count) of the first `count` lanes of one, tail(result, skip) of the lanes behind the first `skip`, of which there may
// be none.

#include <rectify/simd/masks.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

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

/// Who is told of no result.
struct no_marks {
    template <class... Results>
    RECTIFY_INLINE void turn(const Results&...) const noexcept
    {
    }
    template <class Result>
    RECTIFY_INLINE void head(const Result&, std::size_t) const noexcept
    {
    }
    template <class Result>
    RECTIFY_INLINE void tail(const Result&, std::size_t) const noexcept
    {
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
