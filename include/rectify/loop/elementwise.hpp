#pragma once

// y[i] = op(f, x[i], ...), where f is an activation, with or without channels.

#include <rectify/core/concepts.hpp>
#include <rectify/core/executor.hpp>
#include <rectify/loop/channels.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// Whether op of f is a few instructions: op says so, whatever f is, or f does.
template <class Op, class F>
inline constexpr bool is_brief_of = false;
template <class Op, class F>
    requires requires
    {
        Op::is_brief;
    }
inline constexpr bool is_brief_of<Op, F> = Op::is_brief;
template <class Op, class F>
    requires(
        !requires { Op::is_brief; } && requires { F::is_brief; })
inline constexpr bool is_brief_of<Op, F> = F::is_brief;

/// The vectors that op of f sees at once.
template <class Op, class F>
inline constexpr std::size_t vectors_of = is_brief_of<Op, F> ? 4 : 1;
template <class Op, class F>
    requires(!is_brief_of<Op, F> && requires { F::vectors_at_once; })
inline constexpr std::size_t vectors_of<Op, F> = F::vectors_at_once;

/// Op{}(f, x...), as an op of lanes.
template <class Op, class F>
struct applied {
    static constexpr bool is_brief = is_brief_of<Op, F>;
    static constexpr std::size_t vectors_at_once = vectors_of<Op, F>;
    F f;

    template <class... V>
    RECTIFY_INLINE auto operator()(const V&... x) const noexcept
    {
        return Op{}(f, x...);
    }

    RECTIFY_INLINE constexpr bool simplifies() const noexcept requires(simplifying<F> && !is_brief)
    {
        return f.simplifies();
    }
    RECTIFY_INLINE constexpr auto simplified() const noexcept requires(simplifying<F> && !is_brief)
    {
        return applied<Op, decltype(f.simplified())>{f.simplified()};
    }

    template <class Format, class Words, std::size_t N>
        requires requires(const Op& o, const F& g, const std::array<Words, N>& x)
        {
            o.template of_words<Format>(g, x);
        }
    RECTIFY_INLINE auto of_words(const std::array<Words, N>& x) const noexcept
    {
        return Op{}.template of_words<Format>(f, x);
    }
};

/// Op{}(F::with(parameter), x...), likewise.
template <class Op, class F>
struct applied_with_parameter {
    static constexpr bool is_brief = is_brief_of<Op, F>;
    static constexpr std::size_t vectors_at_once = vectors_of<Op, F>;

    template <class P, class... V>
    RECTIFY_INLINE auto operator()(const P& parameter, const V&... x) const noexcept
    {
        return Op{}(F::with(parameter), x...);
    }
};

/// Calls uniform(op_of_lanes) where f is the same for all elements, by_channel(op_of_parameter_and_lanes, f) where it
/// is not.
template <class Op, class F, class Uniform, class ByChannel>
RECTIFY_INLINE void apply(Op, const F& f, const Uniform& uniform, const ByChannel& by_channel)
{
    if constexpr (channelwise<F>) {
        if (f.slope.size() == 1) {
            const auto shared = F::with(f.slope[0]);
            uniform(applied<Op, std::remove_const_t<decltype(shared)>>{shared});
        } else {
            by_channel(applied_with_parameter<Op, F>{}, f);
        }
    } else {
        uniform(applied<Op, F>{f});
    }
}

/// y[i] = op(f, x[i], ...).
template <class Arch, activation F, class Op, class SY, class... X>
RECTIFY_INLINE void elementwise(const F& f, std::size_t n, stores how, Op op, SY* y, X... x)
{
    using T = typename F::value_type;
    const bool stream = streams<Arch, lanes_t<T, Arch>>(how, n, y, x...);
    apply(
        op, f,
        [&](const auto& op_of_lanes) RECTIFY_INLINE_LAMBDA { transform<Arch, T>(n, stream, op_of_lanes, y, x...); },
        [&](const auto& op_of_lanes, const auto& g) RECTIFY_INLINE_LAMBDA {
            transform_channels<Arch>(n, stream, g.slope.data(), g.slope.size(), g.inner, op_of_lanes, y, x...);
        });
}

/// elementwise(), as a kernel.
template <class Op>
struct elementwise_kernel {
    template <class Arch, class F, class SY, class... X>
    RECTIFY_INLINE static void run(const F& f, std::size_t n, stores how, SY* y, X... x)
    {
        elementwise<Arch>(f, n, how, Op{}, y, x...);
    }
};

/// f(x)
struct value_op {
    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const V& x) const noexcept
    {
        return f(x);
    }

    template <class Format, class F, class Words, std::size_t N>
        requires requires(const F& f, const std::array<Words, N>& x)
        {
            f.template of_words<Format>(x);
        }
    RECTIFY_INLINE auto of_words(const F& f, const std::array<Words, N>& x) const noexcept
    {
        return f.template of_words<Format>(x);
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
