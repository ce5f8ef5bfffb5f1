// expect: rectify::elu is correct in float only

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<double> x(4);
    std::vector<double> y(4);
    rectify::forward(rectify::elu<double, rectify::precision::correct>{}, x, y);
}
