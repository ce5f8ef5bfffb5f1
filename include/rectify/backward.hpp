#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/channel_sums.hpp>
#include <rectify/loop/elementwise.hpp>
#include <rectify/simd/compare.hpp>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// dy * f'(x), or what f has to say of that product.
struct chain {
    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const V& x, const V& dy) const noexcept
    {
        if constexpr (requires { f.backward(x, dy); }) {
            return f.backward(x, dy);
        } else {
            return dy * f.derivative(x);
        }
    }
};

/// f whose derivative from an output asks for the type that this was stored in.
template <class F, class S, class V>
concept asks_for_storage = requires(const F& f, const V& y)
{
    f.template derivative_from_output<S>(y);
};

/// The same, given y = f(x), as it was stored in S: of any activation, a few instructions.
template <class S>
struct chain_from_output {
    static constexpr bool is_brief = true;

    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const V& y, const V& dy) const noexcept
    {
        if constexpr (requires { f.backward_from_output(y, dy); }) {
            return f.backward_from_output(y, dy);
        } else if constexpr (asks_for_storage<F, S, V>) {
            return dy * f.template derivative_from_output<S>(y);
        } else {
            return dy * f.derivative_from_output(y);
        }
    }
};

/// What backward_from_output() computes, of outputs stored in S.
template <class F, class S>
using op_from_output = std::conditional_t<sign_keeping<F>, chain, chain_from_output<S>>;

/// What every backward verb asks of its buffers.
template <class Arch, class F>
RECTIFY_INLINE void check_backward(const char* function, const F& f, const argument& x, const argument& dy,
                                   const argument& dx)
{
    check_sizes<Arch>(function, x, dy);
    check_sizes<Arch>(function, x, dx);
    check_same_or_apart<Arch>(function, x, dx);
    check_same_or_apart<Arch>(function, dy, dx);
    check_channels<Arch>(function, f, dx);
}

} // namespace detail

/// dx[i] = dy[i] * f'(x[i]).
///
/// x, dy: n elements each, dy the gradient of the loss by the output. dx: n elements; dy or x itself, or apart from
/// both. ReLU gives 0 for x <= 0 whatever dy is. Ranges, promises and errors are those of forward().
template <class Arch = default_arch, activation F, class X, class DY, class DX>
void backward(const F& f, X&& x, DY&& dy, DX&& dx, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto gradient = detail::input<T>(dy);
    const auto out = detail::output<T>(std::forward<DX>(dx));
    detail::check_backward<Arch>("backward", f, {"x", in}, {"dy", gradient}, {"dx", out});
    detail::run<Arch, detail::elementwise_kernel<detail::chain>>(f, in.size, how, out.data, in.data, gradient.data);
}

/// dx[i] = dy[i] * f'(x[i]), told from y = f(x): x need not be kept.
///
/// y, dy, dx as x, dy, dx of backward(). Throws std::invalid_argument also where the output does not determine the
/// derivative: leaky_relu and prelu with a negative slope, elu with a negative alpha. ELU's derivative from the output
/// is y + alpha, which is 0 once y has rounded to -alpha, in the type that y is stored in.
template <class Arch = default_arch, invertible_derivative F, class Y, class DY, class DX>
void backward_from_output(const F& f, Y&& y, DY&& dy, DX&& dx, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(y);
    const auto gradient = detail::input<T>(dy);
    const auto out = detail::output<T>(std::forward<DX>(dx));
    detail::check_backward<Arch>("backward_from_output", f, {"y", in}, {"dy", gradient}, {"dx", out});
    detail::check_from_output<Arch>("backward_from_output", f);
    using S = typename decltype(in)::storage_type;
    detail::run<Arch, detail::elementwise_kernel<detail::op_from_output<F, S>>>(f, in.size, how, out.data, in.data,
                                                                                gradient.data);
}

namespace detail {

/// dy * f'(x), and the factors of the slope's gradient: x and dy where x <= 0, else 0.
template <class F>
struct chain_and_slope {
    template <class V>
    RECTIFY_INLINE result_and_factors<V> operator()(const V& slope, const V& x, const V& dy) const noexcept
    {
        using T = typename lane_traits<V>::value_type;
        const V zero(T(0));
        const auto negative = is_not_positive(x);
        return {chain{}(F::with(slope), x, dy), detail::select(negative, x, zero), detail::select(negative, dy, zero)};
    }
};

/// The channels' sums are added to dslope as they come.
struct slope_kernel {
    template <class Arch, class F, class SDX, class SX, class SDY, class S>
    RECTIFY_INLINE static void run(const F& f, std::size_t n, SDX* dx, const SX* x, const SDY* dy, S* dslope)
    {
        transform_channel_sums<Arch>(
            n, f.slope.data(), f.slope.size(), f.slope.size() == 1 ? n : f.inner, chain_and_slope<F>{},
            [dslope](std::size_t channel, double sum)
                RECTIFY_INLINE_LAMBDA { dslope[channel] = static_cast<S>(static_cast<double>(dslope[channel]) + sum); },
            dx, x, dy);
    }
};

} // namespace detail

/// dx[i] = dy[i] * f'(x[i]), and dslope[c] += the sum of dy[i] * x[i] over the elements i of channel c with x[i] <= 0.
///
/// f: a functor with channels (prelu). x, dy, dx as in the other backward(). dslope: f.slope.size() elements, apart
/// from all other arguments; it accumulates, so clear it once a step.
///
/// The terms are formed and summed in double, and rounded once when added to dslope: in float a term is exact, and the
/// sum's error is below n * 2^-53 times the sum of the terms' magnitudes, plus that rounding.
///
/// Throws std::invalid_argument as backward() does, and if dslope has another size than slope or overlaps an argument.
template <class Arch = default_arch, channelwise F, class X, class DY, class DX, class DS>
void backward(const F& f, X&& x, DY&& dy, DX&& dx, DS&& dslope)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto gradient = detail::input<T>(dy);
    const auto out = detail::output<T>(std::forward<DX>(dx));
    const auto slope_gradient = detail::output<T>(std::forward<DS>(dslope));
    const detail::buffer<const T> slope{f.slope.data(), f.slope.size()};
    detail::check_backward<Arch>("backward", f, {"x", in}, {"dy", gradient}, {"dx", out});
    detail::check_sizes<Arch>("backward", {"slope", slope}, {"dslope", slope_gradient});
    for (const detail::argument& other : {detail::argument{"x", in}, detail::argument{"dy", gradient},
                                          detail::argument{"dx", out}, detail::argument{"slope", slope}}) {
        detail::check_apart<Arch>("backward", other, {"dslope", slope_gradient});
    }

    detail::run<Arch, detail::slope_kernel>(f, in.size, out.data, in.data, gradient.data, slope_gradient.data);
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X, class DY, class DX>
void backward(const F&, X&&, DY&&, DX&&, stores = stores::automatic)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
}

/// For a functor that cannot: the error's sentence.
template <class Arch = default_arch, class F, class Y, class DY, class DX>
void backward_from_output(const F&, Y&&, DY&&, DX&&, stores = stores::automatic)
{
    static_assert(invertible_derivative<F>,
                  "rectify: the first argument must be an activation functor whose derivative can be told from its "
                  "output; else use rectify::backward, which takes x");
}

/// For a functor without channels: the error's sentence.
template <class Arch = default_arch, class F, class X, class DY, class DX, class DS>
void backward(const F&, X&&, DY&&, DX&&, DS&&)
{
    static_assert(
        channelwise<F>,
        "rectify: only a functor with channels, such as rectify::prelu, has a gradient of its slope: leave dslope out");
}

} // namespace rectify::inline RECTIFY_ABI
