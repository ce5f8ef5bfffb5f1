#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/elementwise.hpp>

namespace rectify::inline RECTIFY_ABI {

/// y[i] = f(x[i]).
///
/// f: an activation functor that computes in T.
/// x: n elements that convert exactly to T (so bfloat16 and float16 too): std::vector, std::span, std::array, C array,
/// ... y: n elements of T, or of another floating-point type, to which results are rounded; x itself, or apart from it.
/// how: whether y is stored through the caches; by itself, past them once y is larger than they can be expected to
/// hold.
///
/// The bits of y[i] depend on f and x[i] alone: not on i, n, alignment, or whether y is x. Exactly n elements are read
/// and written. Nothing is allocated.
///
/// Throws std::invalid_argument, before anything is written, if the sizes differ, if y overlaps x without being x, or
/// if f has channels that do not fit n.
template <class Arch = default_arch, activation F, class X, class Y>
void forward(const F& f, X&& x, Y&& y, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto out = detail::output<T>(std::forward<Y>(y));
    detail::check_elementwise<Arch>("forward", f, {"x", in}, {"y", out});
    detail::run<Arch, detail::elementwise_kernel<detail::value_op>>(f, in.size, how, out.data, in.data);
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X, class Y>
void forward(const F&, X&&, Y&&, stores = stores::automatic)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
}

} // namespace rectify::inline RECTIFY_ABI
