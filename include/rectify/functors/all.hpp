#pragma once

// All activations, and the list of them.

#include <rectify/functors/elu.hpp>
#include <rectify/functors/leaky_relu.hpp>
#include <rectify/functors/prelu.hpp>
#include <rectify/functors/relu.hpp>

#include <cstdint>

/// RECTIFY_ACTIVATIONS(use): use(name, types...) of each activation, with the types that dispatch has kernels for. (For
/// unsigned integers ReLU is the identity.)
#define RECTIFY_ACTIVATIONS(use)                                                                                       \
    use(elu, elu<float>, elu<double>, elu<float, precision::correct>)                                                  \
        use(leaky_relu, leaky_relu<float>, leaky_relu<double>) use(prelu, prelu<float>, prelu<double>)                 \
            use(relu, relu<float>, relu<double>, relu<std::int8_t>, relu<std::int16_t>, relu<std::int32_t>,            \
                relu<std::int64_t>, relu<std::uint8_t>, relu<std::uint16_t>, relu<std::uint32_t>, relu<std::uint64_t>)
