#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/channels.hpp>
#include <rectify/loop/reduce.hpp>

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

/// The terms of 0 or 1 that a lane of T adds up exactly (2^20 where it could be more).
template <class T>
inline constexpr std::size_t exact_count = sizeof(T) == 1   ? 127
                                           : sizeof(T) == 2 ? 32767
                                                            : std::size_t{1} << 20;

/// The op whose result is that of `op`, and whose term is 1 where the result is zero, else 0.
template <class Op>
struct counting_zeros {
    Op op;

    template <class... V>
    RECTIFY_INLINE auto operator()(const V&... v) const noexcept
    {
        const auto y = op(v...);
        using lanes = std::remove_cv_t<decltype(y)>;
        using T = typename lane_traits<lanes>::value_type;
        return result_and_term<lanes>{y, detail::select(y == lanes(T(0)), lanes(T(1)), lanes(T(0)))};
    }
};

/// y[i] = op(x[i], ...), or no y (nullptr); returns how many of the results are zero.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE std::size_t transform_counting(std::size_t n, const Op& op, SY y, const SX*... x)
{
    constexpr std::size_t longest = exact_count<T> * unroll * lane_count<lanes_t<T, Arch>>;
    const counting_zeros<Op> counting{op};
    std::size_t zeros = 0;
    for (std::size_t first = 0; first < n; first += longest) {
        const std::size_t count = std::min(longest, n - first);
        if constexpr (std::is_null_pointer_v<SY>) {
            zeros += transform_reduce<Arch, T, std::size_t>(count, counting, nullptr, (x + first)...);
        } else {
            zeros += transform_reduce<Arch, T, std::size_t>(count, counting, y + first, (x + first)...);
        }
    }
    return zeros;
}

/// The zeros of n elements.
template <class Arch, class S>
RECTIFY_INLINE std::size_t count_zeros(std::size_t n, const S* y)
{
    return transform_counting<Arch, S>(
        n, [](const auto& v) RECTIFY_INLINE_LAMBDA { return v; }, nullptr, y);
}

} // namespace detail

/// Counts the zeros of y, a range of float, double or integers.
template <class Arch = default_arch, class Y>
sparsity measure_sparsity(Y&& y)
{
    const auto in = detail::input(y);
    return {detail::count_zeros<Arch>(in.size, in.data), in.size};
}

/// y[i] = f(x[i]), and the sparsity of y, in one pass. Arguments, promises and errors are those of forward().
template <class Arch = default_arch, activation F, class X, class Y>
sparsity forward_measured(const F& f, X&& x, Y&& y)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto out = detail::output<T>(std::forward<Y>(y));
    detail::check_sizes<Arch>("forward_measured", {"x", in}, {"y", out});
    detail::check_same_or_apart<Arch>("forward_measured", {"x", in}, {"y", out});
    detail::check_channels<Arch>("forward_measured", f, {"y", out});

    using S = typename decltype(out)::storage_type;
    std::size_t zeros = 0;
    detail::walk_elements(
        f, in.size,
        [&](std::size_t n, const auto& op, S* results, const auto*... inputs) RECTIFY_INLINE_LAMBDA {
            if constexpr (std::same_as<S, T>) {
                zeros += detail::transform_counting<Arch, T>(n, op, results, inputs...);
            } else {
                // A result may round to zero when it is stored: count what is in y, a block at a time.
                for (std::size_t first = 0; first < n; first += detail::channel_block) {
                    const std::size_t count = std::min(detail::channel_block, n - first);
                    detail::transform<Arch, T>(count, op, results + first, (inputs + first)...);
                    zeros += detail::count_zeros<Arch>(count, static_cast<const S*>(results + first));
                }
            }
        },
        [](const auto& g, const auto& v) RECTIFY_INLINE_LAMBDA { return g(v); }, out.data, in.data);
    return {zeros, in.size};
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X, class Y>
sparsity forward_measured(const F&, X&&, Y&&)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
    return {};
}

} // namespace rectify::inline RECTIFY_ABI
