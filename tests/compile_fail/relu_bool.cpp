// expect: rectify::relu computes in float, double or integers

#include <rectify/rectify.hpp>

int main()
{
    const bool x[4] = {};
    bool y[4] = {};
    rectify::forward(rectify::relu<bool>{}, x, y);
}
