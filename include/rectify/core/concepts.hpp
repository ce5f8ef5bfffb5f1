#pragma once

// What may be passed to a verb: functors, element types, and ranges.

#include <rectify/core/float16.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <memory>
#include <span> // with the concepts and std::ranges::data of its constructors; <ranges> adds a tenth to the compile time
#include <type_traits>

namespace rectify::inline RECTIFY_ABI {

/// A type that a functor can compute in: float, double, or an integer. Not bool, not a character type.
template <class T>
concept computable = std::same_as<T, float> || std::same_as<T, double> ||
    (std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
     !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>);

/// A type that can stand in a buffer: one that a functor can compute in, or one of 16 bits: bfloat16, float16, and the
/// compiler's _Float16, std::float16_t and std::bfloat16_t where it has them.
template <class S>
concept element = computable<S> || detail::half_width<S>;

namespace detail {

/// One type, or two of which neither is an integer.
template <class S, class T>
concept of_one_kind = (!std::integral<S> && !std::integral<T>) || std::same_as<S, T>;

} // namespace detail

/// Every value of the storage type S is a value of the compute type T, so that loading is exact.
template <class S, class T>
concept widens_to = element<S> && computable<T> && detail::of_one_kind<S, T> && sizeof(S) <= sizeof(T);

/// A result computed in T may be stored as S, with one rounding.
template <class S, class T>
concept stored_as = element<S> && computable<T> && detail::of_one_kind<S, T>;

/// An activation functor: it names the type it computes in, and maps a value of it to another.
template <class F>
concept activation = computable<typename F::value_type> && requires(const F& f, typename F::value_type x)
{
    {
        f(x)
        } -> std::same_as<typename F::value_type>;
    {
        f.derivative(x)
        } -> std::same_as<typename F::value_type>;
};

/// An activation whose parameter differs from element to element: element i has the parameter
/// `slope[(i / inner) % slope.size()]`, and `f.with(s)` is the activation with the parameter s (one, or one a lane).
template <class F>
concept channelwise = activation<F> && requires(const F& f, typename F::value_type s)
{
    f.slope.size();
    f.inner + std::size_t{0};
    f.with(s);
};

/// An activation in floating point whose derivative depends on !(x <= 0) alone.
template <class F>
concept sign_derivative = activation<F> && std::floating_point<typename F::value_type> &&
    requires(const F& f, typename F::value_type dy, bool positive)
{
    {
        f.backward_from_sign(positive, dy)
        } -> std::same_as<typename F::value_type>;
};

/// An activation whose derivative_from_output(y) is derivative(y), and its product likewise: F::keeps_sign says so.
template <class F>
concept sign_keeping = activation<F> && requires
{
    requires F::keeps_sign;
};

/// An activation whose derivative can be told from its output. `check_from_output()` says for which parameters:
/// it returns nullptr, or a sentence that says why not.
template <class F>
concept invertible_derivative = activation<F> && requires(const F& f, typename F::value_type y)
{
    {
        f.derivative_from_output(y)
        } -> std::same_as<typename F::value_type>;
    {
        f.check_from_output()
        } -> std::same_as<const char*>;
};

/// An activation that is the identity from f.lowest() to f.highest(), and constant outside. One that has no upper end
/// has no highest(): an infinity would be undefined where the compiler may assume finite numbers.
template <class F>
concept clamping = activation<F> && requires(const F& f, typename F::value_type bound)
{
    bound = f.lowest();
};

namespace detail {

template <class F>
concept clamping_above = clamping<F> && requires(const F& f, typename F::value_type bound)
{
    bound = f.highest();
};

/// A range's elements: where, and how many.
template <class S>
struct buffer {
    using storage_type = std::remove_const_t<S>;
    S* data = nullptr;
    std::size_t size = 0;
};

template <class R>
concept contiguous_sized = std::ranges::contiguous_range<R> && std::ranges::sized_range<R>;

template <class R>
using storage_of = std::remove_cv_t<std::ranges::range_value_t<R>>;

template <class R>
concept holds_elements = contiguous_sized<R> && element<storage_of<R>>;

template <class S, class T>
concept readable_as = std::same_as<S, T> || widens_to<S, T>;

template <class R, class T>
concept readable_range = holds_elements<R> && readable_as<storage_of<R>, T>;

template <class R, class T>
concept holds_results_of = contiguous_sized<R> && stored_as<storage_of<R>, T>;

template <class R>
concept writable_range =
    contiguous_sized<R> && !std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<R>>>;

template <class R>
concept outlives_the_call = std::ranges::borrowed_range<R>;

template <class R, class T>
concept output_range = writable_range<R> && holds_results_of<R, T> && outlives_the_call<R>;

/// The elements of an argument that is read, in a functor that computes in T.
template <class T, class R>
RECTIFY_INLINE constexpr auto input(R&& range) noexcept
{
    static_assert(contiguous_sized<R>,
                  "rectify: an input must be a contiguous range: std::vector, std::span, std::array or a C array");
    static_assert(
        !contiguous_sized<R> || holds_elements<R>,
        "rectify: the elements of an input must be float, double, bfloat16, float16 or integers (not bool, not "
        "characters)");
    static_assert(!holds_elements<R> || readable_range<R, T>,
                  "rectify: the elements of an input must convert exactly to the type that the functor computes in");
    if constexpr (readable_range<R, T>) {
        return buffer<const storage_of<R>>{std::ranges::data(range),
                                           static_cast<std::size_t>(std::ranges::size(range))};
    } else {
        return buffer<const T>{};
    }
}

/// The elements of an argument that is read as it is.
template <class R>
RECTIFY_INLINE constexpr auto input(R&& range) noexcept
{
    if constexpr (holds_elements<R>) {
        return input<storage_of<R>>(range);
    } else {
        return input<float>(range);
    }
}

/// The elements of an argument that is written, in a functor that computes in T.
template <class T, class R>
RECTIFY_INLINE constexpr auto output(R&& range) noexcept
{
    static_assert(contiguous_sized<R>,
                  "rectify: an output must be a contiguous range: std::vector, std::span, std::array or a C array");
    static_assert(!contiguous_sized<R> || writable_range<R>, "rectify: an output must not be const");
    static_assert(
        !contiguous_sized<R> || outlives_the_call<R>,
        "rectify: an output must outlive the call: pass a named container or a span, not a temporary container");
    static_assert(
        !contiguous_sized<R> || holds_results_of<R, T>,
        "rectify: the elements of an output must be of the type that the functor computes in, or both floating-point");
    if constexpr (output_range<R, T>) {
        return buffer<storage_of<R>>{std::ranges::data(range), static_cast<std::size_t>(std::ranges::size(range))};
    } else {
        return buffer<T>{};
    }
}

} // namespace detail
} // namespace rectify::inline RECTIFY_ABI
