#pragma once

// The list of all activations: what is not in it is not tested.

#include "specs/elu.hpp"
#include "specs/leaky_relu.hpp"
#include "specs/prelu.hpp"
#include "specs/relu.hpp"

namespace rectify_test {

template <template <class> class... Specs>
struct spec_list {
    /// List<relu_spec<T>, ...> for the given types T.
    template <template <class...> class List, class T>
    using of = List<Specs<T>...>;

    template <template <class...> class List>
    using of_all_types = List<Specs<float>..., Specs<double>...>;
};

using activations = spec_list<relu_spec, leaky_relu_spec, prelu_spec, elu_spec>;

} // namespace rectify_test
