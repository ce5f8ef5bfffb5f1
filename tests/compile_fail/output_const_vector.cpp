// expect: rectify: an output must not be const

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    const std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
