// expect: rectify needs C\+\+20
// flags: -std=c++17

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
