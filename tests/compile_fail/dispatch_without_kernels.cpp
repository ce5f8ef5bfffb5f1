// expect: rectify::dispatch has no kernels here: call rectify_add_dispatch
#include <rectify/dispatch/dispatch.hpp>

#include <vector>

void f(std::vector<float>& x)
{
    rectify::dispatch::forward(rectify::relu<float>{}, x, x);
}
