// A small program that says with 0 that rectify works: what must hold under any flags. HOSTILE_* say what cannot:
// FINITE (NaN and infinities), FLUSHED (subnormals), ROUNDING (the last digits).

#if defined(HOSTILE_MACROS) // as of windows.h and others, behind headers that do not bear them either
#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdio>
#include <memory>
#include <ranges>
#include <span>
#include <stdexcept>
#include <vector>
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define far
#define near
#define small char
#define interface struct
#define IN
#define OUT
#define ERROR 0
#define VOID void
#define check(x) assert(x)
#endif

#include <rectify/rectify.hpp>

#if defined(HOSTILE_UNITY) // twice, and whatever else the program includes
#include HOSTILE_UNITY
#endif

#include <cfenv>
#include <cstdio>
#include <vector>

using namespace std;
using namespace rectify;

namespace {

int failures = 0;

void expect(bool condition, const char* what)
{
    if (!condition) {
        std::fprintf(stderr, "not so: %s\n", what);
        ++failures;
    }
}

template <class T>
bool close(T a, double b, double tolerance)
{
    const double distance = static_cast<double>(a) - b;
    return distance <= tolerance && distance >= -tolerance;
}

template <class T>
void try_values()
{
#if defined(HOSTILE_ROUNDING)
    const double tolerance = 1e-5; // the argument's reduction counts on rounding to the nearest
#else
    const double tolerance = 16 * static_cast<double>(sizeof(T) == 4 ? 0x1p-24f : 0x1p-53);
#endif
    for (std::size_t n = 0; n <= 70; ++n) {
        std::vector<T> x(n), y(n), dx(n);
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = static_cast<T>(static_cast<double>(i % 17) * 0.5 - 4.0);
        }
        rectify::forward(rectify::relu<T>{}, x, y);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < n; ++i) {
            expect(y[i] == (x[i] > 0 ? x[i] : T(0)), "relu");
            zeros += y[i] == 0 ? 1u : 0u;
        }
        expect(rectify::measure_sparsity(y).zeros == zeros, "measure_sparsity");
        rectify::forward(rectify::leaky_relu<T>{.negative_slope = T(0.5)}, x, y);
        for (std::size_t i = 0; i < n; ++i) {
            expect(y[i] == (x[i] > 0 ? x[i] : x[i] / 2), "leaky_relu");
        }
        rectify::forward(rectify::elu<T>{}, x, y);
        rectify::derivative(rectify::elu<T>{}, x, dx);
        for (std::size_t i = 0; i < n; ++i) {
            expect(close(y[i], x[i] > 0 ? static_cast<double>(x[i]) : std::expm1(static_cast<double>(x[i])), tolerance),
                   "elu");
            expect(close(dx[i], x[i] > 0 ? 1.0 : std::exp(static_cast<double>(x[i])), tolerance), "elu's derivative");
        }
#if !defined(HOSTILE_ROUNDING)
        // As exp(x) - 1 this would be 0.
        const T tiny[] = {T(-1e-12)};
        T result[1];
        rectify::forward(rectify::elu<T>{}, tiny, result);
        expect(close(result[0], -1e-12, 1e-12 * 1e-5), "elu near 0");
#endif

        rectify::sign_mask mask(n);
        rectify::forward(rectify::relu<T>{}, x, y, mask);
        rectify::backward(rectify::relu<T>{}, mask, x, dx);
        for (std::size_t i = 0; i < n; ++i) {
            expect(dx[i] == (x[i] > 0 ? x[i] : T(0)), "backward by a mask");
        }
    }
}

void try_special_values()
{
#if !defined(HOSTILE_FINITE)
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> x(40, nan);
    std::vector<float> y(40);
    const auto all_nan = [&] {
        for (const float v : y) {
            if (v == v) {
                return false;
            }
        }
        return true;
    };
    rectify::forward(rectify::relu<float>{}, x, y);
    expect(all_nan(), "relu(NaN)");
    rectify::forward(rectify::elu<float>{}, x, y);
    expect(all_nan(), "elu(NaN)");
    const float ends[] = {-infinity, infinity};
    float results[2];
    rectify::forward(rectify::elu<float>{}, ends, results);
    expect(close(results[0], -1.0, 1e-5) && results[1] == infinity, "elu(infinity)");
#endif
#if !defined(HOSTILE_FLUSHED)
    const float smallest[] = {std::numeric_limits<float>::denorm_min()};
    float kept[1];
    rectify::forward(rectify::relu<float>{}, smallest, kept);
    expect(kept[0] == smallest[0] && kept[0] != 0, "relu of a subnormal");
    expect(rectify::measure_sparsity(smallest).zeros == 0, "a subnormal is not 0");
#endif
}

void try_storage()
{
    const rectify::bfloat16 x[] = {rectify::bfloat16(-1.0f), rectify::bfloat16(1.5f)};
    rectify::float16 y[2];
    rectify::forward(rectify::relu<float>{}, x, y);
    expect(static_cast<float>(y[0]) == 0.0f && static_cast<float>(y[1]) == 1.5f, "bfloat16 to float16");
    const signed char bytes[] = {-3, 0, 4};
    std::int8_t q[3];
    rectify::forward(rectify::relu<std::int8_t>{}, bytes, q);
    expect(q[0] == 0 && q[1] == 0 && q[2] == 4, "relu of int8");
    const rectify::quantization<std::int8_t> scale{.scale = 0.5f, .zero_point = 1};
    rectify::forward(rectify::relu<float>{}, bytes, scale, q, scale);
    expect(q[0] == 1 && q[1] == 1 && q[2] == 4, "relu, quantised");
}

} // namespace

int main()
{
#if defined(HOSTILE_ROUNDING)
    std::fesetround(HOSTILE_ROUNDING);
#endif
    try_values<float>();
    try_values<double>();
    try_special_values();
    try_storage();
    return failures == 0 ? 0 : 1;
}
