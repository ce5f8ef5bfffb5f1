#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/count.hpp>
#include <rectify/loop/elementwise.hpp>
#include <rectify/sparsity/tolerance.hpp>

#include <algorithm>
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

/// The elements of a sample, of which there are n in all; 1 where each is one, and where there are none, as channels *
/// inner may overflow then.
template <class F>
RECTIFY_INLINE std::size_t period_of([[maybe_unused]] const F& f, [[maybe_unused]] std::size_t n) noexcept
{
    if constexpr (channelwise<F>) {
        if (n != 0 && f.slope.size() != 1) {
            return f.slope.size() * f.inner;
        }
    }
    return 1;
}

/// y = f(x), or no y (nullptr); returns of how many results mark() is true.
template <class Arch, class F, class Mark, class Y, class SX>
RECTIFY_INLINE std::size_t elementwise_counting(const F& f, std::size_t n, bool stream, const Mark& mark, Y y,
                                                const SX* x)
{
    std::size_t count = 0;
    apply(
        value_op{}, f,
        [&](const auto& op)
            RECTIFY_INLINE_LAMBDA { count = count_results<Arch, typename F::value_type>(n, stream, op, mark, y, x); },
        [&](const auto& op, const auto& g) RECTIFY_INLINE_LAMBDA {
            count = count_channels<Arch>(n, g.slope.data(), g.slope.size(), g.inner, op, mark, y, x);
        });
    return count;
}

/// How many elements are at most `tolerance` in magnitude.
struct count_near_zero_kernel {
    template <class Arch, class S>
    RECTIFY_INLINE static std::size_t run(std::size_t n, const S* y, double tolerance)
    {
        using T = std::conditional_t<half_width<S>, float, S>;
        return count_results<Arch, T>(
            n, false, [](const auto& v) RECTIFY_INLINE_LAMBDA { return v; }, within<T>(tolerance), nullptr, y);
    }
};

/// The same of f(x), which is stored nowhere.
struct count_values_kernel {
    template <class Arch, class F, class S>
    RECTIFY_INLINE static std::size_t run(const F& f, std::size_t n, const S* x, double tolerance)
    {
        return count_within < typename F::value_type,
               is_brief_of<value_op, F> && !channelwise < F >> (tolerance, [&](const auto& mark) RECTIFY_INLINE_LAMBDA {
                   return elementwise_counting<Arch>(f, n, false, mark, nullptr, x);
               });
    }
};

/// y = f(x), and the zeros of y.
struct measured_kernel {
    template <class Arch, class F, class SY, class SX>
    RECTIFY_INLINE static std::size_t run(const F& f, std::size_t n, stores how, SY* y, const SX* x)
    {
        using T = typename F::value_type;
        if constexpr (std::same_as<SY, T>) {
            return elementwise_counting<Arch>(f, n, streams<Arch, lanes_t<T, Arch>>(how, n, y, x), is_zero{}, y, x);
        } else {
            // A result may round to zero when it is stored: count what is in y, while it is in the first cache.
            std::size_t zeros = 0;
            const std::size_t block = whole_periods(1024, period_of(f, n));
            for (std::size_t first = 0; first < n; first += (std::min)(block, n - first)) {
                const std::size_t count = (std::min)(block, n - first);
                elementwise<Arch>(f, count, stores::cached, value_op{}, y + first, x + first);
                zeros += count_zeros<Arch>(count, static_cast<const SY*>(y + first));
            }
            return zeros;
        }
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
