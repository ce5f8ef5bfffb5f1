#pragma once

// From images to a trained network: batches, epochs, and what the test images say.

#include "dataset.hpp"
#include "network.hpp"

#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace demo {

struct training_plan {
    int epochs = 10;
    std::size_t batch = 128;
    double learning_rate = 0.05;
    std::uint64_t seed = 1;
};

/// Pixels to floats of mean 0 and deviation 1 over the training images.
struct normalisation {
    float mean = 0;
    float scale = 1;

    float operator()(std::uint8_t pixel) const { return (static_cast<float>(pixel) - mean) * scale; }

    static normalisation of(const labelled_images& images)
    {
        std::uint64_t sum = 0;
        std::uint64_t sum_of_squares = 0;
        for (const std::uint64_t pixel : images.pixels) {
            sum += pixel;
            sum_of_squares += pixel * pixel;
        }
        const auto count = static_cast<double>(images.pixels.size());
        const double mean = static_cast<double>(sum) / count;
        const double variance = static_cast<double>(sum_of_squares) / count - mean * mean;
        const double least = 1.0; // of images that are all alike, the variance is 0
        return {static_cast<float>(mean), static_cast<float>(1 / std::sqrt(std::max(variance, least)))};
    }
};

/// What a network makes of the test images.
struct evaluation {
    double accuracy = 0;
    /// Of all hidden outputs.
    rectify::sparsity hidden;
    /// For each hidden unit, the number of images for which its output is above 0.
    std::vector<std::size_t> active;
    /// How often each hidden unit's output was not 0; of as many samples as there are images.
    rectify::unit_activity units{1};

    std::size_t images() const { return static_cast<std::size_t>(units.samples()); }
};

/// The second layer of a trained network on the test images, one at a time: by a dense product, and by the rows of the
/// hidden units that are not zero.
struct layer_comparison {
    double dense_seconds = 0;
    double sparse_seconds = 0;
    std::size_t images = 0;
    /// Images that both put into the same class.
    std::size_t same_class = 0;
};

/// Trains one network on one dataset.
class trainer {
public:
    trainer(activation a, const dataset& data, const training_plan& plan, Eigen::Index hidden_units = 512,
            kept what = kept::inputs)
        : data_(data),
          plan_(plan),
          random_(plan.seed),
          normalise_(normalisation::of(data.train)),
          network_(a, {image_pixels, hidden_units, class_count},
                   static_cast<Eigen::Index>(std::max(plan.batch, evaluation_batch)), random_, what),
          order_(data.train.size()),
          labels_(plan.batch)
    {
        std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    }

    const network& trained() const { return network_; }

    /// One pass over the training images, in a new order. Calls on_step(images so far, mean loss so far) after every
    /// step, and returns the mean loss.
    template <class OnStep>
    double train_epoch(const OnStep& on_step)
    {
        shuffle(std::span(order_), random_);
        double loss = 0;
        for (std::size_t first = 0; first < order_.size(); first += plan_.batch) {
            const auto batch = std::span<const std::uint32_t>(order_).subspan(first).first(
                std::min(plan_.batch, order_.size() - first));
            const auto labels = std::span(labels_).first(batch.size());
            for (std::size_t i = 0; i < batch.size(); ++i) {
                load(data_.train, batch[i], i);
                labels[i] = data_.train.labels[batch[i]];
            }
            network_.forward(static_cast<Eigen::Index>(batch.size()));
            loss += network_.learn(labels, next_step()) * static_cast<double>(batch.size());
            on_step(first + batch.size(), loss / static_cast<double>(first + batch.size()));
        }
        return loss / static_cast<double>(order_.size());
    }

    /// The network as it is, on all test images.
    evaluation evaluate()
    {
        const auto units = static_cast<std::size_t>(network_.hidden_units());
        evaluation result;
        result.active.resize(units);
        result.units = rectify::unit_activity(units);
        std::size_t correct = 0;
        for (std::size_t first = 0; first < data_.test.size(); first += evaluation_batch) {
            const std::size_t count = std::min(evaluation_batch, data_.test.size() - first);
            for (std::size_t i = 0; i < count; ++i) {
                load(data_.test, first + i, i);
            }
            result.hidden += network_.forward_measured(static_cast<Eigen::Index>(count));
            for (std::size_t i = 0; i < count; ++i) {
                const auto sample = static_cast<Eigen::Index>(i);
                correct += predicted_class(network_.logits(sample)) == data_.test.labels[first + i] ? 1u : 0u;
                result.units.observe(network_.hidden(sample));
                count_active(network_.hidden(sample), result.active);
            }
        }
        result.accuracy = static_cast<double>(correct) / static_cast<double>(data_.test.size());
        return result;
    }

    /// Seconds are those of the fastest of several rounds, for all images.
    layer_comparison compare_second_layers()
    {
        layer_comparison result;
        std::vector<float> dense(network_.logits(0).size());
        std::vector<float> sparse(dense.size());
        for (std::size_t first = 0; first < data_.test.size(); first += evaluation_batch) {
            const std::size_t count = std::min(evaluation_batch, data_.test.size() - first);
            for (std::size_t i = 0; i < count; ++i) {
                load(data_.test, first + i, i);
            }
            network_.forward(static_cast<Eigen::Index>(count));
            const auto seconds_of = [&](const auto& one_image) {
                double least = std::numeric_limits<double>::infinity();
                for (int round = 0; round < 20; ++round) {
                    stopwatch watch;
                    watch.time([&] {
                        for (std::size_t i = 0; i < count; ++i) {
                            one_image(static_cast<Eigen::Index>(i));
                        }
                    });
                    least = std::min(least, watch.seconds());
                }
                return least;
            };
            result.dense_seconds += seconds_of([&](Eigen::Index i) { network_.dense_logits(i, dense); });
            result.sparse_seconds += seconds_of([&](Eigen::Index i) { network_.sparse_logits(i, sparse); });
            for (std::size_t i = 0; i < count; ++i) {
                network_.dense_logits(static_cast<Eigen::Index>(i), dense);
                network_.sparse_logits(static_cast<Eigen::Index>(i), sparse);
                result.same_class += predicted_class(dense) == predicted_class(sparse) ? 1u : 0u;
            }
            result.images += count;
        }
        return result;
    }

private:
    /// Few enough for the caches, and a divisor of the 10,000 test images.
    static constexpr std::size_t evaluation_batch = 500;

    void load(const labelled_images& images, std::size_t index, std::size_t row)
    {
        std::ranges::transform(images.image(index), network_.input(static_cast<Eigen::Index>(row)).begin(), normalise_);
    }

    /// The learning rate falls along half a cosine, from the plan's to 0 behind the last step.
    sgd next_step()
    {
        const std::size_t steps_an_epoch = (order_.size() + plan_.batch - 1) / plan_.batch;
        const double done =
            static_cast<double>(step_++) / static_cast<double>(steps_an_epoch * static_cast<std::size_t>(plan_.epochs));
        const double factor = (1 + std::cos(std::numbers::pi * done)) / 2;
        return {.learning_rate = static_cast<float>(plan_.learning_rate * factor)};
    }

    static std::size_t predicted_class(std::span<const float> logits)
    {
        return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
    }

    static void count_active(std::span<const float> outputs, std::vector<std::size_t>& active)
    {
        for (std::size_t unit = 0; unit < outputs.size(); ++unit) {
            active[unit] += outputs[unit] > 0.0f ? 1u : 0u;
        }
    }

    const dataset& data_;
    training_plan plan_;
    random_engine random_;
    normalisation normalise_;
    network network_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint8_t> labels_;
    std::size_t step_ = 0;
};

} // namespace demo
