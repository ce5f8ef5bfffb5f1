// What a translation unit of a program does with rectify's headers, compiled for one instruction set: UNIT names it.

#include <rectify/rectify.hpp>

#include <span>

extern "C" void UNIT(const float* x, float* y, std::size_t n)
{
    const std::span<const float> in(x, n);
    const std::span<float> out(y, n);
    const rectify::sparsity zeros = rectify::forward_measured(rectify::relu<float>{}, in, out);
    rectify::forward(rectify::elu<float, rectify::precision::correct>{}, in, out);
    y[0] = static_cast<float>(zeros.zeros);
}
