// expect: rectify::leaky_relu computes in float or double

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<int> x(4);
    std::vector<int> y(4);
    rectify::forward(rectify::leaky_relu<int>{}, x, y);
}
