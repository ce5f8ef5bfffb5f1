// The functors whose scalar code is constexpr, in device code: that nvcc compiles them, with --expt-relaxed-constexpr.

#include <rectify/functors/prelu.hpp>
#include <rectify/functors/relu.hpp>

template <class F>
__global__ void forward_and_derivative(F f, const float* x, float* y, float* d, int n)
{
    const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < n) {
        y[i] = f(x[i]);
        d[i] = f.derivative(x[i]) + f.derivative_from_output(y[i]);
    }
}

template __global__ void forward_and_derivative(rectify::relu<float>, const float*, float*, float*, int);
template __global__ void forward_and_derivative(rectify::leaky_relu<float>, const float*, float*, float*, int);
template __global__ void forward_and_derivative(rectify::prelu<float>, const float*, float*, float*, int);
