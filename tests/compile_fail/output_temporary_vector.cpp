// expect: rectify: an output must outlive the call

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    rectify::forward(rectify::relu<float>{}, x, std::vector<float>(4));
}
