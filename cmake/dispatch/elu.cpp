// The kernels of ELU.

#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/elu.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify::elu<float>);
RECTIFY_DISPATCH_FUNCTOR(rectify::elu<double>);
RECTIFY_DISPATCH_FUNCTOR(rectify::elu<float, rectify::precision::correct>);
