#pragma once

// Stores that go past the caches. A buffer larger than a core's share of them will not be found there when it is next
// read, and an ordinary store would first fetch each line that it overwrites: a third of the traffic of y = f(x).

#include <rectify/simd/hidden.hpp>
#include <rectify/simd/words.hpp>

#include <cstddef>
#include <cstdint>

#if XSIMD_WITH_SSE2 && defined(_MSC_VER)
#include <intrin.h>
#elif XSIMD_WITH_SSE2
#include <cpuid.h>
#endif

namespace rectify::inline RECTIFY_ABI {

/// How a verb writes its output.
enum class stores {
    /// Past the caches where the output is larger than a core can expect of them (at most 32 MiB) and is not an input
    /// too; else through them.
    automatic,
    /// Through the caches: for an output that is read again at once.
    cached,
    /// Past the caches, where the processor can (x86) and the output is not an input too.
    streaming,
};

namespace detail {

/// What a processor says of one of its caches: registers of cpuid, all 0 where there is no more to say.
struct cache_description {
    unsigned eax;
    unsigned ebx;
    unsigned ecx;
};

/// The cache of an index, by a leaf of cpuid.
RECTIFY_INLINE cache_description describe_cache([[maybe_unused]] unsigned leaf,
                                                [[maybe_unused]] unsigned index) noexcept
{
    cache_description d{};
#if XSIMD_WITH_SSE2 && defined(_MSC_VER)
    int registers[4];
    __cpuid(registers, static_cast<int>(leaf & 0x80000000u));
    if (static_cast<unsigned>(registers[0]) >= leaf) {
        __cpuidex(registers, static_cast<int>(leaf), static_cast<int>(index));
        d = {static_cast<unsigned>(registers[0]), static_cast<unsigned>(registers[1]),
             static_cast<unsigned>(registers[2])};
    }
#elif XSIMD_WITH_SSE2
    unsigned edx = 0;
    __get_cpuid_count(leaf, index, &d.eax, &d.ebx, &d.ecx, &edx); // writes nothing where there is no such leaf
#endif
    return d;
}

/// Bytes in the largest cache that a processor describes, by Intel's leaf 4 or AMD's 0x8000001D, which share a layout
/// (the C library's figure may be that of all sockets); 32 MiB where it describes none. describe(leaf, index) is as
/// describe_cache().
template <class Describe>
std::size_t largest_cache_bytes(const Describe& describe) noexcept
{
    std::size_t largest = 0;
    for (const unsigned leaf : {0x4u, 0x8000001Du}) {
        for (unsigned index = 0; index < 16; ++index) {
            const cache_description d = describe(leaf, index);
            const unsigned kind = d.eax & 31u; // 0: no more caches; 1: data; 2: instructions; 3: both
            if (kind == 0) {
                break;
            }
            if (kind != 2) {
                const std::size_t ways = (d.ebx >> 22) + std::size_t{1};
                const std::size_t partitions = ((d.ebx >> 12) & 1023u) + std::size_t{1};
                const std::size_t line = (d.ebx & 4095u) + std::size_t{1};
                const std::size_t size = ways * partitions * line * (std::size_t{d.ecx} + 1);
                largest = size > largest ? size : largest;
            }
        }
    }
    return largest != 0 ? largest : std::size_t{32} << 20;
}

/// An output of so many bytes, or fewer, is expected to stay in a cache; one of more than `most_cached` is not.
///
/// A processor may have less than the latter, so that it is asked; more, it shares among cores: a server describes the
/// cache of a whole socket, 300 MiB of it, of which the core of one tenant has little. There streaming wins from 4 MiB
/// on, and from 16 MiB on with a reader of the output right behind; where eight cores share 32 MiB, from 32 MiB on.
inline constexpr std::size_t least_cached = std::size_t{8} << 20;
inline constexpr std::size_t most_cached = std::size_t{32} << 20;

/// The bytes of an output from which on it is stored past the caches, asked once: by each translation unit, as a
/// library with a variable that is shared among them could not be unloaded.
template <class Arch>
static std::size_t cached_bytes() noexcept
{
    static const std::size_t bytes = largest_cache_bytes(
        [](unsigned leaf, unsigned index) noexcept { return describe_cache(leaf, index); }); // a type of Arch's own
    return bytes < least_cached ? least_cached : bytes < most_cached ? bytes : most_cached;
}

/// Whether lanes V can be stored past the caches as elements S, in one register.
template <class V, class S>
inline constexpr bool can_stream = false;

#if XSIMD_WITH_SSE2 && !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class S, class Arch>
    requires(std::is_base_of_v<xsimd::sse2, Arch> || std::is_base_of_v<xsimd::avx, Arch> ||
             std::is_base_of_v<xsimd::avx512f, Arch>)
inline constexpr bool can_stream<xsimd::batch<S, Arch>, S> = true;

template <half_width S, class Arch>
    requires(std::is_base_of_v<xsimd::avx, Arch> || std::is_base_of_v<xsimd::avx512f, Arch>)
inline constexpr bool can_stream<xsimd::batch<float, Arch>, S> = true;
#endif

/// Whether n elements of y, computed from x..., are to be stored past the caches.
template <class Arch, class V, class SY, class... X>
RECTIFY_INLINE bool streams(stores how, std::size_t n, const SY* y, const X&... x) noexcept
{
    if constexpr (can_stream<V, SY>) {
        const bool in_place = ((static_cast<const void*>(y) == static_cast<const void*>(x)) || ...);
        const bool on_boundaries = reinterpret_cast<std::uintptr_t>(y) % sizeof(SY) == 0; // of vectors, further on
        // Hidden: g++ warns of what it would take for a small buffer streamed as a large one.
        return hidden(
            how != stores::cached && !in_place && on_boundaries &&
            (how == stores::streaming || (n > least_cached / sizeof(SY) &&
                                          (n > most_cached / sizeof(SY) || n > cached_bytes<Arch>() / sizeof(SY)))));
    } else {
        return false;
    }
}

/// Makes streamed stores visible to other threads in the order of ordinary ones.
RECTIFY_INLINE void fence_streams() noexcept
{
#if XSIMD_WITH_SSE2
    _mm_sfence();
#endif
}

} // namespace detail
} // namespace rectify::inline RECTIFY_ABI
