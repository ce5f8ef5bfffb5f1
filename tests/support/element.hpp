#pragma once
// What an activation is at one element of a buffer.

#include <rectify/core/concepts.hpp>

#include <cstddef>

namespace rectify_test {

/// f of element i: the functor, or its channel's.
template <class F>
auto at(const F& f, std::size_t i)
{
    if constexpr (rectify::channelwise<F>) {
        return F::with(f.slope[(i / f.inner) % f.slope.size()]);
    } else {
        return f;
    }
}

} // namespace rectify_test
