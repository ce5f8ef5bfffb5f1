#pragma once

// Counting elements of which something is true, with or without writing them on the way.

#include <rectify/core/executor.hpp>
#include <rectify/loop/transform.hpp>
#include <rectify/simd/counters.hpp>

#include <algorithm>
#include <limits>

namespace rectify::inline RECTIFY_ABI::detail {

/// Of transform_marking(): counts the true marks.
template <class V>
class mark_counter {
    using T = typename lane_traits<V>::value_type;
    using counter = bits_of_width<T>;
    static constexpr std::size_t lanes = lane_count<V>;

    static constexpr std::size_t all = (std::numeric_limits<std::size_t>::max)();
    static constexpr counter most = (std::numeric_limits<counter>::max)();

public:
    /// Elements that can be counted before the sum of what a lane has counted could overflow.
    static constexpr std::size_t limit = all / lanes > most ? static_cast<std::size_t>(most) * lanes : all;

    RECTIFY_INLINE mark_counter() noexcept
    {
        for (auto& counts : counts_) {
            counts = counters_t<V>(counter(0));
        }
    }

    template <class... Results>
    RECTIFY_INLINE void turn(const Results&... results) noexcept
    {
        if constexpr (mask_is_bits<V>) {
            others_ += (static_cast<std::size_t>(std::popcount(mask_bits(results.mark))) + ...);
        } else {
            std::size_t k = 0;
            ((counts_[k] = add_mask(counts_[k], results.mark), ++k), ...);
        }
    }

    RECTIFY_INLINE void part(const marked<V>& result, std::size_t skip, std::size_t count) noexcept
    {
        // 64 lanes are skipped where none is counted.
        others_ += static_cast<std::size_t>(std::popcount((mask_bits(result.mark) >> skip % 64) & low_bits(count)));
    }

    RECTIFY_INLINE std::size_t total() const noexcept
    {
        std::size_t sum = others_;
        if constexpr (is_batch<V>) {
            const counters_t<V> counts = (counts_[0] + counts_[1]) + (counts_[2] + counts_[3]);
            for (const counter c : std::bit_cast<std::array<counter, lanes>>(counts)) {
                sum += static_cast<std::size_t>(c);
            }
        } else {
            for (const counter c : counts_) {
                sum += static_cast<std::size_t>(c);
            }
        }
        return sum;
    }

private:
    static_assert(unroll == 4);
    counters_t<V> counts_[unroll];
    std::size_t others_ = 0;
};

/// What `op` gives, marked where `mark` of it is true.
template <class Op, class Mark>
RECTIFY_INLINE auto marking(const Op& op, const Mark& mark) noexcept
{
    return [op, mark](const auto&... v) RECTIFY_INLINE_LAMBDA {
        const auto result = op(v...);
        return marked<std::remove_const_t<decltype(result)>>{result, mark(result)};
    };
}

/// y[i] = op(x[i], ...) as transform() does it, or no y (nullptr); returns for how many i mark(y[i]) is true.
template <class Arch, class T, class Op, class Mark, class Y, class... X>
RECTIFY_LOOP std::size_t transform_counting(std::size_t n, bool stream, Op op, Mark mark, Y y, X... x)
{
    using counter = mark_counter<lanes_t<T, Arch>>;
    const auto op_and_mark = marking(op, mark);
    std::size_t total = 0;
    for (std::size_t first = 0; first < n; first += (std::min)(counter::limit, n - first)) {
        counter marks;
        transform_marking<Arch, T>((std::min)(counter::limit, n - first), stream, marks, op_and_mark,
                                   advanced(y, first), (x + first)...);
        total += marks.total();
    }
    return total;
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
        return transform_counting<Arch, std::uint16_t>(n, false, magnitude, is_zero{}, nullptr, y);
    } else {
        const auto itself = [](const auto& v) RECTIFY_INLINE_LAMBDA { return v; };
        return transform_counting<Arch, S>(n, false, itself, is_zero{}, nullptr, y);
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
