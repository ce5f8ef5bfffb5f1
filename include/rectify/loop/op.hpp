#pragma once

// What a walk computes: an op, which maps lanes of each input to lanes of a result.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <cstddef>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether an op is a few instructions, which a loop repeats wherever that is faster. Any other stands at most twice in
/// its machine code. Op::is_brief says; what has none is of rectify's own loops, which are.
template <class Op>
inline constexpr bool is_brief = true;
template <class Op>
    requires requires
    {
        Op::is_brief;
    }
inline constexpr bool is_brief<Op> = Op::is_brief;

/// The vectors of each input that an op sees at once, in a turn of a loop: Op::vectors_at_once, where its own latency
/// needs more of them. An op of one input may offer op.together(an array of them).
template <class Op>
inline constexpr std::size_t vectors_at_once = is_brief<Op> ? 4 : 1;
template <class Op>
    requires requires
    {
        Op::vectors_at_once;
    }
inline constexpr std::size_t vectors_at_once<Op> = Op::vectors_at_once;

/// op(in...); an op that has its place in turns is called, so that it stands once besides.
template <class Op, class... In>
RECTIFY_CALLED auto called(Op op, In... in) noexcept
{
    return op(in...);
}
template <class Op, class... In>
RECTIFY_INLINE auto alone(const Op& op, const In&... in) noexcept
{
    if constexpr (is_brief<Op> || vectors_at_once<Op> == 1) {
        return op(in...);
    } else {
        return called(op, in...);
    }
}

/// f of which some parameters leave less to compute: where f.simplifies(), f.simplified() has the same results.
template <class F>
concept simplifying = requires(const F& f)
{
    f.simplifies();
    f.simplified();
};

/// op, of which no simpler one is asked for.
template <class Op, bool Brief = is_brief<Op>, std::size_t AtOnce = vectors_at_once<Op>>
struct settled {
    static constexpr bool is_brief = Brief;
    static constexpr std::size_t vectors_at_once = AtOnce;
    Op op;

    template <class... V>
    RECTIFY_INLINE auto operator()(const V&... x) const noexcept
    {
        return op(x...);
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
