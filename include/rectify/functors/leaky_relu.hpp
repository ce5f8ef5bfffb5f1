#pragma once

#include <rectify/core/concepts.hpp>
#include <rectify/simd/compare.hpp>
#include <rectify/simd/hidden.hpp>

namespace rectify::inline RECTIFY_ABI {

/// Leaky ReLU: f(x) = x > 0 ? x : negative_slope * x.
///
/// T: float or double. With T = xsimd::batch<float, A> the slope is one a lane.
///
/// | x      | -inf        | < 0       | -0    | +0    | > 0 | +inf | NaN |
/// |--------|-------------|-----------|-------|-------|-----|------|-----|
/// | f(x)   | -inf        | slope * x | -0    | +0    | x   | +inf | NaN |
/// | f'(x)  | slope       | slope     | slope | slope | 1   | 1    | 1   |
///
/// The table's f(-inf) and f(-0) are for a slope > 0; a slope of 0 gives NaN at -inf, as IEEE 754's product does.
/// One rounding: at most 0.5 ULP. No floating-point exception that the product for x <= 0 does not raise. Subnormal
/// products take their time where the processor's do: flush_subnormals.
/// Source: A. Maas, A. Hannun, A. Ng, "Rectifier nonlinearities improve neural network acoustic models", ICML 2013.
template <class T = float>
struct leaky_relu {
    using value_type = typename detail::lane_traits<T>::value_type;
    static_assert(
        std::is_floating_point_v<value_type>,
        "rectify::leaky_relu computes in float or double (bfloat16 and float16 are for storage: compute in float)");

    /// A few instructions, which loops may repeat.
    static constexpr bool is_brief = true;
    /// derivative_from_output() is derivative(): where the output tells it, it has the sign of the input.
    static constexpr bool keeps_sign = true;

    /// The slope for x <= 0. Default as in PyTorch and ONNX.
    T negative_slope = T(value_type(0.01));

    /// f(x), for T or xsimd::batch<T, A>.
    template <detail::lanes_of<value_type> V>
    RECTIFY_INLINE constexpr V operator()(V x) const noexcept
    {
        const V v = detail::loaded_once(x);
        // By 1 in place of v itself: no product overflows that is not taken.
        return v * detail::select(detail::is_positive(v), V(value_type(1)), V(negative_slope));
    }

    /// f'(x): negative_slope for x <= 0, else 1.
    template <detail::lanes_of<value_type> V>
    RECTIFY_INLINE constexpr V derivative(V x) const noexcept
    {
        return detail::select(detail::is_not_positive(x), V(negative_slope), V(value_type(1)));
    }

    /// f'(x), given y = f(x). Precondition: negative_slope >= 0.
    template <detail::lanes_of<value_type> V>
    RECTIFY_INLINE constexpr V derivative_from_output(V y) const noexcept
    {
        return derivative(y);
    }

    /// dy * f'(x), given !(x <= 0): all that the derivative depends on.
    template <detail::lanes_of<value_type> V>
    RECTIFY_INLINE constexpr V backward_from_sign(const detail::mask_t<V>& positive, V dy) const noexcept
    {
        return dy * detail::select(positive, V(value_type(1)), V(negative_slope));
    }

    /// Why the output does not determine the derivative, or nullptr where it does.
    constexpr const char* check_from_output() const noexcept
    {
        return negative_slope >= T(0) ? nullptr
                                      : "leaky_relu's negative_slope is negative or NaN, so the output does not tell "
                                        "the sign of x; use rectify::backward, which takes x";
    }
};

} // namespace rectify::inline RECTIFY_ABI
