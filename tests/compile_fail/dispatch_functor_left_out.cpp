// expect: rectify: elu is not among the FUNCTORS of rectify_add_dispatch
// flags: -std=c++20 -DRECTIFY_DISPATCH=1 -DRECTIFY_DISPATCH_WITH_relu=1
#include <rectify/dispatch/dispatch.hpp>

#include <vector>

void f(std::vector<float>& x)
{
    rectify::dispatch::forward(rectify::relu<float>{}, x, x);
    rectify::dispatch::forward(rectify::elu<float>{}, x, x);
}
