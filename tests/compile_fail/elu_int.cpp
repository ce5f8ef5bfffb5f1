// expect: rectify::elu computes in float or double

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<int> x(4);
    std::vector<int> y(4);
    rectify::forward(rectify::elu<int>{}, x, y);
}
