// expect: rectify: an output must not be const

#include <rectify/rectify.hpp>

#include <span>
#include <vector>

int main()
{
    const std::vector<float> x(4);
    const std::span<const float> y = x;
    rectify::forward(rectify::relu<float>{}, x, y);
}
