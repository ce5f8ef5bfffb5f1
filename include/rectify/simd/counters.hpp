#pragma once

// Counting true lanes.

#include <rectify/simd/masks.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

template <class V>
struct lane_counters {
    using type = bits_of_width<V>;
};

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T, class Arch>
struct lane_counters<xsimd::batch<T, Arch>> {
    using type = xsimd::batch<bits_of_width<T>, Arch>;
};
#endif

/// Whether the bits of an integer are counted by an instruction.
#if defined(__POPCNT__) || defined(__aarch64__) || defined(_MSC_VER)
inline constexpr bool has_popcount = true;
#else
inline constexpr bool has_popcount = false;
#endif

/// An unsigned integer in each lane of V.
template <class V>
using counters_t = typename lane_counters<V>::type;

// counts + 1 where the mask is true.

template <std::unsigned_integral U>
RECTIFY_INLINE constexpr U add_mask(U counts, bool mask) noexcept
{
    return static_cast<U>(counts + (mask ? 1 : 0));
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <std::unsigned_integral U, class T, class Arch>
RECTIFY_INLINE xsimd::batch<U, Arch> add_mask(const xsimd::batch<U, Arch>& counts,
                                              const xsimd::batch_bool<T, Arch>& mask) noexcept
{
    static_assert(sizeof(U) == sizeof(T));
    using R [[maybe_unused]] = mask_register<T, Arch>;
    if constexpr (mask_is_lanes<T, Arch>) {
        // Where it is true, a mask is the integer -1.
        using counter = typename xsimd::batch<U, Arch>::register_type;
        return counts - xsimd::batch<U, Arch>(std::bit_cast<counter>(static_cast<R>(mask)));
    } else {
        using V = xsimd::batch<T, Arch>;
        return counts + bits_as<U>(detail::select(mask, V(std::bit_cast<T>(U(1))), V(T(0))));
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
