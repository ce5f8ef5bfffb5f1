#pragma once

// The activations that the demo compares.

#include <rectify/rectify.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace demo {

enum class activation { relu, leaky_relu, prelu, elu };

inline constexpr std::array all_activations{activation::relu, activation::leaky_relu, activation::prelu,
                                            activation::elu};

constexpr const char* name_of(activation a)
{
    constexpr std::array names{"relu", "leaky_relu", "prelu", "elu"};
    return names[static_cast<std::size_t>(a)];
}

/// The slope that PReLU's units start with, as in the paper.
inline constexpr float first_slope = 0.25f;

/// Calls use(f) with rectify's functor. A functor is a small value: there is no need to keep one.
template <class Use>
decltype(auto) with_functor(activation a, std::span<const float> slopes, const Use& use)
{
    switch (a) {
    case activation::leaky_relu:
        return use(rectify::leaky_relu<float>{});
    case activation::prelu:
        return use(rectify::prelu<float>{slopes});
    case activation::elu:
        return use(rectify::elu<float>{});
    case activation::relu:
        break;
    }
    return use(rectify::relu<float>{});
}

/// The mean of f(z)^2 for a standard normal z. He's initialisation divides by it, so that the logits of every
/// activation start with the same variance.
inline double second_moment(activation a)
{
    const auto leaky = [](double slope) { return (1 + slope * slope) / 2; };
    switch (a) {
    case activation::leaky_relu:
        return leaky(rectify::leaky_relu<double>{}.negative_slope);
    case activation::prelu:
        return leaky(first_slope);
    case activation::elu:
        return 0.6449; // 1/2 + the integral of (e^z - 1)^2 over the normal density's left half
    case activation::relu:
        break;
    }
    return leaky(0);
}

} // namespace demo
