// SLEEF: its expm1 of 1 ULP on the widest vectors that the compiler's flags allow, blended into an ELU.

#include "bench.hpp"

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif
#include <sleef.h>

namespace rectify_bench {

namespace {

struct scalars {
    [[maybe_unused]] static constexpr const char* name = "one float at a time";
    [[maybe_unused]] static constexpr std::size_t bytes = 0;
    static float elu(float x) { return x > 0 ? x : Sleef_expm1f_u10(x); }
    static double elu(double x) { return x > 0 ? x : Sleef_expm1_u10(x); }
    static void elu(const float* x, float* y) { *y = elu(*x); }
    static void elu(const double* x, double* y) { *y = elu(*x); }
};

#if defined(__AVX512F__)
struct vectors {
    static constexpr const char* name = "16 floats at a time";
    static constexpr std::size_t bytes = 64;
    static void elu(const float* x, float* y)
    {
        const __m512 v = _mm512_loadu_ps(x);
        const __mmask16 positive = _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_GT_OQ);
        _mm512_storeu_ps(y, _mm512_mask_blend_ps(positive, Sleef_expm1f16_u10(v), v));
    }
    static void elu(const double* x, double* y)
    {
        const __m512d v = _mm512_loadu_pd(x);
        const __mmask8 positive = _mm512_cmp_pd_mask(v, _mm512_setzero_pd(), _CMP_GT_OQ);
        _mm512_storeu_pd(y, _mm512_mask_blend_pd(positive, Sleef_expm1d8_u10(v), v));
    }
};
#elif defined(__AVX__)
struct vectors {
    static constexpr const char* name = "8 floats at a time";
    static constexpr std::size_t bytes = 32;
    static void elu(const float* x, float* y)
    {
        const __m256 v = _mm256_loadu_ps(x);
        const __m256 positive = _mm256_cmp_ps(v, _mm256_setzero_ps(), _CMP_GT_OQ);
        _mm256_storeu_ps(y, _mm256_blendv_ps(Sleef_expm1f8_u10(v), v, positive));
    }
    static void elu(const double* x, double* y)
    {
        const __m256d v = _mm256_loadu_pd(x);
        const __m256d positive = _mm256_cmp_pd(v, _mm256_setzero_pd(), _CMP_GT_OQ);
        _mm256_storeu_pd(y, _mm256_blendv_pd(Sleef_expm1d4_u10(v), v, positive));
    }
};
#elif defined(__SSE2__) || defined(_M_X64)
struct vectors {
    static constexpr const char* name = "4 floats at a time";
    static constexpr std::size_t bytes = 16;
    static void elu(const float* x, float* y)
    {
        const __m128 v = _mm_loadu_ps(x);
        const __m128 positive = _mm_cmpgt_ps(v, _mm_setzero_ps());
        _mm_storeu_ps(y, _mm_or_ps(_mm_and_ps(positive, v), _mm_andnot_ps(positive, Sleef_expm1f4_u10(v))));
    }
    static void elu(const double* x, double* y)
    {
        const __m128d v = _mm_loadu_pd(x);
        const __m128d positive = _mm_cmpgt_pd(v, _mm_setzero_pd());
        _mm_storeu_pd(y, _mm_or_pd(_mm_and_pd(positive, v), _mm_andnot_pd(positive, Sleef_expm1d2_u10(v))));
    }
};
#else
using vectors = scalars;
#endif

template <class T>
void add_type()
{
    add_peer<T>("forward", "elu", "sleef", [](const buffers<T>& b, std::size_t n) {
        return [b, n] {
            constexpr std::size_t lanes = vectors::bytes == 0 ? 1 : vectors::bytes / sizeof(T);
            std::size_t i = 0;
            for (; i + lanes <= n; i += lanes) {
                vectors::elu(b.x + i, b.y + i);
            }
            for (; i < n; ++i) {
                b.y[i] = scalars::elu(b.x[i]);
            }
        };
    });
}

} // namespace

void add_sleef()
{
    peer_is("sleef", std::to_string(SLEEF_VERSION_MAJOR) + "." + std::to_string(SLEEF_VERSION_MINOR) + "." +
                         std::to_string(SLEEF_VERSION_PATCHLEVEL) + ", " + vectors::name);
    add_type<float>();
    add_type<double>();
}

} // namespace rectify_bench
