#pragma once

// A functor that rectify does not have.

#include <rectify/simd/select.hpp>

namespace rectify_test {

/// f(x) = x / 2 for x < 0, else 2 * x.
struct halving {
    using value_type = float;

    template <class V>
    RECTIFY_INLINE V operator()(V x) const noexcept
    {
        return x * derivative(x);
    }

    template <class V>
    RECTIFY_INLINE V derivative(V x) const noexcept
    {
        const auto negative = x < V(0.0f);
        return rectify::detail::select(negative, V(0.5f), V(2.0f));
    }
};

} // namespace rectify_test
