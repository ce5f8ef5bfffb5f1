// What a part of a program that uses dispatch does.

#include <rectify/dispatch/dispatch.hpp>

#include <vector>

bool calls_are_right()
{
    const std::vector<float> x = {-2.0f, -0.5f, 0.0f, 0.5f, 2.0f};
    std::vector<float> y(x.size());
    rectify::dispatch::forward(rectify::leaky_relu<float>{.negative_slope = 0.5f}, x, y);
    bool right = y == std::vector<float>{-1.0f, -0.25f, 0.0f, 0.5f, 2.0f};
#if defined(WITH_RELU)
    rectify::dispatch::forward(rectify::relu<float>{}, x, y);
    right = right && y == std::vector<float>{0.0f, 0.0f, 0.0f, 0.5f, 2.0f};
#endif
    rectify::dispatch::unit_activity activity(5);
    activity.observe(y);
    right = right && activity.active(4) == 1;
    for (const rectify::dispatch::choice& choice : rectify::dispatch::architectures()) {
        right = right && choice.name != nullptr;
    }
    return right;
}
