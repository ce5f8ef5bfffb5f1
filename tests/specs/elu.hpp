#pragma once

#include "specs/spec.hpp"

#include <rectify/functors/elu.hpp>

namespace rectify_test {

template <class T, rectify::precision P = rectify::precision::faithful>
struct elu_spec : spec<T> {
    using functor = rectify::elu<T, P>;
    static constexpr const char* name = P == rectify::precision::faithful ? "elu" : "elu_correct";

    static std::vector<functor> parameters()
    {
        return {functor{}, functor{.alpha = T(0.3)}, functor{.alpha = T(0)}, functor{.alpha = T(-1.5)}};
    }

    template <class W>
    static W value(const functor& f, const W& x)
    {
        using std::expm1;
        return x > 0 ? x : f.alpha * expm1(x);
    }

    template <class W>
    static W derivative(const functor& f, const W& x)
    {
        using std::exp;
        return x <= 0 ? f.alpha * exp(x) : 1;
    }

    /// The header's bounds. The reference to the nearest float is itself rounded, to 2^-29 of its ULP.
    static double value_ulp(const functor& f)
    {
        const bool one = f.alpha == 1;
        return P == rectify::precision::faithful ? (one ? 1.0 : 2.0) : (one ? 0.5 + 0x1p-28 : 0.501);
    }
    static double derivative_ulp(const functor& f) { return value_ulp(f); }

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

template <class T>
using elu_correct_spec = elu_spec<T, rectify::precision::correct>;

} // namespace rectify_test
