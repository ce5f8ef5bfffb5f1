#pragma once

// A network of two linear layers with one activation between them, trained by stochastic gradient descent.
// Matrix products are Eigen's, the activation is rectify's.

#include "activation.hpp"
#include "random.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace demo {

/// Row by row: a batch is [sample][unit], so the first n samples are contiguous, and a unit is a channel of rectify's
/// prelu with inner = 1.
using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using row_vector = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;

// Eigen's elements as the contiguous ranges that rectify takes.

inline auto elements(auto& values)
{
    return std::span(values.data(), static_cast<std::size_t>(values.size()));
}

inline auto rows(auto& values, Eigen::Index count)
{
    return elements(values).first(static_cast<std::size_t>(count * values.cols()));
}

inline auto row(auto& values, Eigen::Index index)
{
    const auto width = static_cast<std::size_t>(values.cols());
    return elements(values).subspan(static_cast<std::size_t>(index) * width, width);
}

struct sgd {
    float learning_rate = 0.05f;
    float momentum = 0.9f;
    float weight_decay = 5e-4f;
};

/// A parameter and the velocity that momentum gives it.
template <class Values>
struct parameter {
    Values value;
    Values velocity = Values::Zero(value.rows(), value.cols());
};

/// One step of gradient descent. add_gradient(velocity) adds the gradient where it belongs, so that a matrix product
/// needs no matrix of its own for its result.
template <class Value, class Velocity, class AddGradient>
void descend(Value&& value, Velocity&& velocity, const sgd& step, float weight_decay, const AddGradient& add_gradient)
{
    velocity.array() = step.momentum * velocity.array() + weight_decay * value.array();
    add_gradient(velocity);
    value.array() -= step.learning_rate * velocity.array();
}

/// Calls work(first, count) for parts of the range from 0 to `size`, each on a thread of its own. A product of Eigen's
/// inside runs on that thread alone.
template <class Work>
void split(Eigen::Index size, const Work& work)
{
    constexpr Eigen::Index least = 32; // with less to do, a thread costs more than it saves
    const int parts = static_cast<int>(std::clamp<Eigen::Index>(size / least, 1, Eigen::nbThreads()));
#if defined(_OPENMP)
#pragma omp parallel for num_threads(parts) schedule(static, 1)
#endif
    for (int part = 0; part < parts; ++part) {
        const Eigen::Index first = size * part / parts;
        work(first, size * (part + 1) / parts - first);
    }
}

/// Time that adds up over many short stretches.
class stopwatch {
public:
    template <class Work>
    decltype(auto) time(const Work& work)
    {
        const stretch running(*this);
        return work();
    }

    double seconds() const { return std::chrono::duration<double>(total_).count(); }

private:
    using clock = std::chrono::steady_clock;

    struct stretch {
        explicit stretch(stopwatch& its_owner) : owner(its_owner) {}
        stretch(const stretch&) = delete;
        stretch& operator=(const stretch&) = delete;
        ~stretch() { owner.total_ += clock::now() - start; }

        stopwatch& owner;
        clock::time_point start = clock::now();
    };

    clock::duration total_{};
};

struct network_shape {
    Eigen::Index inputs = 784;
    Eigen::Index hidden = 512;
    Eigen::Index classes = 10;
};

/// What is kept of the activation's inputs for its backward pass.
enum class kept {
    /// All of them.
    inputs,
    /// One bit of each, and the outputs take their place. For ReLU and Leaky ReLU.
    signs,
};

/// Linear(inputs, hidden), activation, Linear(hidden, classes).
///
/// Batches of up to `capacity` samples; all memory is taken by the constructor.
class network {
public:
    network(activation a, const network_shape& shape, Eigen::Index capacity, random_engine& random,
            kept what = kept::inputs)
        : activation_(a),
          kept_(what),
          first_{he_uniform(shape.inputs, shape.hidden, a, random)},
          first_bias_{row_vector::Zero(shape.hidden)},
          second_{he_uniform(shape.hidden, shape.classes, a, random)},
          second_bias_{row_vector::Zero(shape.classes)},
          slopes_{row_vector::Constant(a == activation::prelu ? shape.hidden : 0, first_slope)},
          inputs_(capacity, shape.inputs),
          pre_activation_(what == kept::inputs ? capacity : 0, shape.hidden),
          hidden_(capacity, shape.hidden),
          signs_(what == kept::signs ? rectify::sign_mask::words_for(elements(hidden_).size()) : 0),
          logits_(capacity, shape.classes),
          hidden_gradient_(capacity, shape.hidden)
    {
        if (what == kept::signs && a != activation::relu && a != activation::leaky_relu) {
            throw std::invalid_argument(
                "the signs of its inputs are not all that this activation's backward pass needs");
        }
    }

    Eigen::Index hidden_units() const { return hidden_.cols(); }

    /// The samples that forward() takes, to be filled by the caller.
    std::span<float> input(Eigen::Index sample) { return row(inputs_, sample); }
    /// What forward() has computed.
    std::span<const float> hidden(Eigen::Index sample) const { return row(hidden_, sample); }
    std::span<const float> logits(Eigen::Index sample) const { return row(logits_, sample); }

    /// PReLU's slope of each hidden unit; nothing for the others.
    std::span<const float> slopes() const { return elements(slopes_.value); }

    /// Every weight and bias of the two layers.
    std::span<const float> weights(std::size_t layer) const
    {
        return elements(layer == 0 ? first_.value : second_.value);
    }
    std::span<const float> biases(std::size_t layer) const
    {
        return elements(layer == 0 ? first_bias_.value : second_bias_.value);
    }

    /// Bytes kept for the activation's backward pass.
    std::size_t bytes_kept() const
    {
        return elements(pre_activation_).size_bytes() + signs_.size() * sizeof(signs_[0]);
    }

    /// The time that rectify took, forward and backward.
    double activation_seconds() const { return activation_time_.seconds(); }

    /// Inputs to logits, for the first `samples` rows.
    void forward(Eigen::Index samples)
    {
        compute_pre_activation(samples);
        activation_time_.time([&] {
            with_functor(activation_, slopes(), [&](const auto& f) {
                if (kept_ == kept::inputs) {
                    rectify::forward(f, rows(pre_activation_, samples), rows(hidden_, samples));
                } else if constexpr (rectify::sign_derivative<std::remove_cvref_t<decltype(f)>>) {
                    rectify::sign_mask signs = signs_of(samples);
                    rectify::forward(f, rows(hidden_, samples), rows(hidden_, samples), signs);
                }
            });
        });
        compute_logits(samples);
    }

    /// The same, and how many of the hidden outputs are zero.
    rectify::sparsity forward_measured(Eigen::Index samples)
    {
        compute_pre_activation(samples);
        const rectify::sparsity zeros = activation_time_.time([&] {
            return with_functor(activation_, slopes(), [&](const auto& f) {
                return rectify::forward_measured(f, rows(pre_activations(), samples), rows(hidden_, samples));
            });
        });
        compute_logits(samples);
        return zeros;
    }

    /// The logits of one sample of the last forward(), by a dense product.
    void dense_logits(Eigen::Index sample, std::span<float> out) const
    {
        Eigen::Map<row_vector> result(out.data(), second_bias_.value.cols());
        result.noalias() = hidden_.row(sample) * second_.value;
        result += second_bias_.value;
    }

    /// The same, by the rows of the hidden units that are not zero.
    void sparse_logits(Eigen::Index sample, std::span<float> out) const
    {
        std::ranges::copy(biases(1), out.begin());
        rectify::sparse_gemv(weights(1), hidden(sample), out, rectify::update::add);
    }

    /// One step of gradient descent on the samples of the last forward(). Returns their mean cross-entropy.
    double learn(std::span<const std::uint8_t> labels, const sgd& step)
    {
        const auto samples = static_cast<Eigen::Index>(labels.size());
        const double loss = logits_to_gradient(labels);
        const auto logits_gradient = logits_.topRows(samples);
        auto hidden_gradient = hidden_gradient_.topRows(samples);

        // With the second layer's weights from before the step.
        hidden_gradient.noalias() = logits_gradient * second_.value.transpose();
        descend(second_.value, second_.velocity, step, step.weight_decay,
                [&](auto& velocity) { velocity.noalias() += hidden_.topRows(samples).transpose() * logits_gradient; });
        descend(second_bias_.value, second_bias_.velocity, step, 0,
                [&](auto& velocity) { velocity += logits_gradient.colwise().sum(); });

        activation_backward(samples, step);

        // The gradient of the inputs is of no use to anyone.
        split(first_.value.rows(), [&](Eigen::Index first, Eigen::Index count) {
            descend(first_.value.middleRows(first, count), first_.velocity.middleRows(first, count), step,
                    step.weight_decay, [&](auto& velocity) {
                        velocity.noalias() +=
                            inputs_.topRows(samples).middleCols(first, count).transpose() * hidden_gradient;
                    });
        });
        descend(first_bias_.value, first_bias_.velocity, step, 0,
                [&](auto& velocity) { velocity += hidden_gradient.colwise().sum(); });
        return loss;
    }

private:
    static matrix he_uniform(Eigen::Index inputs, Eigen::Index outputs, activation a, random_engine& random)
    {
        const double deviation = 1 / std::sqrt(second_moment(a) * static_cast<double>(inputs));
        const double limit = std::sqrt(3.0) * deviation;
        matrix weights(inputs, outputs);
        for (float& weight : elements(weights)) {
            weight = static_cast<float>(uniform(random, -limit, limit));
        }
        return weights;
    }

    /// Where the activation's inputs are: where its outputs will be, if only their signs are kept.
    matrix& pre_activations() { return kept_ == kept::inputs ? pre_activation_ : hidden_; }

    rectify::sign_mask signs_of(Eigen::Index samples)
    {
        return rectify::sign_mask(static_cast<std::size_t>(samples * hidden_units()), signs_);
    }

    void compute_pre_activation(Eigen::Index samples)
    {
        split(hidden_units(), [&](Eigen::Index first, Eigen::Index count) {
            auto pre_activation = pre_activations().topRows(samples).middleCols(first, count);
            pre_activation.noalias() = inputs_.topRows(samples) * first_.value.middleCols(first, count);
            pre_activation.rowwise() += first_bias_.value.middleCols(first, count);
        });
    }

    void compute_logits(Eigen::Index samples)
    {
        auto logits = logits_.topRows(samples);
        logits.noalias() = hidden_.topRows(samples) * second_.value;
        logits.rowwise() += second_bias_.value;
    }

    /// From the gradient of the hidden outputs to that of the pre-activations, in place. PReLU's slopes take their step
    /// here; they have no weight decay, which would pull them towards ReLU.
    void activation_backward(Eigen::Index samples, const sgd& step)
    {
        const std::span<float> dx = rows(hidden_gradient_, samples);
        if (kept_ == kept::signs) {
            activation_time_.time([&] {
                with_functor(activation_, slopes(), [&](const auto& f) {
                    if constexpr (rectify::sign_derivative<std::remove_cvref_t<decltype(f)>>) {
                        rectify::backward(f, signs_of(samples), dx, dx);
                    }
                });
            });
            return;
        }
        const std::span<const float> x = rows(pre_activation_, samples);
        descend(slopes_.value, slopes_.velocity, step, 0, [&](auto& velocity) {
            activation_time_.time([&] {
                with_functor(activation_, slopes(), [&](const auto& f) {
                    if constexpr (rectify::channelwise<std::remove_cvref_t<decltype(f)>>) {
                        rectify::backward(f, x, dx, dx, elements(velocity)); // the slopes' gradient is added
                    } else {
                        rectify::backward(f, x, dx, dx);
                    }
                });
            });
        });
    }

    /// Replaces each row of logits by the gradient of the mean cross-entropy, and returns the latter.
    double logits_to_gradient(std::span<const std::uint8_t> labels)
    {
        const float scale = 1 / static_cast<float>(labels.size());
        double loss = 0;
        for (std::size_t sample = 0; sample < labels.size(); ++sample) {
            const std::span<float> values = row(logits_, static_cast<Eigen::Index>(sample));
            const float largest = *std::ranges::max_element(values);
            const float of_label = values[labels[sample]];
            float sum = 0;
            for (float& value : values) {
                value = std::exp(value - largest);
                sum += value;
            }
            for (float& value : values) {
                value *= scale / sum;
            }
            values[labels[sample]] -= scale;
            loss += static_cast<double>(std::log(sum) - (of_label - largest));
        }
        return loss / static_cast<double>(labels.size());
    }

    activation activation_;
    kept kept_;
    parameter<matrix> first_;
    parameter<row_vector> first_bias_;
    parameter<matrix> second_;
    parameter<row_vector> second_bias_;
    parameter<row_vector> slopes_;

    matrix inputs_;
    matrix pre_activation_;
    matrix hidden_;
    std::vector<std::uint64_t> signs_;
    matrix logits_;
    matrix hidden_gradient_;

    stopwatch activation_time_;
};

} // namespace demo
