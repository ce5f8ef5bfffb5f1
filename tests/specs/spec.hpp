#pragma once

// A spec says what an activation is, so that tests, the accuracy program and the benchmarks need not:
//
//     functor                     the type under test
//     name                        as in the benchmarks' names
//     parameters()                functors with the parameters that are worth testing, the default first
//     value(f, x)                 f(x) in the type of x, a wider one; any that has std's functions by name
//     derivative(f, x)            f'(x) likewise
//     value_ulp(f)                the error promised, in units of the last place
//     derivative_ulp(f)
//     specials()                  {x, f(x), f'(x)} of the default functor, to the bit

#include "support/ulp.hpp"

#include <limits>
#include <vector>

namespace rectify_test {

template <class T>
struct special {
    T x;
    T value;
    T derivative;
};

template <class T>
struct spec {
    using type = T;
    static constexpr T infinity = std::numeric_limits<T>::infinity();
    static constexpr T minus_infinity = -infinity;
    static constexpr T nan = std::numeric_limits<T>::quiet_NaN();
    static constexpr T smallest = std::numeric_limits<T>::denorm_min();
    static constexpr T tiny = std::numeric_limits<T>::min() * T(1.375);
};

} // namespace rectify_test
