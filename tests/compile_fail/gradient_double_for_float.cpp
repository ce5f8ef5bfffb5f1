// expect: rectify: the elements of an input must convert exactly to the type that the functor computes in

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    const std::vector<double> dy(4);
    std::vector<float> dx(4);
    rectify::backward(rectify::relu<float>{}, x, dy, dx);
}
