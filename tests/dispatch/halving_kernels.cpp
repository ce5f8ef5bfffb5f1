#include "dispatch/halving.hpp"

#include <rectify/dispatch/kernels.hpp>

RECTIFY_DISPATCH_FUNCTOR(rectify_test::halving);
