#pragma once

// What a comparison of activations has found.

#include "training.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

struct epoch_result {
    /// The mean cross-entropy of the training images, each taken when it was learned from.
    double loss = 0;
    double accuracy = 0;
    double images_per_second = 0;
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
