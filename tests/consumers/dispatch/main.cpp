// What a user of run-time dispatch writes. The exit code says whether the results are right.

#include <rectify/dispatch/dispatch.hpp>
#include <rectify/rectify.hpp>

#include <cstdio>
#include <exception>
#include <vector>

int main()
try {
    const std::vector<float> x = {-2.0f, -0.5f, 0.0f, 0.5f, 2.0f};
    std::vector<float> y(x.size());
    // [dispatch]
    rectify::dispatch::forward(rectify::relu<float>{}, x, y);
    std::printf("on %s\n", rectify::dispatch::architecture());
    // [/dispatch]
    const bool right = y == std::vector<float>{0.0f, 0.0f, 0.0f, 0.5f, 2.0f};
    return right ? 0 : 1;
} catch (const std::exception& error) {
    std::puts(error.what());
    return 2;
}
