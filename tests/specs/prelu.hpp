#pragma once

#include "specs/spec.hpp"

#include <rectify/functors/prelu.hpp>

namespace rectify_test {

/// With one slope; the layouts of several have tests of their own.
template <class T>
struct prelu_spec : spec<T> {
    using functor = rectify::prelu<T>;
    static constexpr const char* name = "prelu";

    static std::vector<functor> parameters()
    {
        static const T slopes[] = {T(0.25), T(0.3), T(0), T(-0.5), T(2)};
        std::vector<functor> functors;
        for (const T& slope : slopes) {
            functors.push_back({.slope = std::span<const T>(&slope, 1)});
        }
        return functors;
    }

    template <class W>
    static W value(const functor& f, const W& x)
    {
        return x > 0 ? x : x * f.slope[0];
    }

    template <class W>
    static W derivative(const functor& f, const W& x)
    {
        return x <= 0 ? f.slope[0] : 1;
    }

    static double value_ulp(const functor&) { return 0.5; }
    static double derivative_ulp(const functor&) { return 0; }

    static std::vector<special<T>> specials()
    {
        const T slope = T(0.25);
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
