// expect: rectify: an output must be a contiguous range

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<bool> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
