// expect: kernels for several instruction sets cannot have RECTIFY_NO_ALWAYS_INLINE
// flags: -std=c++20 -DRECTIFY_NO_ALWAYS_INLINE -DRECTIFY_DISPATCH_ARCH=sse2
#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/relu.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify::relu<float>);
