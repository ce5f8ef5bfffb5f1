#pragma once

// Comparisons that raise no floating-point exception for a quiet NaN.

#include <rectify/simd/masks.hpp>

#include <limits>

namespace rectify::inline RECTIFY_ABI::detail {

// v < bound, which is negative or -0; false for NaN.

template <std::floating_point T>
RECTIFY_INLINE constexpr bool is_below(T v, T bound) noexcept
{
#if defined(__GNUC__)
    return __builtin_isless(v, bound);
#else
    return v < bound;
#endif
}

// v <= bound; false for NaN.

template <arithmetic T>
RECTIFY_INLINE constexpr bool is_at_most(T v, T bound) noexcept
{
#if defined(__GNUC__)
    if constexpr (std::floating_point<T>) {
        return __builtin_islessequal(v, bound);
    } else
#endif
        return v <= bound;
}

// v <= 0; false for NaN.

template <arithmetic T>
RECTIFY_INLINE constexpr bool is_not_positive(T v) noexcept
{
    return is_at_most(v, T(0));
}

// A mask of integers, as one of the numbers T of their width.

template <std::floating_point T>
RECTIFY_INLINE constexpr bool mask_as(bool mask) noexcept
{
    return mask;
}

// v > 0; of a NaN either.

template <arithmetic T>
RECTIFY_INLINE constexpr bool is_positive(T v) noexcept
{
    return !is_not_positive(v);
}

// v where the mask is true, else 0.

template <std::floating_point T>
RECTIFY_INLINE constexpr T zero_unless(bool mask, T v) noexcept
{
    return mask ? v : T(0);
}

#if !defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
template <class T>
inline constexpr T infinity = std::numeric_limits<T>::infinity();

/// Whether < and <= of an architecture raise "invalid" for a quiet NaN, as SSE's and NEON's do; == does not.
template <class Arch>
inline constexpr bool orders_signal =
#if XSIMD_WITH_AVX
    !std::is_base_of_v<xsimd::avx, Arch> &&
#endif
#if XSIMD_WITH_SSE2
    std::is_base_of_v<xsimd::sse2, Arch>;
#elif XSIMD_WITH_NEON
    std::is_base_of_v<xsimd::neon, Arch>;
#else
    false;
#endif

template <std::floating_point T, class Arch>
RECTIFY_INLINE xsimd::batch<T, Arch> zero_unless(const xsimd::batch_bool<T, Arch>& mask,
                                                 const xsimd::batch<T, Arch>& v) noexcept
{
    using V = xsimd::batch<T, Arch>;
    if constexpr (mask_is_lanes<T, Arch>) {
        return V(std::bit_cast<typename V::register_type>(static_cast<mask_register<T, Arch>>(mask))) & v;
    } else {
        return detail::select(mask, v, V(T(0)));
    }
}

template <class T, class Arch, class Integer>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> mask_as(const xsimd::batch_bool<Integer, Arch>& mask) noexcept
{
    return std::bit_cast<mask_register<T, Arch>>(static_cast<mask_register<Integer, Arch>>(mask));
}

/// Which lanes are numbers: NaN does not equal itself.
template <std::floating_point T, class Arch>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> is_number(const xsimd::batch<T, Arch>& v) noexcept
{
    const xsimd::batch<T, Arch>& itself = v;
    return v == itself;
}

template <std::floating_point T, class Arch>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> is_below(const xsimd::batch<T, Arch>& v,
                                                   const xsimd::batch<T, Arch>& negative_bound) noexcept
{
    if constexpr (orders_signal<Arch> && std::same_as<T, float>) {
        // As integers, moved so that -infinity is the largest of them, and no NaN is near. (Sums of unsigned ones may
        // overflow.)
        using words = xsimd::batch<std::uint32_t, Arch>;
        const words up = words(0x7fff'ffffu - std::bit_cast<std::uint32_t>(-infinity<T>));
        const auto moved = [&](const auto& lanes) RECTIFY_INLINE_LAMBDA {
            return bits_as<std::int32_t>(static_cast<words>(bits_as<std::uint32_t>(lanes) + up));
        };
        return mask_as<T>(moved(v) > moved(negative_bound));
    } else if constexpr (orders_signal<Arch>) {
        return zero_unless(is_number(v), v) < negative_bound;
    } else {
        return v < negative_bound;
    }
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> is_at_most(const xsimd::batch<T, Arch>& v,
                                                     const xsimd::batch<T, Arch>& bound) noexcept
{
    if constexpr (orders_signal<Arch> && std::floating_point<T>) {
        const auto numbers = is_number(v);
        return (zero_unless(numbers, v) <= bound) & numbers;
    } else {
        return v <= bound;
    }
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> is_not_positive(const xsimd::batch<T, Arch>& v) noexcept
{
    using V = xsimd::batch<T, Arch>;
    if constexpr (orders_signal<Arch> && std::same_as<T, float>) {
        using integers = xsimd::batch<std::int32_t, Arch>;
        const integers beyond(std::bit_cast<std::int32_t>(-infinity<T>) + 1);
        return mask_as<T>(beyond > bits_as<std::int32_t>(v)) | (v == V(T(0)));
    } else {
        return is_at_most(v, V(T(0)));
    }
}

template <class T, class Arch>
RECTIFY_INLINE xsimd::batch_bool<T, Arch> is_positive(const xsimd::batch<T, Arch>& v) noexcept
{
    using V = xsimd::batch<T, Arch>;
    if constexpr (orders_signal<Arch> && std::same_as<T, float>) {
        using integers = xsimd::batch<std::int32_t, Arch>;
        return mask_as<T>(bits_as<std::int32_t>(v) > integers(0));
    } else if constexpr (orders_signal<Arch> && std::floating_point<T>) {
        return !is_not_positive(v);
    } else {
        return v > V(T(0));
    }
}
#endif

} // namespace rectify::inline RECTIFY_ABI::detail
