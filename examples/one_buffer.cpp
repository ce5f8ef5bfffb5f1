// The verbs on a buffer: an activation in place, and how sparse ReLU makes the result.

#include <rectify/rectify.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

int main()
{
    // [quick-start]
    std::vector<float> values{-2.0f, -1e-8f, 0.0f, 0.5f, 3.0f};

    rectify::forward(rectify::elu<float>{}, values, values); // in place: x > 0 ? x : e^x - 1
    for (const float y : values) {
        std::printf("%g ", static_cast<double>(y)); // -0.864665 -1e-08 0 0.5 3
    }

    std::vector<float> rectified(values.size());
    const rectify::sparsity zeros = rectify::forward_measured(rectify::relu<float>{}, values, rectified);
    std::printf("\n%zu of %zu are zero\n", zeros.zeros, zeros.size); // 3 of 5 are zero
    // [/quick-start]

    const bool elu_is_right = std::fabs(values[0] - std::expm1(-2.0f)) < 1e-6f && values[1] == -1e-8f &&
                              values[2] == 0.0f && values[3] == 0.5f && values[4] == 3.0f;
    const bool relu_is_right = rectified == std::vector<float>{0.0f, 0.0f, 0.0f, 0.5f, 3.0f};
    return elu_is_right && relu_is_right && zeros == rectify::sparsity{3, 5} ? 0 : 1;
}
