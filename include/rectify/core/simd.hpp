#pragma once

// Lanes: what a kernel computes on. `lanes_t<T, Arch>` is xsimd::batch<T, Arch> where the architecture has a
// register for T, and T itself where it has none, so that one kernel serves both.
// Whatever differs between xsimd 8.1 and the newest release is settled here and nowhere else.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <xsimd/xsimd.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#if XSIMD_VERSION_MAJOR < 8 || (XSIMD_VERSION_MAJOR == 8 && XSIMD_VERSION_MINOR < 1)
#error "rectify needs xsimd 8.1 or newer: this one is older"
#endif

namespace rectify::inline RECTIFY_ABI {

/// The architecture tag where no instruction set is known: kernels then run on scalars.
struct scalar_arch {
    /// As xsimd's architectures have it.
    static constexpr const char* name() noexcept { return "scalar"; }
};

/// The architecture that kernels are compiled for unless another is given: the best that the compiler's flags allow.
#if defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
using default_arch = scalar_arch;
#else
using default_arch = xsimd::default_arch;
#endif

namespace detail {

inline constexpr bool little_endian = std::endian::native == std::endian::little;

template <class T>
concept arithmetic = std::is_arithmetic_v<T>;

template <class T, class Arch>
struct lanes {
    using type = T;
};

template <class V>
struct lane_traits {
    using value_type = V;
    static constexpr std::size_t size = 1;
    static constexpr bool is_batch = false;
};

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <arithmetic T, class Arch>
    requires(xsimd::has_simd_register<T, Arch>::value)
struct lanes<T, Arch> {
    using type = xsimd::batch<T, Arch>;
};

template <class T, class Arch>
struct lane_traits<xsimd::batch<T, Arch>> {
    using value_type = T;
    static constexpr std::size_t size = xsimd::batch<T, Arch>::size;
    static constexpr bool is_batch = true;
};
#endif

template <class T, class Arch>
using lanes_t = typename lanes<T, Arch>::type;

template <class V>
inline constexpr std::size_t lane_count = lane_traits<V>::size;

template <class V>
inline constexpr bool is_batch = lane_traits<V>::is_batch;

/// Whether xsimd loads and stores batches of T. On NEON version 8.1 does not where T is long long, std::int64_t long.
template <class T, class Arch>
inline constexpr bool loads = true;
#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE) && XSIMD_VERSION_MAJOR < 9
template <std::integral T, class Arch>
    requires(sizeof(T) == 8 && std::is_base_of_v<xsimd::neon, Arch>)
inline constexpr bool loads<T, Arch> = std::same_as<T, std::int64_t> || std::same_as<T, std::uint64_t>;
#endif

template <class V>
concept batch_of_lanes = is_batch<V>;

/// V is T, or a batch of T.
template <class V, class T>
concept lanes_of = std::same_as<typename lane_traits<V>::value_type, T>;

// condition ? a : b, lane by lane. rectify never uses min and max, whose result at NaN and -0 differs
// between instruction sets and between versions of xsimd.

template <arithmetic T>
RECTIFY_INLINE constexpr T select(bool condition, T a, T b) noexcept
{
    return condition ? a : b;
}

// v, or `bound` where v is smaller: for arguments that a later step replaces where they are NaN, as the result is then
// unspecified.

template <arithmetic T>
RECTIFY_INLINE constexpr T at_least(T bound, T v) noexcept
{
    return v < bound ? bound : v;
}

// v, or `bound` where v is larger, for integers.

template <std::integral T>
RECTIFY_INLINE constexpr T at_most(T bound, T v) noexcept
{
    return bound < v ? bound : v;
}

// v < 0 ? 0 : v, lane by lane: NaN and -0 stay.

template <arithmetic T>
RECTIFY_INLINE constexpr T negative_to_zero(T v) noexcept
{
    if constexpr (std::is_unsigned_v<T>) {
        return v;
    } else {
        return v < T(0) ? T(0) : v;
    }
}

// a * b + c: with one rounding where the architecture has such an instruction, with two where it has none.
// fuses<V> is true where it is known to be one.

template <class V>
inline constexpr bool fuses = false;

template <std::floating_point T>
RECTIFY_INLINE T fma(T a, T b, T c) noexcept
{
#if defined(FP_FAST_FMAF) && defined(FP_FAST_FMA) // one instruction, not a call
    return std::fma(a, b, c);
#else
    return a * b + c;
#endif
}

// The bits of v as integers of the same width, and back.

template <class U, arithmetic T>
RECTIFY_INLINE constexpr U bits_as(T v) noexcept
{
    return std::bit_cast<U>(v);
}

// v * 2^Bits and v / 2^Bits, for integers.

template <int Bits, std::integral T>
RECTIFY_INLINE constexpr T shift_left(T v) noexcept
{
    return static_cast<T>(v << Bits);
}

template <int Bits, std::integral T>
RECTIFY_INLINE constexpr T shift_right(T v) noexcept
{
    return static_cast<T>(v >> Bits);
}

/// Whether, and how, each lane of V picks one of eight numbers that a register holds.
template <class V>
struct table_of_eight : std::false_type {
};

/// The lane with the number 0.
template <arithmetic T>
RECTIFY_INLINE constexpr T first_lane(T v) noexcept
{
    return v;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> select(const xsimd::batch_bool<T, Arch>& condition, const xsimd::batch<T, Arch>& a,
                                            const xsimd::batch<T, Arch>& b) noexcept
{
#if XSIMD_VERSION_MAJOR < 9 && XSIMD_WITH_AVX512BW && !defined(__OPTIMIZE__)
    // xsimd 8 hands batches to intrinsics that are macros in a build without optimisation, and take only registers.
    if constexpr (std::is_base_of_v<xsimd::avx512bw, Arch> && std::integral<T>) {
        const __m512i on = a;
        const __m512i off = b;
        const auto mask = typename xsimd::batch_bool<T, Arch>::register_type(condition);
        if constexpr (sizeof(T) == 1) {
            return _mm512_mask_blend_epi8(mask, off, on);
        } else if constexpr (sizeof(T) == 2) {
            return _mm512_mask_blend_epi16(mask, off, on);
        } else if constexpr (sizeof(T) == 4) {
            return _mm512_mask_blend_epi32(mask, off, on);
        } else {
            return _mm512_mask_blend_epi64(mask, off, on);
        }
    } else
#endif
        return xsimd::select(condition, a, b);
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> at_least(const xsimd::batch<T, Arch>& bound,
                                              const xsimd::batch<T, Arch>& v) noexcept
{
    // One instruction, as NaN does not matter: xsimd's max takes care of it from version 14 on.
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, float>) {
        return _mm512_maskz_max_ps(static_cast<__mmask16>(-1), bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, double>) {
        return _mm512_maskz_max_pd(static_cast<__mmask8>(-1), bound, v);
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, float>) {
        return _mm256_max_ps(bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, double>) {
        return _mm256_max_pd(bound, v);
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, float>) {
        return _mm_max_ps(bound, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, double>) {
        return _mm_max_pd(bound, v);
    } else
#endif
        return (xsimd::max)(bound, v);
}

template <std::integral T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> at_most(const xsimd::batch<T, Arch>& bound,
                                             const xsimd::batch<T, Arch>& v) noexcept
{
    return (xsimd::min)(bound, v);
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> negative_to_zero(const xsimd::batch<T, Arch>& v) noexcept
{
    const xsimd::batch<T, Arch> zero(T(0));
    if constexpr (std::is_unsigned_v<T>) {
        return v;
    }
#if XSIMD_WITH_SSE2 && !(defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
    // x86's own max is not symmetric: where an operand is NaN, or both are zeros, it is the second. With 0 first it is
    // this function, in one instruction. Where a compiler may assume finite numbers it may swap the operands too.
#if XSIMD_WITH_AVX512F
    else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, float>) {
        return _mm512_maskz_max_ps(static_cast<__mmask16>(-1), zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && std::same_as<T, double>) {
        return _mm512_maskz_max_pd(static_cast<__mmask8>(-1), zero, v);
    }
#endif
    else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, float>) {
        return _mm256_max_ps(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::avx, Arch> && std::same_as<T, double>) {
        return _mm256_max_pd(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, float>) {
        return _mm_max_ps(zero, v);
    } else if constexpr (std::is_base_of_v<xsimd::sse2, Arch> && std::same_as<T, double>) {
        return _mm_max_pd(zero, v);
    }
#endif
    else {
        return detail::select(v < zero, zero, v);
    }
}

template <class Arch>
inline constexpr bool is_fma3 = false;
template <class Arch>
inline constexpr bool is_fma3<xsimd::fma3<Arch>> = true;

template <class T, class Arch>
    requires(is_fma3<Arch> || std::is_base_of_v<xsimd::avx512f, Arch> || std::is_base_of_v<xsimd::neon64, Arch>)
inline constexpr bool fuses<xsimd::batch<T, Arch>> = true;

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> fma(const xsimd::batch<T, Arch>& a, const xsimd::batch<T, Arch>& b,
                                         const xsimd::batch<T, Arch>& c) noexcept
{
#if XSIMD_VERSION_MAJOR < 11 && XSIMD_WITH_AVX512F
    // xsimd before 11 multiplies, rounds and adds on AVX-512.
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        if constexpr (std::same_as<T, float>) {
            return _mm512_fmadd_ps(a, b, c);
        } else {
            return _mm512_fmadd_pd(a, b, c);
        }
    } else
#endif
        return xsimd::fma(a, b, c);
}

template <class U, class T, class Arch>
RECTIFY_INLINE xsimd::batch<U, Arch> bits_as(const xsimd::batch<T, Arch>& v) noexcept
{
#if XSIMD_VERSION_MAJOR < 11
    return xsimd::bitwise_cast<xsimd::batch<U, Arch>>(v);
#else
    return xsimd::bitwise_cast<U>(v);
#endif
}

template <int Bits, std::integral T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> shift_left(const xsimd::batch<T, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    // The same instruction, spelled so that g++ 12 does not warn of an uninitialised variable in its own header.
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && sizeof(T) == 4) {
        return _mm512_maskz_slli_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else if constexpr (std::is_base_of_v<xsimd::avx512f, Arch> && sizeof(T) == 8) {
        return _mm512_maskz_slli_epi64(static_cast<__mmask8>(-1), v, Bits);
    } else
#endif
        return v << Bits;
}

#if XSIMD_WITH_AVX512F
template <std::derived_from<xsimd::avx512f> Arch>
struct table_of_eight<xsimd::batch<double, Arch>> : std::true_type {
    using integers = xsimd::batch<std::int64_t, Arch>;

    /// table[k], where k is the low 3 bits of a lane of `which`.
    RECTIFY_INLINE static integers picked(const std::array<std::int64_t, 8>& table, const integers& which) noexcept
    {
        return _mm512_maskz_permutexvar_epi64(static_cast<__mmask8>(-1), which, std::bit_cast<__m512i>(table));
    }
};
#endif

template <int Bits, class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch> shift_right(const xsimd::batch<std::uint32_t, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_srli_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else
#endif
        return v >> Bits;
}

template <int Bits, class Arch>
RECTIFY_INLINE xsimd::batch<std::uint32_t, Arch> rotate_right(const xsimd::batch<std::uint32_t, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        return _mm512_maskz_ror_epi32(static_cast<__mmask16>(-1), v, Bits);
    } else
#endif
        return shift_right<Bits>(v) | shift_left<32 - Bits>(v);
}

template <class T, class Arch>
RECTIFY_INLINE T first_lane(const xsimd::batch<T, Arch>& v) noexcept
{
    return v.get(0);
}
#endif

// v in a register, of which the compiler then knows nothing.

#if defined(__GNUC__) && XSIMD_WITH_SSE2
#define RECTIFY_HIDE(v) asm("" : "+v"(v))
#elif defined(__GNUC__)
#define RECTIFY_HIDE(v) asm("" : "+m"(v))
#else
#define RECTIFY_HIDE(v) static_cast<void>(v)
#endif

template <std::floating_point T>
RECTIFY_INLINE T hidden(T v) noexcept
{
    RECTIFY_HIDE(v);
    return v;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> hidden(const xsimd::batch<T, Arch>& v) noexcept
{
    typename xsimd::batch<T, Arch>::register_type lanes = v;
    RECTIFY_HIDE(lanes);
    return lanes;
}
#endif
#undef RECTIFY_HIDE

/// v, as it was computed: where the compiler may take sums and products apart (-ffast-math), (a + b) - a is else b,
/// rounded or not.
template <class V>
RECTIFY_INLINE V as_computed(const V& v) noexcept
{
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__)
    return hidden(v);
#else
    return v;
#endif
}

// The lanes of v in double, in as many batches as it takes, and back: exact, then rounded once.

template <std::floating_point T>
RECTIFY_INLINE std::array<double, 1> as_doubles(T v) noexcept
{
    return {static_cast<double>(v)};
}

RECTIFY_INLINE float as_floats(const std::array<double, 1>& v) noexcept
{
    return static_cast<float>(v[0]);
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch>
RECTIFY_INLINE std::array<xsimd::batch<double, Arch>, 1> as_doubles(const xsimd::batch<double, Arch>& v) noexcept
{
    return {v};
}

/// What as_doubles() makes of floats: an array of numbers where there is no batch of double.
template <class Arch>
using doubles_of_floats =
    std::array<lanes_t<double, Arch>, xsimd::batch<float, Arch>::size / lane_count<lanes_t<double, Arch>>>;

template <class Arch>
RECTIFY_INLINE doubles_of_floats<Arch> as_doubles(const xsimd::batch<float, Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        // The masks' spelling keeps g++ 12 from warning of an uninitialised variable in its own header.
        constexpr auto all = static_cast<__mmask8>(-1);
        const __m256 low = _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(all, _mm512_castps_pd(v), 0));
        const __m256 high = _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(all, _mm512_castps_pd(v), 1));
        return {_mm512_maskz_cvtps_pd(all, low), _mm512_maskz_cvtps_pd(all, high)};
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        return {_mm256_cvtps_pd(_mm256_castps256_ps128(v)), _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1))};
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return {_mm_cvtps_pd(v), _mm_cvtps_pd(_mm_movehl_ps(v, v))};
    } else
#endif
#if XSIMD_WITH_NEON64
        if constexpr (std::is_base_of_v<xsimd::neon64, Arch>) {
        const float32x4_t floats = v;
        return {vcvt_f64_f32(vget_low_f32(floats)), vcvt_high_f64_f32(floats)};
    } else
#endif
    {
        const auto floats = std::bit_cast<std::array<float, xsimd::batch<float, Arch>::size>>(v);
        std::array<double, xsimd::batch<float, Arch>::size> doubles;
        for (std::size_t k = 0; k < floats.size(); ++k) {
            doubles[k] = static_cast<double>(floats[k]);
        }
        return std::bit_cast<doubles_of_floats<Arch>>(doubles);
    }
}

template <class Arch>
RECTIFY_INLINE xsimd::batch<float, Arch> as_floats(const doubles_of_floats<Arch>& v) noexcept
{
#if XSIMD_WITH_AVX512F
    if constexpr (std::is_base_of_v<xsimd::avx512f, Arch>) {
        constexpr auto all = static_cast<__mmask8>(-1);
        const __m512d joined =
            _mm512_maskz_insertf64x4(all, _mm512_castpd256_pd512(_mm256_castps_pd(_mm512_maskz_cvtpd_ps(all, v[0]))),
                                     _mm256_castps_pd(_mm512_maskz_cvtpd_ps(all, v[1])), 1);
        return _mm512_castpd_ps(joined);
    } else
#endif
#if XSIMD_WITH_AVX
        if constexpr (std::is_base_of_v<xsimd::avx, Arch>) {
        return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(v[0])), _mm256_cvtpd_ps(v[1]), 1);
    } else
#endif
#if XSIMD_WITH_SSE2
        if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return _mm_movelh_ps(_mm_cvtpd_ps(v[0]), _mm_cvtpd_ps(v[1]));
    } else
#endif
#if XSIMD_WITH_NEON64
        if constexpr (std::is_base_of_v<xsimd::neon64, Arch>) {
        return vcvt_high_f32_f64(vcvt_f32_f64(v[0]), v[1]);
    } else
#endif
    {
        const auto doubles = std::bit_cast<std::array<double, xsimd::batch<float, Arch>::size>>(v);
        std::array<float, xsimd::batch<float, Arch>::size> floats;
        for (std::size_t k = 0; k < floats.size(); ++k) {
            floats[k] = static_cast<float>(doubles[k]);
        }
        return std::bit_cast<xsimd::batch<float, Arch>>(floats);
    }
}
#endif

// f(x) for a float x, with f working in double: widened exactly, rounded once.

template <class F>
RECTIFY_INLINE float through_double(float x, const F& f) noexcept
{
    return static_cast<float>(f(static_cast<double>(x)));
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch, class F>
RECTIFY_INLINE xsimd::batch<float, Arch> through_double(const xsimd::batch<float, Arch>& x, const F& f) noexcept
{
    auto parts = as_doubles(x);
    for (auto& part : parts) {
        part = f(part);
    }
    return as_floats<Arch>(parts);
}
#endif

/// {0, 1, 2, ...}
template <class V>
RECTIFY_INLINE V lane_numbers() noexcept
{
    using T = typename lane_traits<V>::value_type;
    constexpr auto numbers = [] {
        std::array<T, lane_count<V>> all{};
        for (std::size_t k = 0; k < all.size(); ++k) {
            all[k] = static_cast<T>(k);
        }
        return all;
    }();
    return std::bit_cast<V>(numbers);
}

/// f(x); a scalar goes the way of a batch, so that its bits are those of every lane, with one rounding or two in fma as
/// the architecture has it.
template <class V, class F>
RECTIFY_INLINE V on_lanes(const V& x, const F& f) noexcept
{
    if constexpr (!is_batch<V> && is_batch<lanes_t<V, default_arch>>) {
        return first_lane(f(lanes_t<V, default_arch>(x)));
    } else {
        return f(x);
    }
}

} // namespace detail
} // namespace rectify::inline RECTIFY_ABI
