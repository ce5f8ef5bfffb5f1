// Calls the same source compiled for several instruction sets, each that the processor has; and, with dispatch, the
// chosen one. The exit code says whether the results are right.

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>

#if defined(WITH_DISPATCH)
#include <rectify/dispatch/dispatch.hpp>
#include <rectify/functors/elu.hpp>

#include <span>
#else
extern "C" {
void unit_sse2(const float* x, float* y, std::size_t n);
void unit_fma3_avx2(const float* x, float* y, std::size_t n);
void unit_avx512bw(const float* x, float* y, std::size_t n);
}
#endif

int main(int count, char** arguments)
{
    constexpr std::size_t n = 1003;
    float x[n];
    float y[n];
    float expected[n];
    for (std::size_t k = 0; k < n; ++k) {
        x[k] = 0.01f * static_cast<float>(k) - 8.0f;
        expected[k] = x[k] > 0 ? x[k] : static_cast<float>(std::expm1(static_cast<double>(x[k])));
    }
    bool right = true;
    const auto check = [&](const char* who, std::size_t first) {
        const bool same = std::memcmp(y + first, expected + first, (n - first) * sizeof(float)) == 0;
        std::printf("%s: %s\n", who, same ? "right" : "WRONG");
        right = right && same;
    };
#if defined(WITH_DISPATCH)
    rectify::dispatch::forward(rectify::elu<float, rectify::precision::correct>{}, std::span<const float>(x),
                               std::span<float>(y));
    check(rectify::dispatch::architecture(), 0);
    if (count > 1 && std::strcmp(arguments[1], rectify::dispatch::architecture()) != 0) {
        std::printf("%s was expected\n", arguments[1]);
        right = false;
    }
#else
    static_cast<void>(count);
    static_cast<void>(arguments);
    unit_sse2(x, y, n);
    check("sse2", 1);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        unit_fma3_avx2(x, y, n);
        check("fma3+avx2", 1);
    }
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
        unit_avx512bw(x, y, n);
        check("avx512bw", 1);
    }
#endif
    return right ? 0 : 1;
}
