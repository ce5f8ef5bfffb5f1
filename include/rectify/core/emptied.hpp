#pragma once

// What a type that owns memory keeps beside it: moved-from means empty.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// A value that is T{} once it has been moved from.
template <class T>
struct emptied {
    T value{};

    RECTIFY_INLINE explicit emptied(const T& v) noexcept : value(v) {}
    emptied(const emptied&) noexcept = default;
    emptied& operator=(const emptied&) noexcept = default;
    RECTIFY_INLINE emptied(emptied&& other) noexcept : value(other.value) { other.value = T{}; }
    RECTIFY_INLINE emptied& operator=(emptied&& other) noexcept
    {
        const T taken = other.value;
        other.value = T{};
        value = taken;
        return *this;
    }
    ~emptied() = default;
};

} // namespace rectify::inline RECTIFY_ABI::detail
