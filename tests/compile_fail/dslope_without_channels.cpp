// expect: rectify: .*functor with channels|satisf.*\bchannelwise\b|\bchannelwise<.*evaluated to false

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<float> dx(4);
    std::vector<float> dslope(1);
    rectify::backward(rectify::relu<float>{}, x, x, dx, dslope);
}
