// Every verb of every activation in the list of specs.

#include "bench.hpp"
#include "specs/all.hpp"

#include <rectify/rectify.hpp>

#include <span>

namespace rectify_bench {

namespace {

template <class Spec>
void add_activation()
{
    using T = typename Spec::type;
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
    add_each() { (add_activation<Specs>(), ...); }
};

/// The output written each way, and read at once.
void add_forward_and_read(const char* who, rectify::stores how)
{
    add<float>("forward_and_read", "relu", who, 3, [how](const buffers<float>& b, std::size_t n) {
        rectify::forward(rectify::relu<float>{}, std::span<const float>(b.x, n), std::span<float>(b.y, n), how);
        benchmark::DoNotOptimize(rectify::measure_sparsity(std::span<const float>(b.y, n)));
    });
}

} // namespace

void add_rectify()
{
    rectify_test::activations::of_all_types<add_each>{};
    add_forward_and_read("automatic", rectify::stores::automatic);
    add_forward_and_read("cached", rectify::stores::cached);
    add_forward_and_read("streaming", rectify::stores::streaming);
}

} // namespace rectify_bench
