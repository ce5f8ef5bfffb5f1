#pragma once

// Counting elements of which something is true, with or without writing them on the way.

#include <rectify/core/executor.hpp>
#include <rectify/loop/channels.hpp>
#include <rectify/simd/counters.hpp>

#include <algorithm>
#include <limits>

namespace rectify::inline RECTIFY_ABI::detail {

/// Marks that count the results V of which mark() is true.
template <class V, class Mark>
class mark_counter {
    using T = typename lane_traits<V>::value_type;
    using counter = bits_of_width<T>;
    static constexpr std::size_t lanes = lane_count<V>;

    static constexpr std::size_t all = (std::numeric_limits<std::size_t>::max)();
    static constexpr counter most = (std::numeric_limits<counter>::max)();

public:
    /// Elements that can be counted before the sum of what a lane has counted could overflow.
    static constexpr std::size_t limit = all / lanes > most ? static_cast<std::size_t>(most) * lanes : all;

    RECTIFY_INLINE explicit mark_counter(const Mark& mark) noexcept : mark_(mark)
    {
        for (auto& counts : counts_) {
            counts = counters_t<V>(counter(0));
        }
    }

    template <class... Results>
    RECTIFY_INLINE void turn(const Results&... results) noexcept
    {
        if constexpr (mask_is_bits<V>) {
            others_ += (static_cast<std::size_t>(std::popcount(mask_bits(mark_(results)))) + ...);
        } else {
            std::size_t k = 0;
            ((counts_[k] = add_mask(counts_[k], mark_(results)), ++k), ...);
        }
    }

    RECTIFY_INLINE void head(const V& result, std::size_t count) noexcept
    {
        others_ += static_cast<std::size_t>(std::popcount(mask_bits(mark_(result)) & low_bits(count)));
    }

    RECTIFY_INLINE void tail(const V& result, std::size_t skip) noexcept
    {
        if (!has_popcount && skip == 0) {
            turn(result);
            return;
        }
        std::uint64_t bits = mask_bits(mark_(result));
        if constexpr (lanes < 64) {
            bits >>= skip;
        } else {
            bits &= ~low_bits(skip);
        }
        others_ += static_cast<std::size_t>(std::popcount(bits));
    }

    RECTIFY_INLINE std::size_t total() const noexcept
    {
        std::size_t sum = others_;
        if constexpr (!is_batch<V>) {
            for (const counter c : counts_) {
                sum += static_cast<std::size_t>(c);
            }
        } else if constexpr (!mask_is_bits<V>) {
            const counters_t<V> counts = (counts_[0] + counts_[1]) + (counts_[2] + counts_[3]);
            for (const counter c : std::bit_cast<std::array<counter, lanes>>(counts)) {
                sum += static_cast<std::size_t>(c);
            }
        }
        return sum;
    }

private:
    counters_t<V> counts_[4]; // for the vectors of a turn, or fewer
    std::size_t others_ = 0;
    Mark mark_;
};

/// As many elements, up to `most`, as are whole periods; one period at least.
RECTIFY_INLINE constexpr std::size_t whole_periods(std::size_t most, std::size_t period) noexcept
{
    return (std::max)(period, most / period * period);
}

/// Calls walk(marks, first, count) for pieces of n elements, multiples of `period` that a counter can count, from
/// `first` on; returns of how many results mark() is true.
template <class V, class Mark, class Walk>
RECTIFY_INLINE std::size_t counting(std::size_t n, std::size_t period, const Mark& mark, const Walk& walk)
{
    using counter = mark_counter<V, Mark>;
    const std::size_t piece = whole_periods(counter::limit, period);
    std::size_t total = 0;
    for (std::size_t first = 0; first < n; first += (std::min)(piece, n - first)) {
        counter marks(mark);
        walk(marks, first, (std::min)(piece, n - first));
        total += marks.total();
    }
    return total;
}

/// y[i] = op(x[i]), or no y (nullptr), for i < n; returns of how many results mark() is true.
template <class Arch, class T, class Op, class Mark, class Y, class X>
RECTIFY_LOOP std::size_t count_results(std::size_t n, bool stream, Op op, Mark mark, Y y, X x) noexcept
{
    return counting<lanes_t<T, Arch>>(
        n, 1, mark, [&](auto& marks, std::size_t first, std::size_t count) RECTIFY_INLINE_LAMBDA {
            transform_marking<Arch, T>(count, stream, marks, op, advanced(y, first), x + first);
        });
}

/// The same of op(parameters[(i / inner) % channels], x[i]), where n is a multiple of channels * inner.
template <class Arch, class T, class Op, class Mark, class Y, class X>
RECTIFY_LOOP std::size_t count_channels(std::size_t n, const T* parameters, std::size_t channels, std::size_t inner,
                                        Op op, Mark mark, Y y, X x) noexcept
{
    if (n == 0) {
        return 0; // channels * inner may overflow then
    }
    return counting<lanes_t<T, Arch>>(
        n, channels * inner, mark, [&](auto& marks, std::size_t first, std::size_t count) RECTIFY_INLINE_LAMBDA {
            transform_blocks<Arch>(count, marks, parameters, channels, inner, op, advanced(y, first), x + first);
        });
}

/// Whether lanes are 0, +0 and -0 alike.
struct is_zero {
    template <class V>
    RECTIFY_INLINE mask_t<V> operator()(const V& v) const noexcept
    {
        return v == V(typename lane_traits<V>::value_type(0));
    }
};

/// The zeros of n elements.
template <class Arch, class S>
RECTIFY_INLINE std::size_t count_zeros(std::size_t n, const S* y)
{
    if constexpr (half_width<S>) {
        const auto magnitude = [](const auto& bits) RECTIFY_INLINE_LAMBDA {
            using lanes = std::remove_cvref_t<decltype(bits)>;
            return static_cast<lanes>(bits & lanes(0x7fff));
        };
        return count_results<Arch, std::uint16_t>(n, false, magnitude, is_zero{}, nullptr, y);
    } else {
        const auto itself = [](const auto& v) RECTIFY_INLINE_LAMBDA { return v; };
        return count_results<Arch, S>(n, false, itself, is_zero{}, nullptr, y);
    }
}

/// count_zeros(), as a kernel.
struct count_zeros_kernel {
    template <class Arch, class S>
    RECTIFY_INLINE static std::size_t run(std::size_t n, const S* y)
    {
        return count_zeros<Arch>(n, y);
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
