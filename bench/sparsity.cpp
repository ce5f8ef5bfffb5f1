// What is done with zeros: counting, masks, compaction.

#include "bench.hpp"

#include <rectify/rectify.hpp>

#include <memory>
#include <span>

namespace rectify_bench {

namespace {

using in = std::span<const float>;
using out = std::span<float>;

template <class F>
void add_masks(const char* function, const F& f)
{
    add_prepared<float>("forward_mask", function, "rectify", 2, [f](const buffers<float>& b, std::size_t n) {
        return [f, b, n, mask = std::make_shared<rectify::sign_mask>(n)] {
            rectify::forward(f, in(b.x, n), out(b.y, n), *mask);
        };
    });
    add_prepared<float>("backward_mask", function, "rectify", 2, [f](const buffers<float>& b, std::size_t n) {
        const auto mask = std::make_shared<rectify::sign_mask>(n);
        rectify::forward(f, in(b.x, n), out(b.y, n), *mask);
        return [f, b, n, mask] { rectify::backward(f, *mask, in(b.dy, n), out(b.y, n)); };
    });
}

} // namespace

void add_sparsity()
{
    add<float>("measure_sparsity", "any", "rectify", 1, [](const buffers<float>& b, std::size_t n) {
        benchmark::DoNotOptimize(rectify::measure_sparsity(in(b.x, n)));
    });
    add_masks("relu", rectify::relu<float>{});
    add_masks("leaky_relu", rectify::leaky_relu<float>{negative_slope});
}

} // namespace rectify_bench
