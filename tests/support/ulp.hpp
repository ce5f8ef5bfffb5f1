#pragma once

// Distances between floating-point numbers, and the numbers that are worth testing.

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <vector>

namespace rectify_test {

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

template <class T>
bits_of<T> to_bits(T v)
{
    return std::bit_cast<bits_of<T>>(v);
}

/// The same bits, where any NaN is as good as another.
template <class T>
bool same(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        return (std::isnan(a) && std::isnan(b)) || to_bits(a) == to_bits(b);
    } else {
        return a == b;
    }
}

/// The type in which references to results of T are computed: at least 11 bits more.
template <class T>
using wider = std::conditional_t<std::is_same_v<T, float>, double, long double>;

/// The distance of `value` from the exact `reference`, in units of the last place of T at the reference, subnormals'
/// grid included. Infinity and overflow count as T's largest number and one step more. NaN against a number is
/// infinite.
template <class T>
double ulp_error(T value, wider<T> reference)
{
    using W = wider<T>;
    if (std::isnan(value) || std::isnan(reference)) {
        return std::isnan(value) && std::isnan(reference) ? 0 : std::numeric_limits<double>::infinity();
    }
    if (std::isinf(value) || std::isinf(reference)) {
        return value == static_cast<T>(reference) ? 0 : std::numeric_limits<double>::infinity();
    }
    const W magnitude = std::fabs(reference);
    int exponent = std::numeric_limits<T>::min_exponent;
    if (magnitude >= std::numeric_limits<T>::min()) {
        std::frexp(magnitude, &exponent);
    }
    const W ulp = std::ldexp(W(1), exponent - std::numeric_limits<T>::digits);
    return static_cast<double>(std::fabs((static_cast<W>(value) - reference) / ulp));
}

/// Zeros, ones, infinities, NaN of both signs, the ends of the normal and subnormal ranges, and neighbours.
template <class T>
std::vector<T> special_values()
{
    using limits = std::numeric_limits<T>;
    std::vector<T> values;
    for (T v : {T(0), limits::denorm_min(), 2 * limits::denorm_min(), limits::min() - limits::denorm_min(),
                limits::min(), limits::epsilon(), T(0.1), T(0.5), T(1), std::nextafter(T(1), T(2)), T(2), T(17.5),
                T(40), T(90), T(104), T(750), limits::max(), limits::infinity(), limits::quiet_NaN()}) {
        values.push_back(v);
        values.push_back(std::copysign(v, T(-1)));
    }
    return values;
}

/// n numbers of a standard normal distribution with the given standard deviation.
template <class T>
std::vector<T> normal_values(std::size_t n, T deviation, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<double> normal(0, static_cast<double>(deviation));
    std::vector<T> values(n);
    for (T& v : values) {
        v = static_cast<T>(normal(generator));
    }
    return values;
}

/// n numbers whose bits are random: every exponent and sign as likely as another, NaN and infinity now and then.
template <class T>
std::vector<T> random_bits(std::size_t n, unsigned seed)
{
    std::mt19937_64 generator(seed);
    std::vector<T> values(n);
    for (T& v : values) {
        v = std::bit_cast<T>(static_cast<bits_of<T>>(generator()));
    }
    return values;
}

} // namespace rectify_test
