// The kernels of ReLU. (For unsigned integers it is the identity.)

#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/relu.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify::relu<float>);
RECTIFY_DISPATCH_FUNCTOR(rectify::relu<double>);
RECTIFY_DISPATCH_FUNCTOR(rectify::relu<std::int8_t>);
RECTIFY_DISPATCH_FUNCTOR(rectify::relu<std::int16_t>);
RECTIFY_DISPATCH_FUNCTOR(rectify::relu<std::int32_t>);
RECTIFY_DISPATCH_FUNCTOR(rectify::relu<std::int64_t>);
