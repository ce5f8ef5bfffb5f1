// The kernels of PReLU.

#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/prelu.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify::prelu<float>);
RECTIFY_DISPATCH_FUNCTOR(rectify::prelu<double>);
