#pragma once

#include "specs/spec.hpp"

#include <rectify/functors/elu.hpp>

namespace rectify_test {

template <class T>
struct elu_spec : spec<T> {
    using functor = rectify::elu<T>;
    static constexpr const char* name = "elu";

    static std::vector<functor> parameters()
    {
        return {functor{}, functor{.alpha = T(0.3)}, functor{.alpha = T(0)}, functor{.alpha = T(-1.5)}};
    }

    static wider<T> value(const functor& f, wider<T> x) { return x > 0 ? x : f.alpha * std::expm1(x); }
    static wider<T> derivative(const functor& f, wider<T> x) { return x <= 0 ? f.alpha * std::exp(x) : 1; }

    /// The header's bound; another alpha is one more rounding.
    static double value_ulp(const functor& f) { return f.alpha == 1 ? 1.0 : 2.0; }
    static double derivative_ulp(const functor& f) { return f.alpha == 1 ? 1.0 : 2.0; }

    static std::vector<special<T>> specials()
    {
        return {{spec<T>::minus_infinity, T(-1), T(0)},
                {T(-0.0), T(-0.0), T(1)},
                {T(0), T(0), T(1)},
                {spec<T>::smallest, spec<T>::smallest, T(1)},
                {-spec<T>::smallest, -spec<T>::smallest, T(1)},
                {T(2), T(2), T(1)},
                {T(-1000), T(-1), T(0)},
                {-spec<T>::tiny, -spec<T>::tiny, T(1)},
                {spec<T>::infinity, spec<T>::infinity, T(1)},
                {spec<T>::nan, spec<T>::nan, T(1)}};
    }
};

} // namespace rectify_test
