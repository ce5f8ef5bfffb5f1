// The kernels of Leaky ReLU.

#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/leaky_relu.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify::leaky_relu<float>);
RECTIFY_DISPATCH_FUNCTOR(rectify::leaky_relu<double>);
