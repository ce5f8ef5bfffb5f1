// expect: rectify: an output must not be const

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    const std::vector<float> dx(4);
    rectify::backward(rectify::relu<float>{}, x, x, dx);
}
