// expect: rectify: an input must be a contiguous range

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<bool> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
