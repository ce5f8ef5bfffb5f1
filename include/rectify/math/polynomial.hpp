#pragma once

// Polynomials of lanes.

#include <rectify/simd/fma.hpp>

namespace rectify::inline RECTIFY_ABI::math {

/// c[First] + c[First + 1] * x + c[First + 2] * x^2 + ...: Horner's rule in x^2 over the pairs c[2 i] + c[2 i + 1] * x.
/// As many operations as Horner's rule in x, where x^2 is needed anyway, and half as long a chain.
template <std::size_t First = 0, class V, class T, std::size_t N>
RECTIFY_INLINE V evaluate(const T (&c)[N], const V& x) noexcept
{
    const V square = x * x;
    const auto pair = [&](std::size_t i)
                          RECTIFY_INLINE_LAMBDA { return i + 1 < N ? detail::fma(V(c[i + 1]), x, V(c[i])) : V(c[i]); };
    constexpr std::size_t last = First + (N - 1 - First) / 2 * 2;
    V sum = pair(last);
    for (std::size_t i = last; i > First; i -= 2) {
        sum = detail::fma(sum, square, pair(i - 2));
    }
    return sum;
}

/// c[First] + c[First + 1] * x + ... by Horner's rule in x, where x^2 is not needed.
template <std::size_t First = 0, class V, class T, std::size_t N>
RECTIFY_INLINE V horner(const T (&c)[N], const V& x) noexcept
{
    if constexpr (First + 1 == N) {
        return V(c[First]);
    } else {
        return detail::fma(horner<First + 1>(c, x), x, V(c[First]));
    }
}

} // namespace rectify::inline RECTIFY_ABI::math
