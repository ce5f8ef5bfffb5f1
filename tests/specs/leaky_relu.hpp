#pragma once

#include "specs/spec.hpp"

#include <rectify/functors/leaky_relu.hpp>

namespace rectify_test {

template <class T>
struct leaky_relu_spec : spec<T> {
    using functor = rectify::leaky_relu<T>;
    static constexpr const char* name = "leaky_relu";

    static std::vector<functor> parameters()
    {
        return {functor{}, functor{.negative_slope = T(0.3)}, functor{.negative_slope = T(0)},
                functor{.negative_slope = T(-0.5)}, functor{.negative_slope = T(2)}};
    }

    template <class W>
    static W value(const functor& f, const W& x)
    {
        return x > 0 ? x : x * f.negative_slope;
    }

    template <class W>
    static W derivative(const functor& f, const W& x)
    {
        return x <= 0 ? f.negative_slope : 1;
    }

    static double value_ulp(const functor&) { return 0.5; }
    static double derivative_ulp(const functor&) { return 0; }

    static std::vector<special<T>> specials()
    {
        const T slope = functor{}.negative_slope;
        return {{spec<T>::minus_infinity, spec<T>::minus_infinity, slope},
                {T(-1), -slope, slope},
                {T(-0.0), T(-0.0), slope},
                {T(0), T(0), slope},
                {spec<T>::smallest, spec<T>::smallest, T(1)},
                {-spec<T>::smallest, T(-0.0), slope},
                {spec<T>::infinity, spec<T>::infinity, T(1)},
                {spec<T>::nan, spec<T>::nan, T(1)}};
    }
};

} // namespace rectify_test
