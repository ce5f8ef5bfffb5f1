#pragma once

// A function of each element of arrays, whose results are an array.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace rectify::inline RECTIFY_ABI::detail {

/// {f(a[0], b[0]...), f(a[1], b[1]...), ...}, whose first so many numbers are K.
template <std::size_t... K, class F, class... Arrays>
RECTIFY_INLINE auto each_of(std::index_sequence<K...>, const F& f, const Arrays&... arrays) noexcept
{
    const auto at = [&](std::size_t k) RECTIFY_INLINE_LAMBDA { return f(arrays[k]...); };
    return std::array{at(K)...};
}

/// The same, of all.
template <class F, class A, std::size_t N, class... B>
RECTIFY_INLINE auto each(const F& f, const std::array<A, N>& a, const std::array<B, N>&... b) noexcept
{
    return each_of(std::make_index_sequence<N>{}, f, a, b...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
