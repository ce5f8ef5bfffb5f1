#include "bench.hpp"

#include <rectify/core/simd.hpp>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <random>

namespace rectify_bench {

namespace {

constexpr std::size_t page = 4096;

struct free_memory {
    void operator()(void* p) const { std::free(p); }
};
using memory = std::unique_ptr<void, free_memory>;

memory allocate(std::size_t bytes)
{
    void* p = std::aligned_alloc(page, (bytes + page - 1) / page * page);
    if (p == nullptr) {
        throw std::bad_alloc();
    }
    std::memset(p, 0, bytes);
    return memory(p);
}

} // namespace

template <class T>
buffers<T> buffers<T>::of(std::size_t n)
{
    static std::size_t capacity = 0;
    static memory x, dy, y;
    if (n > capacity) {
        x = allocate(n * sizeof(T));
        dy = allocate(n * sizeof(T));
        y = allocate(n * sizeof(T));
        capacity = n;
        std::mt19937 generator(1);
        std::normal_distribution<T> input(0, 2), gradient(0, 1);
        for (std::size_t i = 0; i < n; ++i) {
            static_cast<T*>(x.get())[i] = input(generator);
            static_cast<T*>(dy.get())[i] = gradient(generator);
        }
    }
    return {static_cast<const T*>(x.get()), static_cast<const T*>(dy.get()), static_cast<T*>(y.get())};
}

template struct buffers<float>;
template struct buffers<double>;

namespace {

template <class T>
void add_baselines()
{
    add<T>("copy", "identity", "memcpy", 2,
           [](const buffers<T>& b, std::size_t n) { std::memcpy(b.y, b.x, n * sizeof(T)); });
}

} // namespace

} // namespace rectify_bench

int main(int argc, char** argv)
{
    benchmark::AddCustomContext("rectify_architecture", rectify::default_arch::name());
    benchmark::AddCustomContext("compiler", RECTIFY_BENCH_COMPILER);
    benchmark::AddCustomContext("flags", RECTIFY_BENCH_FLAGS);
    rectify_bench::add_baselines<float>();
    rectify_bench::add_baselines<double>();
    rectify_bench::add_rectify();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
