#pragma once

// rectify for the processor that the program runs on, whatever the program is compiled for. In CMake:
//
//     rectify_add_dispatch(my_program)
//
// compiles the kernels for SSE2, AVX2 with FMA, and AVX-512 (x86-64 with g++ or clang; elsewhere, for what the
// whole program is compiled for). The best that the processor and the system support is chosen at the first call.

#include <rectify/dispatch/architectures.hpp>
#include <rectify/dispatch/table.hpp>

#include <utility>

namespace rectify::inline RECTIFY_ABI {

namespace dispatch {

/// In the place of an architecture: the best there is. The name has what the caller is compiled for, as every function
/// that is emitted does.
template <class Caller>
struct best_for {
};
/// For code that is compiled as the caller is.
using best = best_for<default_arch>;

} // namespace dispatch

namespace detail {

template <class Caller>
struct executor<dispatch::best_for<Caller>> {
    template <class Kernel, class... A>
    RECTIFY_INLINE static auto run(const A&... arguments)
    {
        using set = typename dispatch::detail::set_of_arguments<A...>::type;
        using wanted = dispatch::detail::entry<Kernel, A...>;
        constexpr bool there = std::is_base_of_v<wanted, typename set::type>;
        static_assert(there, "rectify: no kernel is compiled for these element types: with dispatch, x, y and the "
                             "gradients are all double, all of one integer type, or all float, bfloat16 or float16; "
                             "PReLU's gradient of the slopes is in the functor's own type");
        if constexpr (there) {
            return static_cast<const wanted&>(table<set>()).function(arguments...);
        } else {
            return typename wanted::result();
        }
    }

private:
    template <class Set>
    static const typename Set::type& table()
    {
        static const typename Set::type& chosen = at<Set>(dispatch::detail::architectures{});
        return chosen;
    }

    template <class Set, class... Architecture>
    RECTIFY_INLINE static const typename Set::type& at(dispatch::detail::list<Architecture...>)
    {
        constexpr const typename Set::type& (*all[])() noexcept = {&dispatch::detail::kernels<Architecture, Set>...};
        return all[dispatch::detail::chosen<Caller>()]();
    }
};

} // namespace detail

namespace dispatch {

/// The name of the architecture that was chosen: "avx512bw", "fma3+avx2", "sse2"; "baseline" elsewhere.
///
/// The environment variable RECTIFY_ARCH, read at the first call of anything here, forces a lower one by its name.
/// Throws std::invalid_argument, as every verb here does, if it names none that the processor has; the sentence lists
/// the choices.
template <class Caller = default_arch>
const char* architecture()
{
    return detail::name_of(detail::chosen<Caller>(), detail::architectures{});
}

// The verbs: arguments, promises and errors are those of the functions of the same name in rectify. All buffers of a
// call hold one type: double, or integers, as the functor computes; for a functor in float, float, bfloat16 or float16.
// A functor of your own needs a source of its own, as kernels.hpp says; without it the program does not link.

/// rectify::forward(), with a functor, a quantized_table, quantizations, or a sign_mask.
template <class... A>
RECTIFY_INLINE void forward(A&&... arguments)
{
    rectify::forward<best>(std::forward<A>(arguments)...);
}

/// rectify::derivative()
template <class... A>
RECTIFY_INLINE void derivative(A&&... arguments)
{
    rectify::derivative<best>(std::forward<A>(arguments)...);
}

/// rectify::backward(), from x or a sign_mask, with or without the gradient of the slopes.
template <class... A>
RECTIFY_INLINE void backward(A&&... arguments)
{
    rectify::backward<best>(std::forward<A>(arguments)...);
}

/// rectify::backward_from_output()
template <class... A>
RECTIFY_INLINE void backward_from_output(A&&... arguments)
{
    rectify::backward_from_output<best>(std::forward<A>(arguments)...);
}

/// rectify::measure_sparsity(), of a buffer or of f(x).
template <class... A>
RECTIFY_INLINE sparsity measure_sparsity(A&&... arguments)
{
    return rectify::measure_sparsity<best>(std::forward<A>(arguments)...);
}

/// rectify::forward_measured()
template <class... A>
RECTIFY_INLINE sparsity forward_measured(A&&... arguments)
{
    return rectify::forward_measured<best>(std::forward<A>(arguments)...);
}

/// activity.observe(y)
template <class Y>
RECTIFY_INLINE void observe(unit_activity& activity, Y&& y)
{
    activity.observe<best>(std::forward<Y>(y));
}

/// rectify::compact()
template <class... A>
RECTIFY_INLINE std::size_t compact(A&&... arguments)
{
    return rectify::compact<best>(std::forward<A>(arguments)...);
}

/// rectify::expand()
template <class... A>
RECTIFY_INLINE void expand(A&&... arguments)
{
    rectify::expand<best>(std::forward<A>(arguments)...);
}

/// rectify::sparse_gemv()
template <class... A>
RECTIFY_INLINE void sparse_gemv(A&&... arguments)
{
    rectify::sparse_gemv<best>(std::forward<A>(arguments)...);
}

/// rectify::sparse_gemm()
template <class... A>
RECTIFY_INLINE void sparse_gemm(std::size_t samples, A&&... arguments)
{
    rectify::sparse_gemm<best>(samples, std::forward<A>(arguments)...);
}

} // namespace dispatch
} // namespace rectify::inline RECTIFY_ABI
