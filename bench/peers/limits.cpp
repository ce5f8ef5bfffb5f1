// What no kernel beats: a copy, a copy that writes past the caches, and a bare read.

#include "bench.hpp"

#include <rectify/simd/lanes.hpp>

#include <cstring>

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#define RECTIFY_BENCH_STREAM 1
#endif

namespace rectify_bench {

namespace {

#if defined(RECTIFY_BENCH_STREAM)
/// Copies with stores that go to memory and take no line from a cache. `to` is aligned to 64.
void copy_streaming(const std::byte* from, std::byte* to, std::size_t bytes)
{
    std::size_t i = 0;
    for (; i + 64 <= bytes; i += 64) {
#if defined(__AVX512F__)
        _mm512_stream_si512(reinterpret_cast<__m512i*>(to + i), _mm512_loadu_si512(from + i));
#elif defined(__AVX__)
        for (std::size_t k = i; k < i + 64; k += 32) {
            _mm256_stream_si256(reinterpret_cast<__m256i*>(to + k),
                                _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + k)));
        }
#else
        for (std::size_t k = i; k < i + 64; k += 16) {
            _mm_stream_si128(reinterpret_cast<__m128i*>(to + k),
                             _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + k)));
        }
#endif
    }
    std::memcpy(to + i, from + i, bytes - i);
    _mm_sfence();
}
#endif

template <class T>
void add_copies()
{
    add<T>("copy", "identity", "memcpy", 2,
           [](const buffers<T>& b, std::size_t n) { std::memcpy(b.y, b.x, n * sizeof(T)); });
#if defined(RECTIFY_BENCH_STREAM)
    add<T>("copy", "identity", "stream", 2, [](const buffers<T>& b, std::size_t n) {
        copy_streaming(reinterpret_cast<const std::byte*>(b.x), reinterpret_cast<std::byte*>(b.y), n * sizeof(T));
    });
#endif
}

/// The sum in eight registers, so that an addition's latency does not bound it.
float sum(const float* x, std::size_t n)
{
    using V = rectify::detail::lanes_t<float, rectify::default_arch>;
    constexpr std::size_t lanes = rectify::detail::lane_count<V>;
    constexpr std::size_t registers = 8;
    float total = 0;
    std::size_t i = 0;
    if constexpr (rectify::detail::is_batch<V>) {
        V sums[registers];
        for (V& s : sums) {
            s = V(0.0f);
        }
        for (; i + registers * lanes <= n; i += registers * lanes) {
            for (std::size_t k = 0; k < registers; ++k) {
                sums[k] += V::load_unaligned(x + i + k * lanes);
            }
        }
        float each[lanes];
        for (const V& s : sums) {
            s.store_unaligned(static_cast<float*>(each));
            for (const float e : each) {
                total += e;
            }
        }
    }
    for (; i < n; ++i) {
        total += x[i];
    }
    return total;
}

} // namespace

void add_limits()
{
    add_copies<float>();
    add_copies<double>();
    add_copies<rectify::bfloat16>();
    add_copies<std::int8_t>();
    add<float>("read", "sum", "plain", 1,
               [](const buffers<float>& b, std::size_t n) { benchmark::DoNotOptimize(sum(b.x, n)); });
}

} // namespace rectify_bench
