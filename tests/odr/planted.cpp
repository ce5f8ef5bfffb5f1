// What check_symbols.py must find: a function that any architecture's object would export under the same name.

#include <rectify/dispatch/kernels.hpp>

namespace rectify_test {

struct careless {
    using value_type = float;

    template <class V>
    V operator()(V x) const
    {
        return x;
    }

    template <class V>
    V derivative(V) const
    {
        return V(one());
    }

    __attribute__((noinline)) static float one()
    {
        volatile float number = 1.0f; // else g++ 14 knows what is returned, and leaves the function out
        return number;
    }
};

} // namespace rectify_test

RECTIFY_DISPATCH_FUNCTOR(rectify_test::careless);
