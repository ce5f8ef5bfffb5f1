#pragma once

// Results against their reference: the errors in ULP, and what ULP do not see.

#include "support/real.hpp"
#include "support/ulp.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace rectify_test {

/// ulp_error() without calls, so that a loop of it can vectorise; 0 where a NaN is involved.
inline double ulp_distance(float value, double reference)
{
    constexpr std::uint64_t exponent_field = 0x7ff0'0000'0000'0000;
    constexpr double smallest_normal = std::numeric_limits<float>::min();
    const double magnitude = std::fabs(reference);
    const double normal = magnitude < smallest_normal ? smallest_normal : magnitude;
    // The power of two 2^e <= normal has the exponent field e + 1023; an ULP is 2^(e - 23), its inverse 2^(23 - e).
    const std::uint64_t inverse = ((2 * 1023 + 23ULL) << 52) - (to_bits(normal) & exponent_field);
    const double distance = std::fabs(static_cast<double>(value) - reference);
    const bool same_infinity =
        value == static_cast<float>(reference) && std::fabs(value) > std::numeric_limits<float>::max();
    return same_infinity || distance != distance ? 0 : distance * std::bit_cast<double>(inverse);
}

/// An input, and its number among all that are tried.
template <class T>
struct place {
    T x = 0;
    std::uint64_t number = std::numeric_limits<std::uint64_t>::max();
};

/// How often something happened, and where first.
template <class T>
struct places {
    std::uint64_t count = 0;
    place<T> first;

    void add(const place<T>& p) { *this += {1, p}; }

    places& operator+=(const places& other)
    {
        count += other.count;
        if (other.first.number < first.number) {
            first = other.first;
        }
        return *this;
    }
};

/// What was found over some inputs.
template <class T>
struct tally {
    std::uint64_t size = 0;
    double max_ulp = 0;
    /// Where max_ulp is first.
    place<T> where;
    places<T> not_nearest;
    /// Zeros with another sign than the reference.
    places<T> wrong_sign;
    /// NaN instead of a number, or a number instead of NaN.
    places<T> wrong_nan;
    /// Where f(scalar) has other bits.
    places<T> not_as_scalar;

    void error(const place<T>& p, double ulp)
    {
        if (ulp > max_ulp || (ulp == max_ulp && p.number < where.number)) {
            max_ulp = ulp;
            where = p;
        }
    }

    tally& operator+=(const tally& other)
    {
        size += other.size;
        error(other.where, other.max_ulp);
        not_nearest += other.not_nearest;
        wrong_sign += other.wrong_sign;
        wrong_nan += other.wrong_nan;
        not_as_scalar += other.not_as_scalar;
        return *this;
    }
};

template <class T>
bool wrong_zero(T result, bool reference_is_negative)
{
    return result == 0 && std::signbit(result) != reference_is_negative;
}

/// Compares y with a reference in double; x are the inputs from number `first` on. exact(x) is the nearest float, told
/// from more bits, for results that double sees too near a tie to tell it.
template <class Exact>
void compare(std::uint64_t first, std::span<const float> x, std::span<const float> y, std::span<const double> reference,
             const Exact& exact, tally<float>& t)
{
    const std::size_t n = x.size();
    const auto near_tie = [](double ulp) { return std::fabs(ulp - 0.5) < 0x1p-20; };

    // First the sum of the block, in a loop that can vectorise: as integers, distances are ordered alike.
    std::uint64_t largest = 0;
    std::uint64_t unlike = 0;
    std::uint64_t ties = 0;
    std::uint64_t strange = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const float v = y[i];
        const double r = reference[i];
        const float nearest = static_cast<float>(r);
        const std::uint64_t distance = to_bits(ulp_distance(v, r));
        largest = distance > largest ? distance : largest;
        unlike += v < nearest || v > nearest ? 1 : 0;
        ties += near_tie(ulp_distance(nearest, r));
        strange += (v == 0 && std::signbit(v) != std::signbit(r)) || (v != v) != (r != r);
    }

    t.size += n;
    const double worst = std::bit_cast<double>(largest);
    if (worst > t.max_ulp) {
        for (std::size_t i = 0; i < n; ++i) {
            t.error({x[i], first + i}, ulp_distance(y[i], reference[i]));
        }
    }
    if (strange != 0) {
        for (std::size_t i = 0; i < n; ++i) {
            if (std::isnan(y[i]) != std::isnan(reference[i])) {
                t.wrong_nan.add({x[i], first + i});
            } else if (wrong_zero(y[i], std::signbit(reference[i]))) {
                t.wrong_sign.add({x[i], first + i});
            }
        }
    }
    if (unlike != 0 || ties != 0) {
        for (std::size_t i = 0; i < n; ++i) {
            float nearest = static_cast<float>(reference[i]);
            if (near_tie(ulp_distance(nearest, reference[i]))) {
                nearest = exact(x[i]);
            }
            if (y[i] < nearest || y[i] > nearest) {
                t.not_nearest.add({x[i], first + i});
            }
        }
    }
}

#if RECTIFY_WITH_MPFR
/// Compares one result with a reference in MPFR; the reference is not NaN.
template <class T>
void compare(const place<T>& p, T y, const real& reference, tally<T>& t)
{
    ++t.size;
    if (std::isnan(y)) {
        t.wrong_nan.add(p);
        return;
    }
    t.error(p, ulp_distance(y, reference));
    if (y != reference.template nearest<T>()) {
        t.not_nearest.add(p);
    }
    if (wrong_zero(y, reference.negative())) {
        t.wrong_sign.add(p);
    }
}
#endif

} // namespace rectify_test
