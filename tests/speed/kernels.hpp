#pragma once

// The hot loops that must not become slower unnoticed, on buffers that fit the first cache. How fast they are is a
// ratio within one run (ratios.cpp); how many instructions they take is counted (instructions.py).

#include <rectify/rectify.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace rectify_test {

inline constexpr std::size_t elements = 4096;

/// Buffers of which a tenth of the activations is not zero; the values repeat no pattern that a branch could learn.
struct speed_buffers {
    std::vector<float> x = std::vector<float>(elements), dy = std::vector<float>(elements),
                       y = std::vector<float>(elements);
    std::vector<rectify::bfloat16> x16 = std::vector<rectify::bfloat16>(elements),
                                   y16 = std::vector<rectify::bfloat16>(elements);
    std::vector<float> slopes = std::vector<float>(64, 0.25f), slope_gradients = std::vector<float>(64);
    std::vector<float> weights = std::vector<float>(64 * 64, 0.5f), activations = std::vector<float>(64),
                       sums = std::vector<float>(64);
    rectify::sign_mask mask = rectify::sign_mask(elements);
    std::size_t zeros = 0; // somewhere for a count to go: else it need not be made

    speed_buffers()
    {
        std::uint32_t state = 1;
        for (std::size_t i = 0; i < elements; ++i) {
            state = state * 1664525u + 1013904223u;
            x[i] = static_cast<float>(state >> 8) * 0x1p-22f - 2.0f; // -2 to 2
            dy[i] = 1.0f;
            x16[i] = rectify::bfloat16(x[i]);
        }
        for (std::size_t i = 0; i < activations.size(); i += 10) {
            activations[i] = 1.0f;
        }
    }
};

struct hot_loop {
    std::string_view name;
    void (*run)(speed_buffers&);
};

inline constexpr auto hot_loops = std::to_array<hot_loop>({
    {"forward/relu", [](speed_buffers& b) { rectify::forward(rectify::relu<float>{}, b.x, b.y); }},
    {"forward/leaky_relu", [](speed_buffers& b) { rectify::forward(rectify::leaky_relu<float>{}, b.x, b.y); }},
    {"forward/prelu_64x1",
     [](speed_buffers& b) { rectify::forward(rectify::prelu<float>{.slope = b.slopes}, b.x, b.y); }},
    {"forward/elu", [](speed_buffers& b) { rectify::forward(rectify::elu<float>{}, b.x, b.y); }},
    {"forward/elu_correct",
     [](speed_buffers& b) { rectify::forward(rectify::elu<float, rectify::precision::correct>{}, b.x, b.y); }},
    {"forward/relu/bf16", [](speed_buffers& b) { rectify::forward(rectify::relu<float>{}, b.x16, b.y16); }},
    {"forward_mask/relu", [](speed_buffers& b) { rectify::forward(rectify::relu<float>{}, b.x, b.y, b.mask); }},
    {"backward_mask/relu", [](speed_buffers& b) { rectify::backward(rectify::relu<float>{}, b.mask, b.dy, b.y); }},
    {"backward/relu", [](speed_buffers& b) { rectify::backward(rectify::relu<float>{}, b.x, b.dy, b.y); }},
    {"backward/elu", [](speed_buffers& b) { rectify::backward(rectify::elu<float>{}, b.x, b.dy, b.y); }},
    {"backward_slopes/prelu_64x1",
     [](speed_buffers& b) {
         rectify::backward(rectify::prelu<float>{.slope = b.slopes}, b.x, b.dy, b.y, b.slope_gradients);
     }},
    {"forward_measured/relu",
     [](speed_buffers& b) { b.zeros += rectify::forward_measured(rectify::relu<float>{}, b.x, b.y).zeros; }},
    {"measure_sparsity", [](speed_buffers& b) { b.zeros += rectify::measure_sparsity(b.x).zeros; }},
    {"sparse_gemv/64x64", [](speed_buffers& b) { rectify::sparse_gemv(b.weights, b.activations, b.sums); }},
});

} // namespace rectify_test
