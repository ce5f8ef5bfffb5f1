#pragma once

// What every benchmark shares: one name scheme, the same buffers, the same inputs.
//
//     <verb>/<function>/<type>/<who>/<n>        forward/elu/f32/rectify/4096
//
// Figures: time for a whole buffer; items_per_second, elements; bytes_per_second, bytes read and written.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rectify_bench {

/// First cache, second, third, and memory.
inline const std::vector<std::int64_t> sizes{std::int64_t{4} << 10, std::int64_t{64} << 10, std::int64_t{1} << 20,
                                             std::int64_t{64} << 20};

template <class T>
inline constexpr const char* type_name = "";
template <>
inline constexpr const char* type_name<float> = "f32";
template <>
inline constexpr const char* type_name<double> = "f64";

/// The buffers that all benchmarks of a type work on: each starts at a page, x and dy hold N(0, 2) and N(0, 1).
template <class T>
struct buffers {
    const T* x;
    const T* dy;
    T* y;

    /// The first n elements of the one set of buffers; grows it where it is smaller.
    static buffers of(std::size_t n);
};

/// Registers a benchmark for every size. run(b, n) does the work once; `streams` counts the elements read and written
/// for one of the output.
template <class T, class Run>
void add(const std::string& verb, const std::string& function, const std::string& who, int streams, Run run)
{
    const std::string name = verb + "/" + function + "/" + type_name<T> + "/" + who;
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), [run, streams](benchmark::State& state) {
        const auto n = static_cast<std::size_t>(state.range(0));
        const auto b = buffers<T>::of(n);
        for (auto _ : state) {
            run(b, n);
            benchmark::ClobberMemory();
        }
        state.SetItemsProcessed(state.iterations() * state.range(0));
        state.SetBytesProcessed(state.iterations() * state.range(0) * streams * static_cast<std::int64_t>(sizeof(T)));
    });
    for (const std::int64_t n : sizes) {
        registered->Arg(n);
    }
}

void add_rectify();

} // namespace rectify_bench
