// expect: rectify: the elements of an input must convert exactly to the type that the functor computes in

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<double> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
