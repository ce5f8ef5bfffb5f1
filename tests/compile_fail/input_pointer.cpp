// expect: rectify: an input must be a contiguous range

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const float* x = nullptr;
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
