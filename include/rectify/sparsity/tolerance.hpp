#pragma once

// What is zero but for a tolerance.

#include <rectify/loop/count.hpp>
#include <rectify/simd/compare.hpp>

#include <bit>
#include <limits>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether lanes of T are in magnitude at most a tolerance: low <= v <= high, which NaN is not.
template <class T>
struct is_near_zero {
    T low;
    T high;

    template <class V>
    RECTIFY_INLINE mask_t<V> operator()(const V& v) const noexcept
    {
        if constexpr (std::is_floating_point_v<T>) {
            return is_at_most(magnitude(v), V(high));
        } else if constexpr (std::is_unsigned_v<T>) {
            return v <= V(high);
        } else {
            return (v >= V(low)) & (v <= V(high));
        }
    }
};

/// The numbers of T that are at most `tolerance` in magnitude, exactly.
template <class T>
RECTIFY_INLINE is_near_zero<T> within(double tolerance) noexcept
{
    using limits = std::numeric_limits<T>;
    // Constants, as a function of the C++ library that is emitted has one name for all instruction sets.
    constexpr T largest = (limits::max)();
    constexpr double largest_double = (std::numeric_limits<double>::max)();
    if constexpr (std::is_floating_point_v<T>) {
        if (tolerance >= static_cast<double>(largest)) {
            const T most = tolerance > largest_double ? static_cast<T>(tolerance) : largest; // infinity, or not
            return {-most, most};
        }
        T most = static_cast<T>(tolerance);
        if (static_cast<double>(most) > tolerance) { // rounded up: the number below
            most = std::bit_cast<T>(static_cast<bits_of_width<T>>(std::bit_cast<bits_of_width<T>>(most) - 1));
        }
        return {-most, most};
    } else if (tolerance >= static_cast<double>(largest)) {
        constexpr T lowest = (limits::min)();
        return {tolerance >= -static_cast<double>(lowest) ? lowest : static_cast<T>(-largest), largest};
    } else {
        const T most = static_cast<T>(tolerance);
        return {static_cast<T>(-most), most};
    }
}

/// Calls count(mark) with the mark of what is at most `tolerance` in magnitude. One that counts what is brief is called
/// with a mark of less work for no tolerance.
template <class T, bool Brief, class Count>
RECTIFY_INLINE std::size_t count_within(double tolerance, const Count& count)
{
    if constexpr (Brief) {
        if (tolerance == 0) {
            return count(is_zero{});
        }
    }
    return count(within<T>(tolerance));
}

} // namespace rectify::inline RECTIFY_ABI::detail
