// What zeros are good for: dead units are found, and the next layer's product uses only what is not zero.

#include <rectify/rectify.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

int main()
{
    const std::size_t units = 4;
    const std::vector<std::vector<float>> batches{{1.0f, 0.0f, 0.0f, 2.0f, 0.0f, 0.0f, 3.0f, 0.0f},
                                                  {0.0f, 0.0f, 1.0f, 0.0f}};
    // [dead-units]
    rectify::unit_activity activity(units); // channels first: (channels, height * width)
    for (const std::vector<float>& batch : batches) {
        activity.observe(batch); // what the activation gave: samples x units
    }
    for (const std::size_t unit : activity.dead()) {
        std::printf("unit %zu is dead\n", unit);
    }
    // [/dead-units]

    const std::vector<float> hidden{0.0f, 2.0f, 0.0f, 1.0f}, bias{0.5f, -0.5f, 0.0f};
    const std::vector<float> weights{9.0f, 9.0f, 9.0f, 1.0f, 2.0f, 3.0f, 9.0f, 9.0f, 9.0f, -1.0f, 0.0f, 1.0f};
    // [next-layer]
    std::vector<float> logits = bias; // weights: one row a hidden unit
    rectify::sparse_gemv(weights, hidden, logits, rectify::update::add);
    // [/next-layer]
    std::printf("logits %g %g %g\n", static_cast<double>(logits[0]), static_cast<double>(logits[1]),
                static_cast<double>(logits[2]));

    const bool right = activity.dead() == std::vector<std::size_t>{1} && activity.samples() == 3 &&
                       logits == std::vector<float>{1.5f, 3.5f, 7.0f};
    return right ? 0 : 1;
}
