// expect: bfloat16 and float16 are for storage: compute in float

#include <rectify/rectify.hpp>

rectify::relu<rectify::bfloat16> relu;

int main()
{
    return static_cast<int>(relu.derivative(rectify::bfloat16(1.0f)));
}
