// expect: rectify: no kernel is compiled for these element types

#include <rectify/dispatch/dispatch.hpp>
#include <rectify/functors/relu.hpp>

#include <vector>

int main()
{
    const std::vector<rectify::bfloat16> x(4);
    std::vector<float> y(4);
    rectify::dispatch::forward(rectify::relu<float>{}, x, y);
}
