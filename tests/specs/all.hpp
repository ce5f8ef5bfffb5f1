#pragma once

// The list of all activations: what is not in it is not tested.

#include "specs/elu.hpp"
#include "specs/leaky_relu.hpp"
#include "specs/prelu.hpp"
#include "specs/relu.hpp"

namespace rectify_test {

struct activations {
    template <template <class...> class List>
    using of_all_types = List<                           //
        relu_spec<float>, relu_spec<double>,             //
        leaky_relu_spec<float>, leaky_relu_spec<double>, //
        prelu_spec<float>, prelu_spec<double>,           //
        elu_spec<float>, elu_spec<double>, elu_correct_spec<float>>;
};

} // namespace rectify_test
