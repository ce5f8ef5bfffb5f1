// What a user of rectify writes; every consumer here builds it. The exit code says whether the results are right.

#include <rectify/rectify.hpp>

#include <array>
#include <cstdio>
#include <vector>

#if __cplusplus < 202002L
#error "linking to rectify::rectify must make this C++20"
#endif

int main()
{
    const std::vector<float> x = {-2.0f, -0.5f, 0.0f, 0.5f, 2.0f};
    std::vector<float> y(x.size());
    rectify::forward(rectify::relu<float>{}, x, y);
    const bool forward_is_right = y == std::vector<float>{0.0f, 0.0f, 0.0f, 0.5f, 2.0f};

    const std::array<float, 5> dy = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f};
    std::array<float, 5> dx = {};
    rectify::backward(rectify::leaky_relu<float>{.negative_slope = 0.5f}, x, dy, dx);
    const bool backward_is_right = dx == std::array<float, 5>{0.5f, 1.0f, 1.5f, 4.0f, 5.0f};

    const rectify::sparsity s = rectify::measure_sparsity(y);
    const bool sparsity_is_right = s.zeros == 3 && s.size == 5 && s.ratio() == 0.6;

    std::printf("forward %d, backward %d, sparsity %d\n", forward_is_right, backward_is_right, sparsity_is_right);
    return forward_is_right && backward_is_right && sparsity_is_right ? 0 : 1;
}
