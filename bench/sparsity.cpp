// What is done with zeros: counting, masks, units, compaction, sparse products.

#include "bench.hpp"

#include <rectify/rectify.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>

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

constexpr std::int64_t product_sizes[] = {512, 4096};
constexpr int densities[] = {100, 90, 50, 20, 10, 5, 2};
constexpr std::size_t activations_of_a_product = 16;

/// Several times n numbers, of which so many in 100 are not zero, at random places.
std::vector<float> activations(std::size_t n, int percent)
{
    std::mt19937 generator(static_cast<unsigned>(percent));
    std::uniform_int_distribution<int> hundred(0, 99);
    std::normal_distribution<float> normal;
    std::vector<float> a(activations_of_a_product * n);
    for (float& v : a) {
        v = hundred(generator) < percent ? std::abs(normal(generator)) + 0.01f : 0.0f;
    }
    return a;
}

/// Throws unless run(a, out) gives the sums, to within 1e-3.
void check_product(const product& run, const float* w, std::size_t n)
{
    const std::vector<float> a = activations(n, 50);
    std::vector<float> result(n, 42.0f);
    run(a.data(), result.data());
    for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            sum += static_cast<double>(a[i]) * static_cast<double>(w[i * n + j]);
        }
        if (!(std::abs(static_cast<double>(result[j]) - sum) <= 1e-3)) {
            throw std::runtime_error("at column " + std::to_string(j) + " it gives " + std::to_string(result[j]) +
                                     ", not " + std::to_string(sum));
        }
    }
}

} // namespace

void add_product(const std::string& who, const std::function<product(const float* w, std::size_t n)>& prepare)
{
    constexpr std::size_t small = 512;
    const float* const w = buffers<float>::of(small * small).x;
    check_product(prepare(w, small), w, small);
    for (const int percent : densities) {
        auto* registered = benchmark::RegisterBenchmark(
            ("sparse_gemv/density_" + std::to_string(percent) + "/f32/" + who).c_str(),
            [prepare, percent](benchmark::State& state) {
                const auto n = static_cast<std::size_t>(state.range(0));
                const auto run = prepare(buffers<float>::of(n * n).x, n);
                const std::vector<float> a = activations(n, percent);
                std::vector<float> result(n);
                std::size_t which = 0;
                for (auto _ : state) {
                    run(a.data() + which * n, result.data());
                    which = (which + 1) % activations_of_a_product;
                    benchmark::ClobberMemory();
                }
                state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(0));
                state.SetBytesProcessed(state.iterations() * state.range(0) * state.range(0) *
                                        static_cast<std::int64_t>(sizeof(float)));
            });
        for (const std::int64_t n : product_sizes) {
            registered->Arg(n);
        }
    }
}

void add_sparsity()
{
    add<float>("measure_sparsity", "any", "rectify", 1, [](const buffers<float>& b, std::size_t n) {
        benchmark::DoNotOptimize(rectify::measure_sparsity(in(b.x, n)));
    });
    add<float>("unit_activity", "any", "rectify", 1, [](const buffers<float>& b, std::size_t n) {
        const std::size_t units = std::min<std::size_t>(n, 512);
        rectify::unit_activity activity(units);
        activity.observe(in(b.x, n / units * units));
        benchmark::DoNotOptimize(activity.samples());
    });
    // N(0, 2) has no zeros; what relu leaves has as many as not.
    add_prepared<float>("compact", "relu", "rectify", 1, [](const buffers<float>& b, std::size_t n) {
        rectify::forward(rectify::relu<float>{}, in(b.x, n), out(b.y, n));
        return [b, n, values = std::make_shared<std::vector<float>>(n),
                indices = std::make_shared<std::vector<std::uint32_t>>(n)] {
            benchmark::DoNotOptimize(rectify::compact(in(b.y, n), *values, *indices));
        };
    });
    add_prepared<float>("expand", "relu", "rectify", 1, [](const buffers<float>& b, std::size_t n) {
        rectify::forward(rectify::relu<float>{}, in(b.x, n), out(b.y, n));
        const auto values = std::make_shared<std::vector<float>>(n);
        const auto indices = std::make_shared<std::vector<std::uint32_t>>(n);
        const std::size_t count = rectify::compact(in(b.y, n), *values, *indices);
        values->resize(count);
        indices->resize(count);
        return [b, n, values, indices] { rectify::expand(*values, *indices, out(b.y, n)); };
    });
    add_product("rectify", [](const float* w, std::size_t n) {
        return [w, n](const float* a, float* result) { rectify::sparse_gemv(in(w, n * n), in(a, n), out(result, n)); };
    });
    add_masks("relu", rectify::relu<float>{});
    add_masks("leaky_relu", rectify::leaky_relu<float>{negative_slope});
}

} // namespace rectify_bench
