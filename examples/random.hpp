#pragma once

// Random numbers that are the same on every standard library: the engine is fixed by the C++ standard, but its
// distributions and std::shuffle are not.

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>

namespace demo {

using random_engine = std::mt19937_64;

/// Uniform in [low, high).
inline double uniform(random_engine& random, double low, double high)
{
    constexpr double two_to_minus_53 = 1.0 / 9007199254740992.0;
    return low + (high - low) * (static_cast<double>(random() >> 11) * two_to_minus_53);
}

/// Uniform in [0, count). Draws that would favour the small numbers are thrown away.
inline std::size_t uniform_index(random_engine& random, std::size_t count)
{
    const std::uint64_t n = count;
    const std::uint64_t surplus = (0 - n) % n; // 2^64 mod n
    std::uint64_t draw = random();
    while (draw < surplus) {
        draw = random();
    }
    return static_cast<std::size_t>(draw % n);
}

/// Fisher and Yates' shuffle.
template <class T>
void shuffle(std::span<T> items, random_engine& random)
{
    for (std::size_t left = items.size(); left > 1; --left) {
        std::swap(items[left - 1], items[uniform_index(random, left)]);
    }
}

} // namespace demo
