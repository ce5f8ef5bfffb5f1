// Every verb of every activation in the list of specs.

#include "bench.hpp"
#include "specs/all.hpp"

#include <rectify/rectify.hpp>

#include <span>

namespace rectify_bench {

namespace {

/// The verbs of an activation, in buffers of T.
template <class Spec, class T = typename Spec::type>
void add_activation()
{
    using B = buffers<T>;
    using in = std::span<const T>;
    using out = std::span<T>;
    const auto f = Spec::parameters().front();
    add<T>("forward", Spec::name, "rectify", 2,
           [f](const B& b, std::size_t n) { rectify::forward(f, in(b.x, n), out(b.y, n)); });
    add<T>("derivative", Spec::name, "rectify", 2,
           [f](const B& b, std::size_t n) { rectify::derivative(f, in(b.x, n), out(b.y, n)); });
    add<T>("backward", Spec::name, "rectify", 3,
           [f](const B& b, std::size_t n) { rectify::backward(f, in(b.x, n), in(b.dy, n), out(b.y, n)); });
    add<T>("backward_from_output", Spec::name, "rectify", 3,
           [f](const B& b, std::size_t n) { rectify::backward_from_output(f, in(b.x, n), in(b.dy, n), out(b.y, n)); });
    add<T>("forward_measured", Spec::name, "rectify", 2, [f](const B& b, std::size_t n) {
        benchmark::DoNotOptimize(rectify::forward_measured(f, in(b.x, n), out(b.y, n)));
    });
}

template <class... Specs>
struct add_each {
    add_each() { (add_with_storage<Specs>(), ...); }

    template <class Spec>
    static void add_with_storage()
    {
        add_activation<Spec>();
        if constexpr (std::is_same_v<typename Spec::type, float>) {
            add_activation<Spec, rectify::bfloat16>();
            add_activation<Spec, rectify::float16>();
        }
    }
};

void add_prelu(const prelu_layout& layout)
{
    using B = buffers<float>;
    static const std::vector<float> slopes(512, prelu_slope);
    static std::vector<float> dslopes(512);
    const auto channels = static_cast<std::size_t>(layout.channels);
    const rectify::prelu<float> f{.slope = std::span(slopes).first(channels),
                                  .inner = static_cast<std::size_t>(layout.inner)};
    const auto in = [](const float* p, std::size_t n) { return std::span<const float>(p, n); };
    const auto out = [](float* p, std::size_t n) { return std::span<float>(p, n); };
    add<float>(
        "forward", layout.name(), "rectify", 2,
        [=](const B& b, std::size_t n) { rectify::forward(f, in(b.x, n), out(b.y, n)); }, layout.sizes());
    add<float>(
        "backward", layout.name(), "rectify", 3,
        [=](const B& b, std::size_t n) { rectify::backward(f, in(b.x, n), in(b.dy, n), out(b.y, n)); }, layout.sizes());
    add<float>(
        "backward_slopes", layout.name(), "rectify", 3,
        [=](const B& b, std::size_t n) {
            rectify::backward(f, in(b.x, n), in(b.dy, n), out(b.y, n), out(dslopes.data(), channels));
        },
        layout.sizes());
}

/// Quantised: ReLU as a clamp, and ELU by a table that is made outside the timed loop.
void add_quantized()
{
    using T = std::int8_t;
    const auto in = [](const T* p, std::size_t n) { return std::span<const T>(p, n); };
    const auto out = [](T* p, std::size_t n) { return std::span<T>(p, n); };
    add<T>("forward", "relu", "rectify", 2, [=](const buffers<T>& b, std::size_t n) {
        rectify::forward(rectify::relu<float>{}, in(b.x, n), input_quantization, out(b.y, n), input_quantization);
    });
    static const rectify::quantized_table elu(rectify::elu<float>{}, input_quantization, elu_quantization);
    add<T>("forward", "elu", "rectify", 2,
           [=](const buffers<T>& b, std::size_t n) { rectify::forward(elu, in(b.x, n), out(b.y, n)); });
}

/// Outputs of 1 to 256 MiB written each way, and written and read at once.
void add_stores(const char* who, rectify::stores how)
{
    std::vector<std::int64_t> at_sizes;
    for (std::int64_t n = std::int64_t{1} << 18; n <= sizes.back(); n *= 2) {
        at_sizes.push_back(n);
    }
    const auto write = [how](const buffers<float>& b, std::size_t n) {
        rectify::forward(rectify::relu<float>{}, std::span<const float>(b.x, n), std::span<float>(b.y, n), how);
    };
    add<float>("forward_stores", "relu", who, 2, write, at_sizes);
    add<float>(
        "forward_and_read", "relu", who, 3,
        [write](const buffers<float>& b, std::size_t n) {
            write(b, n);
            benchmark::DoNotOptimize(rectify::measure_sparsity(std::span<const float>(b.y, n)));
        },
        at_sizes);
}

} // namespace

void add_rectify()
{
    rectify_test::activations::of_all_types<add_each>{};
    for (const prelu_layout& layout : prelu_layouts) {
        add_prelu(layout);
    }
    add_prelu({1, 1});
    add_quantized();
    add_stores("automatic", rectify::stores::automatic);
    add_stores("cached", rectify::stores::cached);
    add_stores("streaming", rectify::stores::streaming);
}

} // namespace rectify_bench
