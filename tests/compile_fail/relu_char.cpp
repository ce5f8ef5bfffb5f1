// expect: rectify::relu computes in float, double or integers

#include <rectify/rectify.hpp>

int main()
{
    const char x[4] = {};
    char y[4] = {};
    rectify::forward(rectify::relu<char>{}, x, y);
}
