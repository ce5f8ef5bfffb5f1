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

/// The lane with the number 0.
template <arithmetic T>
RECTIFY_INLINE constexpr T first_lane(T v) noexcept
{
    return v;
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
RECTIFY_INLINE T first_lane(const xsimd::batch<T, Arch>& v) noexcept
{
    return v.get(0);
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
