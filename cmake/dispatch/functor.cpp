// The kernels of one functor of rectify's, which RECTIFY_DISPATCH_NAME names.

#include <rectify/dispatch/kernels.hpp>
#include <rectify/functors/all.hpp>

namespace rectify::dispatch::detail {

#define RECTIFY_DISPATCH_TYPES(name, ...) using types_of_##name = list<__VA_ARGS__>;
RECTIFY_ACTIVATIONS(RECTIFY_DISPATCH_TYPES)

#define RECTIFY_DISPATCH_JOINED(a, b) a##b
#define RECTIFY_DISPATCH_TYPES_OF(name) RECTIFY_DISPATCH_JOINED(types_of_, name)
template struct tables<RECTIFY_DISPATCH_ARCH, RECTIFY_DISPATCH_TYPES_OF(RECTIFY_DISPATCH_NAME)>;

} // namespace rectify::dispatch::detail
