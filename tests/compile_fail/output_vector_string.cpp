// expect: rectify: the elements of an output must be of the type that the functor computes in

#include <rectify/rectify.hpp>

#include <string>
#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<std::string> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
