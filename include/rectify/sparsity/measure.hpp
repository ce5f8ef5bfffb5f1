#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/channels.hpp>
#include <rectify/loop/count.hpp>

#include <cstddef>

namespace rectify::inline RECTIFY_ABI {

/// How many elements of a buffer are zero: k of n.
struct sparsity {
    /// k, the elements equal to zero, +0 and -0 alike. NaN is not zero.
    std::size_t zeros = 0;
    /// n, all elements.
    std::size_t size = 0;

    /// k / n, from 0 (dense) to 1; 0 for an empty buffer.
    constexpr double ratio() const noexcept
    {
        return size == 0 ? 0.0 : static_cast<double>(zeros) / static_cast<double>(size);
    }

    /// Adds the counts of another part of the same whole.
    constexpr sparsity& operator+=(const sparsity& other) noexcept
    {
        zeros += other.zeros;
        size += other.size;
        return *this;
    }

    /// Whether both counts are the same.
    friend constexpr bool operator==(const sparsity&, const sparsity&) = default;
};

namespace detail {

/// Whether lanes of T are in magnitude at most a tolerance: low <= v <= high, which NaN is not.
template <class T>
struct is_near_zero {
    T low;
    T high;

    template <class V>
    RECTIFY_INLINE mask_t<V> operator()(const V& v) const noexcept
    {
        if constexpr (std::is_unsigned_v<T>) {
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

/// Calls count(mark) with the mark of what counts as zero.
template <class T, class Count>
RECTIFY_INLINE std::size_t count_within(double tolerance, const Count& count)
{
    return tolerance == 0 ? count(is_zero{}) : count(within<T>(tolerance));
}

/// How many elements are at most `tolerance` in magnitude.
struct count_near_zero_kernel {
    template <class Arch, class S>
    RECTIFY_INLINE static std::size_t run(std::size_t n, const S* y, double tolerance)
    {
        using T = std::conditional_t<half_width<S>, float, S>;
        return transform_counting<Arch, T>(
            n, false, [](const auto& v) RECTIFY_INLINE_LAMBDA { return v; }, within<T>(tolerance), nullptr, y);
    }
};

/// The same of f(x), which is stored nowhere.
struct count_values_kernel {
    template <class Arch, class F, class S>
    RECTIFY_INLINE static std::size_t run(const F& f, std::size_t n, const S* x, double tolerance)
    {
        using T = typename F::value_type;
        std::size_t zeros = 0;
        walk_elements(
            f, n,
            [&](std::size_t count, const auto& op, auto... buffers) RECTIFY_INLINE_LAMBDA {
                zeros += count_within<T>(tolerance, [&](const auto& mark) RECTIFY_INLINE_LAMBDA {
                    return transform_counting<Arch, T>(count, false, op, mark, buffers...);
                });
            },
            value_op{}, nullptr, x);
        return zeros;
    }
};

/// y = f(x), and the zeros of y.
struct measured_kernel {
    template <class Arch, class F, class SY, class SX>
    RECTIFY_INLINE static std::size_t run(const F& f, std::size_t n, stores how, SY* y, const SX* x)
    {
        using T = typename F::value_type;
        std::size_t zeros = 0;
        walk_streaming<Arch>(
            f, n, how,
            [&](std::size_t count, [[maybe_unused]] bool stream, const auto& op, SY* results, auto... inputs)
                RECTIFY_INLINE_LAMBDA {
                    if constexpr (std::same_as<SY, T>) {
                        zeros += transform_counting<Arch, T>(count, stream, op, is_zero{}, results, inputs...);
                    } else {
                        // A result may round to zero when it is stored: count what is in y, a block at a time.
                        for (std::size_t first = 0; first < count; first += channel_block) {
                            const std::size_t block = (std::min)(channel_block, count - first);
                            transform<Arch, T>(block, op, results + first, (inputs + first)...);
                            zeros += count_zeros<Arch>(block, static_cast<const SY*>(results + first));
                        }
                    }
                },
            value_op{}, y, x);
        return zeros;
    }
};

template <class Arch>
RECTIFY_INLINE void check_tolerance(double tolerance)
{
    if (!(tolerance >= 0)) [[unlikely]] {
        fail<Arch>("rectify::measure_sparsity: tolerance is %g; it must be 0 or more", tolerance);
    }
}

} // namespace detail

/// Counts the zeros of y, a range of any element type.
///
/// With a tolerance, which must not be negative or NaN, counts the elements with |y[i]| <= tolerance instead, compared
/// exactly: for activations that come near 0 without reaching it.
///
/// Throws std::invalid_argument for a wrong tolerance.
template <class Arch = default_arch, class Y>
sparsity measure_sparsity(Y&& y, double tolerance = 0)
{
    const auto in = detail::input(y);
    detail::check_tolerance<Arch>(tolerance);
    if (tolerance == 0) {
        return {detail::run<Arch, detail::count_zeros_kernel>(in.size, in.data), in.size};
    }
    return {detail::run<Arch, detail::count_near_zero_kernel>(in.size, in.data, tolerance), in.size};
}

/// Counts the zeros of f(x[i]), which is stored nowhere; with a tolerance as above.
///
/// f, x: as in forward(). Throws std::invalid_argument if f has channels that do not fit n, and for a wrong tolerance.
template <class Arch = default_arch, activation F, class X>
sparsity measure_sparsity(const F& f, X&& x, double tolerance = 0)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    detail::check_tolerance<Arch>(tolerance);
    detail::check_channels<Arch>("measure_sparsity", f, {"x", in});
    return {detail::run<Arch, detail::count_values_kernel>(f, in.size, in.data, tolerance), in.size};
}

/// y[i] = f(x[i]), and the sparsity of y, in one pass. Arguments, promises and errors are those of forward().
template <class Arch = default_arch, activation F, class X, class Y>
sparsity forward_measured(const F& f, X&& x, Y&& y, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto out = detail::output<T>(std::forward<Y>(y));
    detail::check_elementwise<Arch>("forward_measured", f, {"x", in}, {"y", out});
    return {detail::run<Arch, detail::measured_kernel>(f, in.size, how, out.data, in.data), in.size};
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X, class Y>
sparsity forward_measured(const F&, X&&, Y&&, stores = stores::automatic)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
    return {};
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X>
    requires(detail::contiguous_sized<X> && !activation<F>)
sparsity measure_sparsity(const F&, X&&, double = 0)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
    return {};
}

} // namespace rectify::inline RECTIFY_ABI
