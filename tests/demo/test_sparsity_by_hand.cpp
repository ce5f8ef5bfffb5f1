// The demo's table against plain loops: a small network is trained by the demo's own code on drawn digits, and the
// sparsity, the dead units and the accuracy that it reports are counted again here.
//
// Build: a GoogleTest program (gtest, gtest_main), with examples/, rectify and Eigen in the include path. No zlib.

#include "digits.hpp"
#include "training.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace {

constexpr Eigen::Index hidden_units = 48;

const demo::dataset& drawn_digits()
{
    static const demo::dataset data{demo::draw_digits(600, 1), demo::draw_digits(130, 2), "drawn", true};
    return data;
}

constexpr demo::training_plan plan{.epochs = 2, .batch = 32, .learning_rate = 0.05, .seed = 7};

demo::trainer trained_network(demo::activation a, demo::kept what = demo::kept::inputs)
{
    demo::trainer training(a, drawn_digits(), plan, hidden_units, what);
    for (int epoch = 0; epoch < plan.epochs; ++epoch) {
        training.train_epoch([](std::size_t, double) {});
    }
    return training;
}

/// All test images fit into one batch of the evaluation, so the network still holds every hidden output.
std::vector<float> hidden_outputs(const demo::trainer& training)
{
    std::vector<float> outputs;
    for (std::size_t i = 0; i < drawn_digits().test.size(); ++i) {
        const std::span<const float> row = training.trained().hidden(static_cast<Eigen::Index>(i));
        outputs.insert(outputs.end(), row.begin(), row.end());
    }
    return outputs;
}

std::size_t count_zeros(const std::vector<float>& values)
{
    std::size_t zeros = 0;
    for (const float value : values) {
        if (value == 0.0f) {
            ++zeros;
        }
    }
    return zeros;
}

TEST(SparsityByHand, relu_has_the_zeros_that_a_loop_counts)
{
    demo::trainer training = trained_network(demo::activation::relu);
    const demo::evaluation found = training.evaluate();
    const std::vector<float> outputs = hidden_outputs(training);

    EXPECT_EQ(found.hidden.size, drawn_digits().test.size() * hidden_units);
    EXPECT_EQ(found.hidden.size, outputs.size());
    EXPECT_EQ(found.hidden.zeros, count_zeros(outputs));
    EXPECT_GT(found.hidden.zeros, 0u);
    EXPECT_LT(found.hidden.zeros, found.hidden.size);
}

TEST(SparsityByHand, relu_has_the_dead_units_that_a_loop_counts)
{
    demo::trainer training = trained_network(demo::activation::relu);
    const demo::evaluation found = training.evaluate();
    const std::vector<float> outputs = hidden_outputs(training);

    std::size_t dead = 0;
    for (std::size_t unit = 0; unit < hidden_units; ++unit) {
        std::size_t active = 0;
        for (std::size_t image = 0; image < drawn_digits().test.size(); ++image) {
            if (outputs[image * hidden_units + unit] > 0.0f) {
                ++active;
            }
        }
        EXPECT_EQ(found.active[unit], active) << "unit " << unit;
        EXPECT_EQ(found.units.active(unit), active) << "unit " << unit;
        if (active == 0) {
            ++dead;
        }
    }
    EXPECT_EQ(found.units.dead().size(), dead);
}

TEST(SparsityByHand, elu_has_none)
{
    demo::trainer training = trained_network(demo::activation::elu);
    const demo::evaluation found = training.evaluate();
    EXPECT_EQ(found.hidden.zeros, 0u);
    EXPECT_EQ(found.hidden.ratio(), 0.0);
    EXPECT_EQ(found.units.dead().size(), 0u);
    EXPECT_EQ(count_zeros(hidden_outputs(training)), 0u);
}

TEST(Training, learns_the_drawn_digits_with_every_activation)
{
    for (const demo::activation a : demo::all_activations) {
        demo::trainer training = trained_network(a);
        EXPECT_GT(training.evaluate().accuracy, 0.3) << demo::name_of(a); // guessing has 0.1
    }
}

TEST(Training, is_the_same_twice)
{
    demo::trainer once = trained_network(demo::activation::prelu);
    demo::trainer again = trained_network(demo::activation::prelu);
    once.evaluate();
    again.evaluate();
    EXPECT_EQ(hidden_outputs(once), hidden_outputs(again));
}

TEST(Training, has_the_same_weights_with_one_bit_kept_in_place_of_each_input)
{
    for (const demo::activation a : {demo::activation::relu, demo::activation::leaky_relu}) {
        const demo::trainer with_inputs = trained_network(a), with_signs = trained_network(a, demo::kept::signs);
        for (const std::size_t layer : {0u, 1u}) {
            EXPECT_TRUE(std::ranges::equal(with_inputs.trained().weights(layer), with_signs.trained().weights(layer)));
            EXPECT_TRUE(std::ranges::equal(with_inputs.trained().biases(layer), with_signs.trained().biases(layer)));
        }
        EXPECT_EQ(with_inputs.trained().bytes_kept(), 32 * with_signs.trained().bytes_kept());
    }
    EXPECT_THROW(trained_network(demo::activation::elu, demo::kept::signs), std::invalid_argument);
}

TEST(Training, moves_each_slope_of_prelu_and_has_none_elsewhere)
{
    const demo::trainer prelu = trained_network(demo::activation::prelu);
    ASSERT_EQ(prelu.trained().slopes().size(), static_cast<std::size_t>(hidden_units));
    for (const float slope : prelu.trained().slopes()) {
        EXPECT_NE(slope, demo::first_slope);
    }
    EXPECT_TRUE(trained_network(demo::activation::relu).trained().slopes().empty());
}

} // namespace
