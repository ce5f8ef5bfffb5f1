// expect: rectify: the elements of an output must be of the type that the functor computes in

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<int> x(4);
    std::vector<rectify::bfloat16> y(4);
    rectify::forward(rectify::relu<int>{}, x, y);
}
