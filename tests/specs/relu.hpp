#pragma once

#include "specs/spec.hpp"

#include <rectify/functors/relu.hpp>

namespace rectify_test {

template <class T>
struct relu_spec : spec<T> {
    using functor = rectify::relu<T>;
    static constexpr const char* name = "relu";

    static std::vector<functor> parameters() { return {functor{}}; }

    template <class W>
    static W value(const functor&, const W& x)
    {
        return x < 0 ? 0 : x;
    }

    template <class W>
    static W derivative(const functor&, const W& x)
    {
        return x <= 0 ? 0 : 1;
    }

    static double value_ulp(const functor&) { return 0; }
    static double derivative_ulp(const functor&) { return 0; }

    static std::vector<special<T>> specials()
    {
        return {{spec<T>::minus_infinity, T(0), T(0)},
                {T(-1), T(0), T(0)},
                {T(-0.0), T(-0.0), T(0)},
                {T(0), T(0), T(0)},
                {spec<T>::smallest, spec<T>::smallest, T(1)},
                {T(2), T(2), T(1)},
                {-spec<T>::smallest, T(0), T(0)},
                {spec<T>::infinity, spec<T>::infinity, T(1)},
                {spec<T>::nan, spec<T>::nan, T(1)}};
    }
};

} // namespace rectify_test
