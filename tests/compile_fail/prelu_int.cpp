// expect: rectify::prelu computes in float or double

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<int> x(4);
    std::vector<int> y(4);
    rectify::forward(rectify::prelu<int>{.slope = x}, x, y);
}
