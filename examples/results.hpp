#pragma once

// What a comparison of activations has found.

#include "training.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace demo {

struct epoch_result {
    /// The mean cross-entropy of the training images, each taken when it was learned from.
    double loss = 0;
    double accuracy = 0;
    double images_per_second = 0;
};

/// The same training with one bit kept in place of each input of the activation.
struct mask_comparison {
    bool same_weights = false;
    std::size_t bytes_of_inputs = 0;
    std::size_t bytes_of_signs = 0;
};

/// One activation, trained and tested.
struct run {
    activation which{};
    std::vector<epoch_result> curve;
    evaluation last;
    /// PReLU's, one a hidden unit.
    std::vector<float> slopes;
    double activation_seconds = 0;
    double seconds = 0;
    /// ReLU's.
    std::optional<layer_comparison> second_layer;
    std::optional<mask_comparison> with_masks;
};

struct comparison {
    std::string source;
    bool is_synthetic = false;
    std::size_t train_images = 0;
    std::size_t test_images = 0;
    std::uint64_t seed = 0;
    int threads = 1;
    std::vector<run> runs;
};

} // namespace demo
