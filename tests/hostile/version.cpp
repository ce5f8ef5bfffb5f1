// One of two versions of rectify in one program.

#include <rectify/rectify.hpp>

#include <vector>

float HOSTILE_NAME(float x)
{
    std::vector<float> v(20, x);
    rectify::derivative(rectify::relu<float>{}, v, v);
    return v[19];
}
