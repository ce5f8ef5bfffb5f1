#pragma once

// The kernels that are compiled for each architecture, as tables of function pointers: who calls them and who compiles
// them agree here.

#include <rectify/backward.hpp>
#include <rectify/core/float16.hpp>
#include <rectify/derivative.hpp>
#include <rectify/forward.hpp>
#include <rectify/quantized.hpp>
#include <rectify/sparsity/compact.hpp>
#include <rectify/sparsity/measure.hpp>
#include <rectify/sparsity/sign_mask.hpp>
#include <rectify/sparsity/sparse_gemv.hpp>
#include <rectify/sparsity/unit_activity.hpp>

#include <utility>

namespace rectify::inline RECTIFY_ABI::dispatch::detail {

using namespace rectify::detail; // the kernels

/// T, or of an integer type the std::intN_t or std::uintN_t of its width, for which there are kernels.
template <class T>
struct sized {
    using type = T;
};
template <class T>
    requires(computable<T>&& std::integral<T>)
struct sized<T> {
    using narrow = std::conditional_t<sizeof(T) == 1, std::int8_t, std::int16_t>;
    using wide = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
    using with_sign = std::conditional_t<sizeof(T) <= 2, narrow, wide>;
    using type = std::conditional_t<std::signed_integral<T>, with_sign, std::make_unsigned_t<with_sign>>;
};

/// An argument of a kernel, with the types that there are kernels for.
template <class T>
RECTIFY_INLINE T same_width(const T& argument) noexcept
{
    return argument;
}
template <class T>
RECTIFY_INLINE auto same_width(T* p) noexcept
{
    return reinterpret_cast<typename sized<T>::type*>(p);
}
template <class T>
RECTIFY_INLINE auto same_width(const T* p) noexcept
{
    return reinterpret_cast<const typename sized<T>::type*>(p);
}
template <template <class> class F, std::integral T>
requires activation<F<T>> RECTIFY_INLINE auto same_width(const F<T>& f) noexcept
{
    return std::bit_cast<F<typename sized<T>::type>>(f);
}

/// A kernel for arguments of these types.
template <class Kernel, class... A>
struct entry {
    using result = decltype(Kernel::template run<scalar_arch>(std::declval<const A&>()...));
    result (*function)(A...);
};

/// Entries and other tables, each of which is found by its type.
template <class... Parts>
struct table : Parts... {
};

/// In the place of a part that a functor does not have.
template <int Which>
struct absent {
};

template <class F, class S, class Op>
using elementwise_of_x = entry<elementwise_kernel<Op>, F, std::size_t, stores, S*, const S*>;
template <class F, class S, class Op>
using elementwise_of_x_dy = entry<elementwise_kernel<Op>, F, std::size_t, stores, S*, const S*, const S*>;

/// The verbs of a functor, where all buffers hold S.
template <class F, class S>
using verbs =
    table<elementwise_of_x<F, S, value_op>, elementwise_of_x<F, S, derivative_op>, elementwise_of_x_dy<F, S, chain>,
          std::conditional_t<invertible_derivative<F> && !sign_keeping<F>,
                             elementwise_of_x_dy<F, S, chain_from_output<S>>, absent<0>>,
          entry<count_values_kernel, F, std::size_t, const S*, double>,
          entry<measured_kernel, F, std::size_t, stores, S*, const S*>>;

template <class F, class S>
using verbs_of_signs =
    table<entry<sign_mask_kernel, F, std::size_t, stores, S*, const S*, std::uint64_t*>,
          entry<elementwise_kernel<chain_from_sign>, F, std::size_t, stores, S*, bit_pointer, const S*>>;

template <class F, class S, class SlopeGradient>
using verbs_of_slopes = entry<slope_kernel, F, std::size_t, S*, const S*, const S*, SlopeGradient*>;

template <class F, class S>
using all_verbs = table<verbs<F, S>, std::conditional_t<sign_derivative<F>, verbs_of_signs<F, S>, absent<1>>,
                        std::conditional_t<channelwise<F>, verbs_of_slopes<F, S, typename F::value_type>, absent<2>>>;

/// Storage types of a functor that computes in T.
template <class T>
struct storages_of {
    template <class F>
    using verbs_in_all = all_verbs<F, T>;
};
template <>
struct storages_of<float> {
    template <class F>
    using verbs_in_all = table<all_verbs<F, float>, all_verbs<F, bfloat16>, all_verbs<F, float16>>;
};

/// What a functor has kernels for.
template <class F>
struct kernels_of {
    using type = typename storages_of<typename F::value_type>::template verbs_in_all<F>;
};

template <class S>
using of_elements = table<entry<count_zeros_kernel, std::size_t, const S*>,
                          entry<count_near_zero_kernel, std::size_t, const S*, double>>;

template <class S>
using of_numbers = table<entry<compact_kernel, std::size_t, const S*, S*, std::uint32_t*>,
                         entry<expand_kernel, std::size_t, const S*, const std::uint32_t*, std::size_t, S*>,
                         entry<observe_kernel, std::size_t, const S*, std::size_t, std::size_t, std::uint64_t*>>;

template <class T, class SW, class SA>
using products = entry<product_kernel, std::size_t, std::size_t, std::size_t, const SW*, const SA*, T*, update>;

template <class S>
using clamps = entry<clamp_kernel, std::size_t, stores, S, S, S*, const S*>;

template <template <class> class Part, class... S>
using for_each_type = table<Part<S>...>;

/// What needs no functor.
struct kernels_of_none {
    using type =
        table<for_each_type<of_elements, float, double, bfloat16, float16, std::int8_t, std::int16_t, std::int32_t,
                            std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>,
              for_each_type<of_numbers, float, double, std::int8_t, std::int16_t, std::int32_t, std::int64_t,
                            std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>,
              products<float, float, float>, products<float, bfloat16, float>, products<float, float16, float>,
              products<float, bfloat16, bfloat16>, products<float, float16, float16>, products<double, double, double>,
              products<double, float, float>, clamps<std::int8_t>, clamps<std::uint8_t>,
              entry<lookup_kernel, std::size_t, stores, const std::uint8_t*, std::size_t, std::size_t, std::uint8_t*,
                    const std::uint8_t*>>;
};

template <class... A>
struct set_of_arguments {
    using type = kernels_of_none;
};
template <activation F, class... A>
struct set_of_arguments<F, A...> {
    using type = kernels_of<F>;
};

/// The table of a set. Defined where the kernels are compiled (kernels.hpp), once an architecture.
template <class Architecture, class Set>
const typename Set::type& kernels() noexcept;

} // namespace rectify::inline RECTIFY_ABI::dispatch::detail
