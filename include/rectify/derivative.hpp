#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/elementwise.hpp>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// f'(x)
struct derivative_op {
    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const V& x) const noexcept
    {
        return f.derivative(x);
    }
};

} // namespace detail

/// d[i] = f'(x[i]).
///
/// x: n elements; d: n elements, x itself or apart from it. Ranges, promises and errors are those of forward().
template <class Arch = default_arch, activation F, class X, class D>
void derivative(const F& f, X&& x, D&& d, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto out = detail::output<T>(std::forward<D>(d));
    detail::check_elementwise<Arch>("derivative", f, {"x", in}, {"d", out});
    detail::run<Arch, detail::elementwise_kernel<detail::derivative_op>>(f, in.size, how, out.data, in.data);
}

/// For a first argument that is no functor: the error's sentence.
template <class Arch = default_arch, class F, class X, class D>
void derivative(const F&, X&&, D&&, stores = stores::automatic)
{
    static_assert(activation<F>,
                  "rectify: the first argument must be an activation functor, such as rectify::relu<float>{}");
}

} // namespace rectify::inline RECTIFY_ABI
