// The kernels chosen at run time, called by code for plain x86-64 (CMakeLists.txt sees to that): what this costs beside
// the direct call of a program that is compiled for the processor.

#include "bench.hpp"
#include "specs/all.hpp"

#include <rectify/dispatch/dispatch.hpp>

#include <span>

namespace rectify_bench {

namespace {

using in = std::span<const float>;
using out = std::span<float>;
constexpr const char* who = "rectify-dispatch";

template <class Spec>
void add_activation()
{
    const auto f = Spec::parameters().front();
    add<float>("forward", Spec::name, who, 2,
               [f](const buffers<float>& b, std::size_t n) { rectify::dispatch::forward(f, in(b.x, n), out(b.y, n)); });
    add<float>("backward", Spec::name, who, 3, [f](const buffers<float>& b, std::size_t n) {
        rectify::dispatch::backward(f, in(b.x, n), in(b.dy, n), out(b.y, n));
    });
}

} // namespace

void add_dispatch()
{
    benchmark::AddCustomContext("rectify_dispatch_architecture", rectify::dispatch::architecture());
    add_activation<rectify_test::relu_spec<float>>();
    add_activation<rectify_test::elu_spec<float>>();
    add_product(who, [](const float* w, std::size_t n) {
        return [w, n](const float* a, float* result) {
            rectify::dispatch::sparse_gemv(in(w, n * n), in(a, n), out(result, n));
        };
    });
}

} // namespace rectify_bench
