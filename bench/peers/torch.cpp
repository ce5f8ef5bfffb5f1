// libtorch: the functions that write to a given tensor, on one thread, with nothing recorded for a gradient. Its ReLU
// has none that does not allocate: clamp_min is what it calls itself. The library chooses its instruction set itself.

#include "bench.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

namespace rectify_bench {

namespace {

/// As its description of itself says.
std::string instruction_set()
{
    const std::string config = at::show_config(), label = "CPU capability usage: ";
    const std::size_t start = config.find(label);
    if (start == std::string::npos) {
        return "its own choice of instructions";
    }
    const std::size_t first = start + label.size();
    return config.substr(first, config.find('\n', first) - first);
}

at::Tensor tensor(const float* p, std::size_t n)
{
    return at::from_blob(const_cast<float*>(p), {static_cast<std::int64_t>(n)}, at::kFloat);
}

template <class F>
void add_forward(const char* function, F f)
{
    add_peer<float>("forward", function, "torch", [f](const buffers<float>& b, std::size_t n) {
        return [f, x = tensor(b.x, n), y = tensor(b.y, n)]() mutable { f(x, y); };
    });
}

template <class F>
void add_backward(const char* function, F f)
{
    add_peer<float>("backward", function, "torch", [f](const buffers<float>& b, std::size_t n) {
        return [f, x = tensor(b.x, n), dy = tensor(b.dy, n), dx = tensor(b.y, n)]() mutable { f(x, dy, dx); };
    });
}

/// Its backward of a PReLU with several slopes makes its results' tensors itself.
void add_prelu(const prelu_layout& layout)
{
    const auto shaped = [layout](const float* p, std::size_t n) {
        const auto samples = static_cast<std::int64_t>(n) / (layout.channels * layout.inner);
        return layout.inner == 1 ? tensor(p, n).view({samples, layout.channels})
                                 : tensor(p, n).view({samples, layout.channels, layout.inner});
    };
    const at::Tensor slope = at::full({layout.channels}, prelu_slope);
    add_prepared<float>(
        "forward", layout.name(), "torch", 2,
        [=](const buffers<float>& b, std::size_t n) {
            return [=, x = shaped(b.x, n)] { benchmark::DoNotOptimize(at::prelu(x, slope).data_ptr()); };
        },
        layout.sizes());
    add_prepared<float>(
        "backward_slopes", layout.name(), "torch", 3,
        [=](const buffers<float>& b, std::size_t n) {
            return [=, x = shaped(b.x, n), dy = shaped(b.dy, n)] {
                const auto [dx, dslope] = at::prelu_backward(dy, x, slope);
                benchmark::DoNotOptimize(dx.data_ptr());
                benchmark::DoNotOptimize(dslope.data_ptr());
            };
        },
        layout.sizes());
}

} // namespace

void add_torch()
{
    using at::Tensor;
    peer_is("torch", std::string(TORCH_VERSION) + ", " + instruction_set());
    at::set_num_threads(1);
    static const c10::InferenceMode to_the_end_of_the_program;
    add_prepared<float>("measure_sparsity", "any", "torch", 1, [](const buffers<float>& b, std::size_t n) {
        return [x = tensor(b.x, n)] { benchmark::DoNotOptimize(at::count_nonzero(x).item<std::int64_t>()); };
    });
    add_forward("relu", [](const Tensor& x, Tensor& y) { at::clamp_min_out(y, x, 0); });
    add_forward("leaky_relu", [](const Tensor& x, Tensor& y) { at::leaky_relu_out(y, x, negative_slope); });
    add_forward("prelu", [](const Tensor& x, Tensor& y) { at::leaky_relu_out(y, x, prelu_slope); });
    add_forward("elu", [](const Tensor& x, Tensor& y) { at::elu_out(y, x); });
    add_forward("sigmoid", [](const Tensor& x, Tensor& y) { at::sigmoid_out(y, x); });
    add_forward("tanh", [](const Tensor& x, Tensor& y) { at::tanh_out(y, x); });
    add_backward("relu",
                 [](const Tensor& x, const Tensor& dy, Tensor& dx) { at::threshold_backward_out(dx, dy, x, 0); });
    add_backward("leaky_relu", [](const Tensor& x, const Tensor& dy, Tensor& dx) {
        at::leaky_relu_backward_out(dx, dy, x, negative_slope, false);
    });
    add_backward("prelu", [](const Tensor& x, const Tensor& dy, Tensor& dx) {
        at::leaky_relu_backward_out(dx, dy, x, prelu_slope, false);
    });
    add_backward(
        "elu", [](const Tensor& x, const Tensor& dy, Tensor& dx) { at::elu_backward_out(dx, dy, 1, 1, 1, false, x); });
    for (const prelu_layout& layout : prelu_layouts) {
        add_prelu(layout);
    }
}

} // namespace rectify_bench
