#include "bench.hpp"
#include "specs/all.hpp"

#include <rectify/rectify.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <new>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <type_traits>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace rectify_bench {

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

// Where in a page each buffer starts: a load never has the low 12 bits of a store that was issued shortly before it.
constexpr std::size_t x_offset = 0;
constexpr std::size_t dy_offset = 1024;
constexpr std::size_t y_offset = 3072;

/// Memory for the largest size, of which only what is touched is taken; in huge pages where the system has them, so
/// that the TLB is not what is measured. Kept to the end of the program.
template <class T>
T* reserve(std::size_t offset)
{
    const std::size_t bytes = static_cast<std::size_t>(sizes.back()) * sizeof(T) + huge_page;
    void* p = std::aligned_alloc(huge_page, (bytes + huge_page - 1) / huge_page * huge_page);
    if (p == nullptr) {
        throw std::bad_alloc();
    }
#if defined(MADV_HUGEPAGE)
    madvise(p, bytes, MADV_HUGEPAGE);
#endif
    return reinterpret_cast<T*>(static_cast<std::byte*>(p) + offset);
}

} // namespace

template <class T>
buffers<T> buffers<T>::of(std::size_t n)
{
    static T* const x = reserve<T>(x_offset);
    static T* const dy = reserve<T>(dy_offset);
    static T* const y = reserve<T>(y_offset);
    static std::size_t filled = 0;
    static std::mt19937 generator(1);
    using drawn = std::conditional_t<std::is_floating_point_v<T>, T, float>;
    static std::normal_distribution<drawn> input(0, 2), gradient(0, 1);
    for (; filled < n; ++filled) {
        const auto stored = [](drawn v) {
            if constexpr (std::is_same_v<T, std::int8_t>) {
                return input_quantization.quantize(static_cast<double>(v));
            } else {
                return static_cast<T>(v);
            }
        };
        x[filled] = stored(input(generator));
        dy[filled] = stored(gradient(generator));
        y[filled] = T{};
    }
    return {x, dy, y};
}

template struct buffers<float>;
template struct buffers<double>;
template struct buffers<rectify::bfloat16>;
template struct buffers<rectify::float16>;
template struct buffers<std::int8_t>;

namespace {

bool all_agree = true;
std::string skipped;

template <class T>
struct reference {
    std::string verb;
    std::string function;
    std::optional<std::vector<T>> result = {};

    template <class... Specs>
    struct of {
        explicit of(reference& r) { (r.template take<Specs>(), ...); }
    };

    template <class Spec>
    void take()
    {
        if constexpr (std::is_same_v<typename Spec::type, T>) {
            if (function == Spec::name) {
                compute<Spec>();
            }
        }
    }

    template <class Spec>
    void compute()
    {
        const std::size_t n = 1000;
        const auto b = buffers<T>::of(n);
        const std::span<const T> x(b.x, n), dy(b.dy, n);
        const auto f = Spec::parameters().front();
        result.emplace(n);
        if (verb == "forward") {
            rectify::forward(f, x, *result);
        } else if (verb == "backward") {
            rectify::backward(f, x, dy, *result);
        } else {
            result.reset();
        }
    }

    /// The forward pass of what rectify has no functor for, and is only measured beside.
    void textbook()
    {
        if (verb == "forward" && (function == "sigmoid" || function == "tanh")) {
            const std::size_t n = 1000;
            const auto b = buffers<T>::of(n);
            const bool is_tanh = function == "tanh";
            result.emplace(n);
            std::transform(b.x, b.x + n, result->begin(),
                           [is_tanh](T x) { return is_tanh ? std::tanh(x) : 1 / (1 + std::exp(-x)); });
        }
    }
};

} // namespace

template <class T>
bool agrees(const std::string& verb, const std::string& function, const std::string& who,
            const std::function<void(const buffers<T>&, std::size_t)>& run)
{
    const std::string name = verb + "/" + function + "/" + type_name<T> + "/" + who;
    reference<T> expected{verb, function};
    typename rectify_test::activations::of_all_types<reference<T>::template of>{expected};
    try {
        if (!expected.result) {
            expected.textbook();
        }
        if (!expected.result) {
            throw std::runtime_error("there is nothing of rectify's to compare it with");
        }
        const std::size_t n = expected.result->size();
        const auto b = buffers<T>::of(n);
        std::fill_n(b.y, n, std::numeric_limits<T>::quiet_NaN());
        run(b, n);
        for (std::size_t i = 0; i < n; ++i) {
            const T wanted = (*expected.result)[i];
            if (!(std::abs(b.y[i] - wanted) <= T(1e-4))) {
                throw std::runtime_error("at x = " + std::to_string(b.x[i]) + " it gives " + std::to_string(b.y[i]) +
                                         ", rectify " + std::to_string(wanted));
            }
        }
        return true;
    } catch (const std::exception& error) {
        std::cerr << "not timed: " << name << ": " << error.what() << '\n';
        all_agree = false;
        return false;
    }
}

template bool agrees<float>(const std::string&, const std::string&, const std::string&,
                            const std::function<void(const buffers<float>&, std::size_t)>&);
template bool agrees<double>(const std::string&, const std::string&, const std::string&,
                             const std::function<void(const buffers<double>&, std::size_t)>&);

void peer_is(const std::string& who, const std::string& version)
{
    benchmark::AddCustomContext("peer_" + who, version);
}

void skip_peer(const std::string& who, const std::string& why)
{
    skipped += (skipped.empty() ? "" : ", ") + who + " (" + why + ")";
}

namespace {

/// As Linux names it.
std::string processor()
{
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            return line.substr(colon + 2);
        }
    }
    return "unknown";
}

/// False where the system tells that a peer has started threads of its own, so that its figures are not of one.
bool one_thread()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Threads:")) {
            return std::stoi(line.substr(8)) == 1;
        }
    }
    return true;
}

void add_peers()
{
    struct peer {
        const char* name;
        void (*add)();
    };
    const peer peers[] = {
#if defined(RECTIFY_BENCH_XNNPACK)
        {"xnnpack", add_xnnpack},
#else
        {"xnnpack", nullptr},
#endif
#if defined(RECTIFY_BENCH_ONEDNN)
        {"onednn", add_onednn},
#else
        {"onednn", nullptr},
#endif
#if defined(RECTIFY_BENCH_EIGEN)
        {"eigen", add_eigen},
#else
        {"eigen", nullptr},
#endif
#if defined(RECTIFY_BENCH_TORCH)
        {"torch", add_torch},
#else
        {"torch", nullptr},
#endif
#if defined(RECTIFY_BENCH_SLEEF)
        {"sleef", add_sleef},
#else
        {"sleef", nullptr},
#endif
        {"xsimd", add_xsimd},
    };
    for (const peer& p : peers) {
        if (p.add != nullptr) {
            p.add();
        } else {
            skip_peer(p.name, "not built in");
        }
    }
}

} // namespace

} // namespace rectify_bench

int main(int argc, char** argv)
{
    benchmark::AddCustomContext("processor", rectify_bench::processor());
    benchmark::AddCustomContext("rectify_architecture", rectify::default_arch::name());
    benchmark::AddCustomContext("rectify_version", std::to_string(RECTIFY_VERSION_MAJOR) + "." +
                                                       std::to_string(RECTIFY_VERSION_MINOR) + "." +
                                                       std::to_string(RECTIFY_VERSION_PATCH));
    benchmark::AddCustomContext("compiler", RECTIFY_BENCH_COMPILER);
    benchmark::AddCustomContext("flags", RECTIFY_BENCH_FLAGS);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    rectify_bench::add_limits();
    rectify_bench::add_rectify();
    rectify_bench::add_sparsity();
    rectify_bench::add_peers();
    benchmark::AddCustomContext("peers_skipped", rectify_bench::skipped.empty() ? "none" : rectify_bench::skipped);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    const bool alone = rectify_bench::one_thread();
    if (!alone) {
        std::cerr << "the figures are not of one thread: a peer has started others\n";
    }
    return rectify_bench::all_agree && alone ? 0 : 1;
}
