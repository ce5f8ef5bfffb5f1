// xsimd by itself: the loop that a user writes by hand.

#include "bench.hpp"

#include <xsimd/xsimd.hpp>

namespace rectify_bench {

#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)

void add_xsimd()
{
    skip_peer("xsimd", "no instruction set for it in the compiler's flags");
}

#else

namespace {

// The rest goes through whole batches of its own, as f takes nothing else.
template <class T, class F>
void each_batch(std::size_t n, const T* x, T* y, F f)
{
    using V = xsimd::batch<T>;
    std::size_t i = 0;
    for (; i + V::size <= n; i += V::size) {
        f(V::load_unaligned(x + i)).store_unaligned(y + i);
    }
    if (i < n) {
        T rest[V::size] = {};
        for (std::size_t k = 0; k < n - i; ++k) {
            rest[k] = x[i + k];
        }
        f(V::load_unaligned(static_cast<const T*>(rest))).store_unaligned(static_cast<T*>(rest));
        for (std::size_t k = 0; k < n - i; ++k) {
            y[i + k] = rest[k];
        }
    }
}

template <class T, class F>
void add_forward(const char* function, F f)
{
    add_peer<T>("forward", function, "xsimd",
                [f](const buffers<T>& b, std::size_t n) { return [f, b, n] { each_batch(n, b.x, b.y, f); }; });
}

template <class T>
void add_type()
{
    using V = xsimd::batch<T>;
    add_forward<T>("relu", [](const V& x) { return xsimd::select(x < V(T(0)), V(T(0)), x); });
    add_forward<T>("leaky_relu", [](const V& x) { return xsimd::select(x > V(T(0)), x, V(T(negative_slope)) * x); });
    add_forward<T>("prelu", [](const V& x) { return xsimd::select(x > V(T(0)), x, V(T(prelu_slope)) * x); });
    add_forward<T>("elu", [](const V& x) { return xsimd::select(x > V(T(0)), x, xsimd::expm1(x)); });
    add_forward<T>("sigmoid", [](const V& x) { return V(T(1)) / (V(T(1)) + xsimd::exp(-x)); });
    add_forward<T>("tanh", [](const V& x) { return xsimd::tanh(x); });
}

} // namespace

void add_xsimd()
{
    peer_is("xsimd", std::to_string(XSIMD_VERSION_MAJOR) + "." + std::to_string(XSIMD_VERSION_MINOR) + "." +
                         std::to_string(XSIMD_VERSION_PATCH) + ", " + xsimd::default_arch::name());
    add_type<float>();
    add_type<double>();
}

#endif

} // namespace rectify_bench
