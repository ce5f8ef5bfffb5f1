// expect: compiles

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
    rectify::backward(rectify::relu<float>{}, x, x, y);
    rectify::measure_sparsity(y);
}
