#pragma once

#include <rectify/functors/leaky_relu.hpp>

#include <cstddef>
#include <span>

namespace rectify::inline RECTIFY_ABI {

/// Parametric ReLU: f(x) = x > 0 ? x : slope * x, with a slope that is learned: one for all, or one a channel.
///
/// T: float or double. Element i of a buffer has the channel `(i / inner) % slope.size()`:
///
/// | layout                    | slope.size() | inner        |
/// |---------------------------|--------------|--------------|
/// | one slope for all         | 1            | any          |
/// | [batch, channel]          | channels     | 1            |
/// | [batch, height, width, channel] (channels last)  | channels | 1 |
/// | [batch, channel, height, width] (channels first) | channels | height * width |
///
/// The slopes are the caller's (a view); PyTorch starts them at 0.25. A buffer holds whole samples: its length is a
/// multiple of slope.size() * inner, unless there is one slope. Values and derivatives are those of leaky_relu.
/// Source: K. He, X. Zhang, S. Ren, J. Sun, "Delving deep into rectifiers", ICCV 2015.
template <class T = float>
struct prelu {
    using value_type = T;
    static_assert(
        std::is_floating_point_v<T>,
        "rectify::prelu computes in float or double (bfloat16 and float16 are for storage: compute in float)");

    /// A few instructions, which loops may repeat.
    static constexpr bool is_brief = true;
    /// derivative_from_output() is derivative(): where the output tells it, it has the sign of the input.
    static constexpr bool keeps_sign = true;

    /// One slope, or one a channel.
    std::span<const T> slope;
    /// How many consecutive elements share a channel.
    std::size_t inner = 1;

    /// The activation with the slope s: one, or one a lane.
    template <class S>
    RECTIFY_INLINE static constexpr leaky_relu<S> with(S s) noexcept
    {
        return leaky_relu<S>{s};
    }

    /// f(x), for T or xsimd::batch<T, A>. Precondition: slope.size() == 1.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V operator()(V x) const noexcept
    {
        return with(slope[0])(x);
    }

    /// f'(x): the slope for x <= 0, else 1. Precondition: slope.size() == 1.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V derivative(V x) const noexcept
    {
        return with(slope[0]).derivative(x);
    }

    /// f'(x), given y = f(x). Precondition: slope.size() == 1, and the slope is not negative.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V derivative_from_output(V y) const noexcept
    {
        return with(slope[0]).derivative_from_output(y);
    }

    /// dy * f'(x), given !(x <= 0). Precondition: slope.size() == 1.
    template <detail::lanes_of<T> V>
    RECTIFY_INLINE constexpr V backward_from_sign(const detail::mask_t<V>& positive, V dy) const noexcept
    {
        return with(slope[0]).backward_from_sign(positive, dy);
    }

    /// Why the output does not determine the derivative, or nullptr where it does.
    constexpr const char* check_from_output() const noexcept
    {
        for (const T& s : slope) {
            if (!(s >= T(0))) {
                return "one of prelu's slopes is negative or NaN, so the output does not tell the sign of x; use "
                       "rectify::backward, which takes x";
            }
        }
        return nullptr;
    }
};

} // namespace rectify::inline RECTIFY_ABI
