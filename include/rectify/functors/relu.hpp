#pragma once

#include <rectify/core/concepts.hpp>
#include <rectify/simd/compare.hpp>
#include <rectify/simd/hidden.hpp>

namespace rectify::inline RECTIFY_ABI {

/// Rectified linear unit: f(x) = x < 0 ? 0 : x.
///
/// T: float, double, or an integer type (unsigned: f is the identity).
///
/// | x      | -inf | < 0 | -0 | +0 | > 0 | +inf | NaN |
/// |--------|------|-----|----|----|-----|------|-----|
/// | f(x)   | +0   | +0  | -0 | +0 | x   | +inf | NaN |
/// | f'(x)  | 0    | 0   | 0  | 0  | 1   | 1    | 1   |
///
/// Exact. No floating-point exception, but "invalid" for a quiet NaN, which x86's maximum raises in f (what does not
/// takes up to 1.5 times as long), and the comparisons of SSE and NEON in f'.
/// Source: V. Nair, G. Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML 2010.
template <class T = float>
struct relu {
    using value_type = T;
    static_assert(computable<T>, "rectify::relu computes in float, double or integers, not bool, not characters "
                                 "(bfloat16 and float16 are for storage: compute in float)");

    /// A few instructions, which loops may repeat.
    static constexpr bool is_brief = true;
    /// derivative_from_output() is derivative(): where the output tells it, it has the sign of the input.
    static constexpr bool keeps_sign = true;

    /// f(x), for T or xsimd::batch<T, A>.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V operator()(V x) const noexcept
    {
        return detail::negative_to_zero(x);
    }

    /// f'(x): 0 for x <= 0, else 1.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V derivative(V x) const noexcept
    {
        return detail::select(x <= V(T(0)), V(T(0)), V(T(1)));
    }

    /// f'(x), given y = f(x).
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V derivative_from_output(V y) const noexcept
    {
        return derivative(y);
    }

    /// dy * f'(x), but 0 for x <= 0 whatever dy is, infinite or NaN.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V backward(V x, V dy) const noexcept
    {
        return detail::select(x <= V(T(0)), V(T(0)), dy);
    }

    /// dy * f'(x), given y = f(x).
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V backward_from_output(V y, V dy) const noexcept
    {
        return backward(y, dy);
    }

    /// dy * f'(x), given !(x <= 0): all that the derivative depends on.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V backward_from_sign(const detail::mask_t<V>& positive, V dy) const noexcept
    {
        return detail::select(positive, detail::whole(dy), V(T(0)));
    }

    /// f is the identity from here on, and constant below.
    static constexpr T lowest() noexcept { return T(0); }

    /// The output always determines the derivative.
    static constexpr const char* check_from_output() noexcept { return nullptr; }
};

} // namespace rectify::inline RECTIFY_ABI
