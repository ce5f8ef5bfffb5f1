// The kernels that know no functor: of sparsity, and of quantised buffers.

#include <rectify/dispatch/kernels.hpp>

RECTIFY_DISPATCH_SET(kernels_of_none);
