#pragma once

#include <rectify/core/errors.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace rectify::inline RECTIFY_ABI {

/// A type of 8 bits that stands for real numbers.
template <class T>
concept quantized_integer = std::same_as<T, std::int8_t> || std::same_as<T, std::uint8_t>;

/// How T stands for real numbers: q for scale * (q - zero_point).
///
/// A call with a scale or a zero point that is none throws std::invalid_argument.
template <quantized_integer T>
struct quantization {
    /// The distance of neighbours: finite and greater than 0.
    float scale = 1.0f;
    /// What stands for 0: a value of T.
    int zero_point = 0;

    /// The real number that q stands for; exact.
    constexpr double dequantize(T q) const noexcept
    {
        return static_cast<double>(scale) * (static_cast<int>(q) - zero_point);
    }

    /// The T nearest to v: v / scale is rounded to the nearest integer, to even at a tie, and what lies beyond T's ends
    /// becomes the nearer end. NaN becomes the zero point. The same in every rounding mode.
    T quantize(double v) const noexcept
    {
        if (!(v == v)) {
            return static_cast<T>(zero_point);
        }
        constexpr int lowest = (std::numeric_limits<T>::min)();
        constexpr int highest = (std::numeric_limits<T>::max)();
        constexpr double most = 1024; // steps, more than from any zero point to an end
        const double magnitude = v < 0 ? -v : v;
        const auto step = static_cast<double>(scale);
        int whole = static_cast<int>(magnitude < most * step ? magnitude / step : most); // or more, as it was rounded
        const double middle = (whole + 0.5) * step;                                      // exact
        if (magnitude > middle || (magnitude == middle && whole % 2 != 0)) {
            ++whole;
        }
        const int q = zero_point + (v < 0 ? -whole : whole);
        return static_cast<T>(q < lowest ? lowest : q > highest ? highest : q);
    }

    /// The same scale and zero point.
    friend constexpr bool operator==(const quantization&, const quantization&) = default;
};

namespace detail {

/// The quantization of an argument has a scale and a zero point.
template <class Arch, class T>
RECTIFY_INLINE void check_quantization(const char* function, const char* argument, const quantization<T>& q)
{
    constexpr float largest = (std::numeric_limits<float>::max)(); // emitted nowhere
    if (!(q.scale > 0.0f) || !(q.scale <= largest)) [[unlikely]] {
        fail<Arch>("rectify::%s: the scale of %s is %g; it must be finite and greater than 0", function, argument,
                   static_cast<double>(q.scale));
    }
    constexpr int lowest = std::signed_integral<T> ? -128 : 0;
    constexpr int highest = lowest + 255;
    if (q.zero_point < lowest || q.zero_point > highest) [[unlikely]] {
        fail<Arch>("rectify::%s: the zero point of %s is %d; it must lie from %d to %d", function, argument,
                   q.zero_point, lowest, highest);
    }
}

} // namespace detail
} // namespace rectify::inline RECTIFY_ABI
