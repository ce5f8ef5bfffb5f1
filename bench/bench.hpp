#pragma once

// What every benchmark shares: one name scheme, the same buffers, the same inputs, one thread.
//
//     <verb>/<function>/<type>/<who>/<n>        forward/elu/f32/rectify/4096
//
// Figures: time for a whole buffer; items_per_second, elements; bytes_per_second, bytes read and written.
//
// A comparison is interleaved, so that a noisy minute falls on everybody; report.py makes the table and the plot of it:
//
//     build/bench/bench/bench_rectify --benchmark_filter='^(forward|backward|copy|read)/.*/f32/'
//         --benchmark_repetitions=9 --benchmark_enable_random_interleaving=true --benchmark_min_time=0.05
//         --benchmark_out=bench.json --benchmark_out_format=json
//     bench/report.py bench.json --svg bench.svg
//
// The filter chooses sizes too: '^forward/elu/f32/.*/(4096|65536)$'.

#include <rectify/core/float16.hpp>
#include <rectify/core/quantization.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rectify_bench {

/// The README's four are 4 Ki (first cache), 64 Ki (second), 1 Mi (third) and 64 Mi (memory); 10 is a last layer's, and
/// less than a vector of AVX-512. In rising order.
inline const std::vector<std::int64_t> sizes{10,
                                             64,
                                             256,
                                             1000,
                                             std::int64_t{4} << 10,
                                             std::int64_t{16} << 10,
                                             std::int64_t{64} << 10,
                                             std::int64_t{256} << 10,
                                             std::int64_t{1} << 20,
                                             std::int64_t{4} << 20,
                                             std::int64_t{16} << 20,
                                             std::int64_t{64} << 20};

template <class T>
inline constexpr const char* type_name = "";
template <>
inline constexpr const char* type_name<float> = "f32";
template <>
inline constexpr const char* type_name<double> = "f64";
template <>
inline constexpr const char* type_name<rectify::bfloat16> = "bf16";
template <>
inline constexpr const char* type_name<rectify::float16> = "f16";
template <>
inline constexpr const char* type_name<std::int8_t> = "i8";

/// How int8 stands for an input, and for what ELU makes of it.
inline constexpr rectify::quantization<std::int8_t> input_quantization{.scale = 1.0f / 16};
inline constexpr rectify::quantization<std::int8_t> elu_quantization{.scale = 9.0f / 255, .zero_point = -99};

/// The buffers that all benchmarks of a type work on, the same addresses for every size: 64-byte aligned, x and dy hold
/// N(0, 2) and N(0, 1), quantised for integers.
template <class T>
struct buffers {
    const T* x;
    const T* dy;
    T* y;

    /// With at least the first n elements filled.
    static buffers of(std::size_t n);
};

/// Registers a benchmark for every one of the sizes. prepare(b, n) is not timed, and returns what does the work once
/// when called; `streams` counts the elements read and written for one of the output.
template <class T, class Prepare>
void add_prepared(const std::string& verb, const std::string& function, const std::string& who, int streams,
                  Prepare prepare, const std::vector<std::int64_t>& at_sizes = sizes)
{
    const std::string name = verb + "/" + function + "/" + type_name<T> + "/" + who;
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), [prepare, streams](benchmark::State& state) {
        const auto n = static_cast<std::size_t>(state.range(0));
        auto run = prepare(buffers<T>::of(n), n);
        for (auto _ : state) {
            run();
            benchmark::ClobberMemory();
        }
        state.SetItemsProcessed(state.iterations() * state.range(0));
        state.SetBytesProcessed(state.iterations() * state.range(0) * streams * static_cast<std::int64_t>(sizeof(T)));
    });
    for (const std::int64_t n : at_sizes) {
        registered->Arg(n);
    }
}

/// The same, of a run(b, n) that has nothing to prepare.
template <class T, class Run>
void add(const std::string& verb, const std::string& function, const std::string& who, int streams, Run run,
         const std::vector<std::int64_t>& at_sizes = sizes)
{
    add_prepared<T>(
        verb, function, who, streams, [run](const buffers<T>& b, std::size_t n) { return [run, b, n] { run(b, n); }; },
        at_sizes);
}

/// Whether `run` leaves in y what rectify does, to within 1e-4, at 1000 elements. If not, says so, and the program will
/// exit with 1.
template <class T>
bool agrees(const std::string& verb, const std::string& function, const std::string& who,
            const std::function<void(const buffers<T>&, std::size_t)>& run);

/// Registers a peer's forward or backward as add_prepared() does, unless its results are wrong.
template <class T, class Prepare>
void add_peer(const std::string& verb, const std::string& function, const std::string& who, Prepare prepare)
{
    if (agrees<T>(verb, function, who, [&](const buffers<T>& b, std::size_t n) { prepare(b, n)(); })) {
        add_prepared<T>(verb, function, who, verb == "backward" ? 3 : 2, prepare);
    }
}

/// Registers sparse_gemv/density_<percent>/f32/<who>/<n> for every density and size of products: out = a^T W, W an n x
/// n matrix row by row. prepare(w, n) returns run(a, out), whose results are compared with plain sums first. A call
/// takes another of 16 a's, so that the rows that it needs were not all needed by the one before it.
using product = std::function<void(const float* a, float* out)>;
void add_product(const std::string& who, const std::function<product(const float* w, std::size_t n)>& prepare);

/// For the benchmark's context: the version that a peer has, and the instruction set it says it uses.
void peer_is(const std::string& who, const std::string& version);
/// For the benchmark's context: a peer is left out.
void skip_peer(const std::string& who, const std::string& why);

/// PReLU with several slopes: `prelu_<channels>x<inner>`, at whole samples next to the README's sizes, and at the
/// [32, 64, 56, 56] of a network for images.
struct prelu_layout {
    std::int64_t channels;
    std::int64_t inner;

    std::string name() const { return "prelu_" + std::to_string(channels) + "x" + std::to_string(inner); }

    std::vector<std::int64_t> sizes() const
    {
        const std::int64_t images = std::int64_t{32} * 64 * 56 * 56;
        std::vector<std::int64_t> n;
        for (const std::int64_t size :
             {std::int64_t{4} << 10, std::int64_t{64} << 10, std::int64_t{1} << 20, images, std::int64_t{64} << 20}) {
            const std::int64_t samples = size / (channels * inner);
            if (samples > 0) {
                n.push_back(samples * channels * inner);
            }
        }
        return n;
    }
};
inline constexpr prelu_layout prelu_layouts[] = {{64, 1}, {512, 1}, {64, 3}, {64, 7}, {64, 49}, {64, 196}, {64, 3136}};

void add_rectify();
void add_sparsity();
void add_dispatch();

// One source a peer. Parameters are the defaults of rectify's specs. A PReLU with one slope is a Leaky ReLU, and where
// a peer has no kernel for it that writes to a given buffer, its Leaky ReLU with that slope is measured.
inline constexpr float negative_slope = 0.01f;
inline constexpr float prelu_slope = 0.25f;

void add_limits();
void add_xsimd();
void add_xnnpack();
void add_onednn();
void add_eigen();
void add_torch();
void add_sleef();

} // namespace rectify_bench
