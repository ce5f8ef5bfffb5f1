// expect: rectify: the elements of an input must be float, double, bfloat16, float16 or integers \(not bool, not characters\)

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const char x[] = {'t', 'e', 'x', 't'};
    std::vector<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
