// expect: rectify needs xsimd 8.1 or newer
// flags: -std=c++20 -Ixsimd_7

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
