#pragma once

// y[i] = op(x[i], ...): one walk over any number of inputs and one output.

#include <rectify/loop/walk.hpp>
#include <rectify/simd/pairs.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

template <class First, class... Rest>
RECTIFY_INLINE constexpr auto last_of(First first, Rest... rest) noexcept
{
    if constexpr (sizeof...(Rest) == 0) {
        return first;
    } else {
        return last_of(rest...);
    }
}

/// What walk() begins on a boundary of: y, or the last input where nothing is written.
template <class Y, class... X>
RECTIFY_INLINE constexpr auto aligned_of(Y y, X... x) noexcept
{
    if constexpr (std::is_null_pointer_v<Y>) {
        return last_of(x...);
    } else {
        return y;
    }
}

/// y[i] = op(x[i], ...) for i < n; op maps lanes of T to lanes of T. Without a y (nullptr) nothing is written.
///
/// Each x is y or has no byte in common with it. Exactly n elements are read of each x and written to y. What an
/// element becomes does not depend on where it stands: every element goes through the same lanes of op. `stream` and
/// `marks` are those of walk().
template <class Arch, class T, class Marks, class Op, class Y, class... X>
RECTIFY_INLINE void transform_marking(std::size_t n, bool stream, Marks& marks, const Op& op, Y y, X... x) noexcept
{
    walk<lanes_t<T, Arch>>(n, stream, marks, op, y, aligned_of(y, x...), x...);
}

/// transform_marking(), without marks: a function of its own.
template <class Arch, class T, class Op, class Y, class... X>
RECTIFY_LOOP void transform_as_they_are(std::size_t n, bool stream, Op op, Y y, X... x) noexcept
{
    no_marks none;
    transform_marking<Arch, T>(n, stream, none, op, y, x...);
}

/// op takes elements S as the words that they are: op.of_words<Format>(x), of any number of batches.
template <class Op, class S, class Arch>
concept takes_words = half_width<S> && has_words<Arch> &&
    requires(const Op& op, const std::array<lanes_t<std::uint16_t, Arch>, 1>& x)
{
    op.template of_words<typename format_of<S>::type>(x);
};

template <class Op, class S, class Arch>
concept takes_words_simplified = requires(const Op& op)
{
    {
        op.simplified()
        } -> takes_words<S, Arch>;
};

/// Such an op, as one of words: of one batch, or of those of a turn.
template <class Arch, class Format, class Op>
struct op_of_words {
    static constexpr bool is_brief = detail::is_brief<Op>;
    static constexpr std::size_t vectors_at_once = lane_count<lanes_t<std::uint16_t, Arch>> > 8 ? 1 : 2;
    Op op;

    template <class Words>
    RECTIFY_INLINE Words operator()(const Words& x) const noexcept
    {
        return op.template of_words<Format>(std::array{x})[0];
    }
    template <class Words>
    RECTIFY_INLINE auto together(const std::array<Words, vectors_at_once>& x) const noexcept
    {
        return op.template of_words<Format>(x);
    }
};

/// op, of the bits of bfloat16 elements.
template <class Arch, class Op>
struct op_of_pairs {
    static constexpr bool is_brief = detail::is_brief<Op>;
    static constexpr std::size_t vectors_at_once = detail::vectors_at_once<Op>;
    Op op;

    template <class... Bits>
    RECTIFY_INLINE auto operator()(const Bits&... bits) const noexcept
    {
        return on_pairs<Arch>(op, bits...);
    }

    RECTIFY_INLINE bool simplifies() const noexcept requires simplifying<Op> { return op.simplifies(); }
    RECTIFY_INLINE auto simplified() const noexcept requires simplifying<Op>
    {
        return op_of_pairs<Arch, decltype(op.simplified())>{op.simplified()};
    }
};

/// transform_marking(), without marks, of the bits of 16-bit numbers.
template <class Arch, class Op, class S, class... X>
RECTIFY_INLINE void transform_bits(std::size_t n, bool stream, const Op& op, S* y, X... x) noexcept
{
    transform_as_they_are<Arch, std::uint16_t>(n, stream, op, reinterpret_cast<std::uint16_t*>(y),
                                               reinterpret_cast<const std::uint16_t*>(x)...);
}

/// transform_marking(), without marks. Where all buffers hold the same 16-bit numbers, a register of them is computed
/// on as words, or as its even and its odd elements, if that takes less work.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform(std::size_t n, bool stream, const Op& op, SY* y, X... x) noexcept
{
    constexpr bool alike = (std::same_as<X, const SY*> && ...);
    if constexpr (alike && sizeof...(X) == 1 && takes_words<Op, SY, Arch>) {
        transform_bits<Arch>(n, stream, op_of_words<Arch, typename format_of<SY>::type, Op>{op}, y, x...);
    } else if constexpr (alike && sizeof...(X) == 1 && takes_words_simplified<Op, SY, Arch>) {
        if (op.simplifies()) {
            transform<Arch, T>(n, stream, op.simplified(), y, x...);
        } else {
            transform<Arch, T>(n, stream, settled<Op>{op}, y, x...);
        }
    } else if constexpr (alike && has_pairs<SY, Arch> && std::same_as<T, float>) {
        transform_bits<Arch>(n, stream, op_of_pairs<Arch, Op>{op}, y, x...);
    } else {
        transform_as_they_are<Arch, T>(n, stream, op, y, x...);
    }
}

/// The same, through the caches.
template <class Arch, class T, class Op, class SY, class... X>
RECTIFY_INLINE void transform(std::size_t n, const Op& op, SY* y, X... x) noexcept
{
    transform<Arch, T>(n, false, op, y, x...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
