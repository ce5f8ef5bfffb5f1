// expect: rectify: the elements of an input must be float, double, bfloat16, float16 or integers \(not bool, not characters\)

#include <rectify/rectify.hpp>

#include <string>
#include <vector>

int main()
{
    const std::vector<std::string> x(4);
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
