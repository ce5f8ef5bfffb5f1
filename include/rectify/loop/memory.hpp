#pragma once

// Between memory and lanes: the only loads and stores of batches in rectify. The storage type S of a buffer need not
// be the type T that the lanes compute in: loading widens, storing rounds once.

#include <rectify/loop/streaming.hpp>
#include <rectify/simd/masks.hpp>
#include <rectify/simd/words.hpp>

#include <cstring>

namespace rectify::inline RECTIFY_ABI::detail {

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class Arch, class S>
RECTIFY_INLINE words_t<Arch> load_words(const S* p) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    } else
#endif
    {
        words_t<Arch> w;
        std::memcpy(&w, p, sizeof w);
        return w;
    }
}

template <class Arch, class S>
RECTIFY_INLINE void store_words(S* p, const words_t<Arch>& w) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (std::is_base_of_v<xsimd::sse2, Arch>) {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(p), w);
    } else
#endif
    {
        std::memcpy(static_cast<void*>(p), &w, sizeof w);
    }
}
#endif

/// Whether elements S become lanes V, and lanes elements, by more than a few instructions: float16 without a conversion
/// of the processor's own, and what has to go through an array.
template <class V, class S>
inline constexpr bool converts_at_length = false;
#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch, half_width S>
    requires(!std::same_as<T, std::uint16_t>)
inline constexpr bool converts_at_length<xsimd::batch<T, Arch>, S> =
    !std::same_as<T, float> || !converts_itself<typename format_of<S>::type, Arch>;
#endif

/// lane_count<V> elements from p, of any alignment.
template <class V, class S>
RECTIFY_INLINE V load_lanes(const S* p) noexcept
{
    using T = typename lane_traits<V>::value_type;
    if constexpr (half_width<S> && std::same_as<T, std::uint16_t>) {
        return load_lanes<V>(reinterpret_cast<const std::uint16_t*>(p)); // the bits
    } else if constexpr (!is_batch<V>) {
        return static_cast<V>(*p);
    } else if constexpr (!half_width<S>) {
        if constexpr (loads<T, typename V::arch_type>) {
            return V::load_unaligned(p);
        } else {
            typename V::register_type lanes;
            std::memcpy(&lanes, p, sizeof lanes);
            return lanes;
        }
    } else if constexpr (std::same_as<T, float>) {
        using Arch = typename V::arch_type;
        return to_floats<typename format_of<S>::type, Arch>(load_words<Arch>(p));
    } else {
        T lanes[lane_count<V>];
        for (std::size_t k = 0; k < lane_count<V>; ++k) {
            lanes[k] = static_cast<T>(p[k]);
        }
        return V::load_unaligned(lanes);
    }
}

/// lane_count<V> elements to p, of any alignment.
template <class V, class S>
RECTIFY_INLINE void store_lanes(S* p, const V& v) noexcept
{
    using T = typename lane_traits<V>::value_type;
    if constexpr (!is_batch<V>) {
        *p = static_cast<S>(v);
    } else if constexpr (!half_width<S>) {
        if constexpr (loads<T, typename V::arch_type>) {
            v.store_unaligned(p);
        } else {
            const typename V::register_type lanes = v;
            std::memcpy(p, &lanes, sizeof lanes);
        }
    } else if constexpr (std::same_as<T, float>) {
        store_words<typename V::arch_type>(p, nearest<typename format_of<S>::type>(v));
    } else {
        T lanes[lane_count<V>];
        v.store_unaligned(lanes);
        for (std::size_t k = 0; k < lane_count<V>; ++k) {
            p[k] = static_cast<S>(lanes[k]);
        }
    }
}

/// lane_count<V> elements to p, on a boundary of as many bytes, past the caches.
template <class V, class S>
RECTIFY_INLINE void stream_lanes([[maybe_unused]] S* p, [[maybe_unused]] const V& v) noexcept
{
#if XSIMD_WITH_SSE2
    if constexpr (can_stream<V, S>) {
        const auto lanes = [&]() RECTIFY_INLINE_LAMBDA {
            if constexpr (half_width<S>) {
                return nearest<typename format_of<S>::type>(v);
            } else {
                return typename V::register_type(v);
            }
        }();
#if XSIMD_WITH_AVX512F
        if constexpr (sizeof(lanes) == 64) {
            _mm512_stream_si512(reinterpret_cast<__m512i*>(p), std::bit_cast<__m512i>(lanes));
        } else
#endif
#if XSIMD_WITH_AVX
            if constexpr (sizeof(lanes) == 32) {
            _mm256_stream_si256(reinterpret_cast<__m256i*>(p), std::bit_cast<__m256i>(lanes));
        } else
#endif
        {
            _mm_stream_si128(reinterpret_cast<__m128i*>(p), std::bit_cast<__m128i>(lanes));
        }
    }
#endif
}

} // namespace rectify::inline RECTIFY_ABI::detail
