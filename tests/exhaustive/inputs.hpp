#pragma once

// What the functions are tried on: bit patterns, and points that are hard for some way of computing.

#include "support/ulp.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace rectify_test {

/// Special values, kinks, every binade, where e^x is reduced, where results are near powers of two, and the ends.
template <class T>
std::vector<T> hard_points()
{
    using limits = std::numeric_limits<T>;
    std::vector<T> points = special_values<T>();
    const auto around = [&](long double center, int neighbours) {
        for (const long double signed_center : {center, -center}) {
            T below = static_cast<T>(signed_center);
            T above = below;
            points.push_back(below);
            for (int i = 0; i < neighbours; ++i) {
                points.push_back(below = std::nextafter(below, -limits::infinity()));
                points.push_back(above = std::nextafter(above, limits::infinity()));
            }
        }
    };
    for (int halves = 0; halves <= 40; ++halves) {
        around(halves / 2.0L, 8);
    }
    for (int exponent = limits::min_exponent - limits::digits; exponent < limits::max_exponent; ++exponent) {
        for (const long double significand : {1.0L, 1.2L, 1.4L, 1.6L, 1.8L}) {
            around(std::ldexp(significand, exponent), 2);
        }
    }
    // Multiples of ln 2 / 2, where the integer in x = n ln 2 + r changes, and of ln 2 / 32, for a table of 16.
    const long double ln2 = std::log(2.0L);
    for (int k = 1; k <= 32 * (limits::digits - limits::min_exponent + 2); ++k) {
        around(k * ln2 / 32, k % 16 == 0 ? 4 : 1);
    }
    for (int k = 1; k <= limits::digits + 1; ++k) {
        around(std::log1p(-std::ldexp(1.0L, -k)), 32);
    }
    for (const long double end :
         {std::log(static_cast<long double>(limits::min())), std::log(static_cast<long double>(limits::denorm_min())),
          std::log(static_cast<long double>(limits::denorm_min()) / 2),
          std::log(static_cast<long double>(limits::epsilon()) / 2),
          std::log(static_cast<long double>(limits::epsilon()) / 4),
          std::log(static_cast<long double>(limits::max()))}) {
        around(end, 256);
    }
    std::ranges::sort(points, {}, to_bits<T>);
    points.erase(std::unique(points.begin(), points.end(), same<T>), points.end());
    return points;
}

/// n numbers: of any exponent, where e^x is neither 0 nor infinite, where networks work, and where |x| < ln 2. Made
/// with products alone, so that every compiler makes the same ones.
template <class T>
std::vector<T> random_points(std::size_t n)
{
    std::vector<T> points = random_bits<T>(n / 4, 1);
    std::mt19937_64 generator(2);
    const auto below_one = [&] { return std::ldexp(static_cast<T>(generator() >> 11), -53); };
    const T lowest = std::log(std::numeric_limits<T>::denorm_min()) * T(1.001);
    while (points.size() < n) {
        for (const T end : {lowest, T(-8), std::log(T(0.5))}) {
            points.push_back(end * below_one());
        }
    }
    return points;
}

/// Every stride-th bit pattern, and points.
template <class T>
struct inputs {
    std::uint64_t patterns = 0;
    std::uint64_t stride = 1;
    std::vector<T> points;

    std::uint64_t size() const { return patterns + points.size(); }

    void fill(std::uint64_t first, std::span<T> x) const
    {
        const auto regular =
            static_cast<std::size_t>(first < patterns ? std::min<std::uint64_t>(x.size(), patterns - first) : 0);
        for (std::size_t i = 0; i < regular; ++i) {
            x[i] = std::bit_cast<T>(static_cast<bits_of<T>>((first + i) * stride));
        }
        const auto skipped = static_cast<std::size_t>(first + regular - patterns);
        for (std::size_t i = regular; i < x.size(); ++i) {
            x[i] = points[skipped + i - regular];
        }
    }
};

/// Every float, or every stride-th and the hard points.
inline inputs<float> float_inputs(std::uint64_t stride)
{
    const std::uint64_t patterns = ((std::uint64_t{1} << 32) + stride - 1) / stride;
    return {patterns, stride, stride == 1 ? std::vector<float>{} : hard_points<float>()};
}

inline inputs<double> double_inputs(std::size_t random)
{
    inputs<double> all{.points = hard_points<double>()};
    const auto more = random_points<double>(random);
    all.points.insert(all.points.end(), more.begin(), more.end());
    return all;
}

} // namespace rectify_test
