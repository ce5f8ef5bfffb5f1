#pragma once

// rectify for the processor that the program runs on, whatever the program is compiled for. In CMake:
//
//     rectify_add_dispatch(my_program)
//
// compiles the kernels for SSE2, AVX2 with FMA, and AVX-512 (x86-64 with g++ or clang; elsewhere, for what the
// whole program is compiled for). The best that the processor and the system support is chosen at the first call.

#include <rectify/dispatch/executor.hpp>

#include <array>
#include <utility>

namespace rectify::inline RECTIFY_ABI {

namespace dispatch {

/// The name of the architecture that was chosen: "avx512bw", "fma3+avx2", "sse2"; "baseline" elsewhere.
///
/// The environment variable RECTIFY_ARCH, read at the first call of anything here, forces a lower one by its name.
/// Throws std::invalid_argument, as every verb here does, if it names none that the processor has; the sentence lists
/// the choices.
template <class Best = best>
const char* architecture()
{
    return detail::chosen_name(Best{});
}

/// An architecture that the program has kernels for.
struct choice {
    /// As RECTIFY_ARCH takes it.
    const char* name;
    /// Whether this processor and its system run it.
    bool supported;
};

/// All of them, the best first: a std::array of choice. Of those supported any can be had by RECTIFY_ARCH.
template <class Best = best>
auto architectures() noexcept
{
    return []<class Caller, class... Architecture>(best_for<Caller, detail::list<Architecture...>>) {
        return std::array{choice{Architecture::name, Architecture::supported()}...};
    }(Best{});
}

// The verbs: arguments, promises and errors are those of the functions of the same name in rectify. All buffers of a
// call hold one type: double, or integers, as the functor computes; for a functor in float, float, bfloat16 or float16.
// A functor of your own needs a source of its own, as kernels.hpp says; without it the program does not link.

/// rectify::forward(), with a functor, a quantized_table, quantizations, or a sign_mask.
template <class Best = best, class... A>
RECTIFY_INLINE void forward(A&&... arguments)
{
    rectify::forward<Best>(std::forward<A>(arguments)...);
}

/// rectify::derivative()
template <class Best = best, class... A>
RECTIFY_INLINE void derivative(A&&... arguments)
{
    rectify::derivative<Best>(std::forward<A>(arguments)...);
}

/// rectify::backward(), from x or a sign_mask, with or without the gradient of the slopes.
template <class Best = best, class... A>
RECTIFY_INLINE void backward(A&&... arguments)
{
    rectify::backward<Best>(std::forward<A>(arguments)...);
}

/// rectify::backward_from_output()
template <class Best = best, class... A>
RECTIFY_INLINE void backward_from_output(A&&... arguments)
{
    rectify::backward_from_output<Best>(std::forward<A>(arguments)...);
}

/// rectify::measure_sparsity(), of a buffer or of f(x).
template <class Best = best, class... A>
RECTIFY_INLINE sparsity measure_sparsity(A&&... arguments)
{
    return rectify::measure_sparsity<Best>(std::forward<A>(arguments)...);
}

/// rectify::forward_measured()
template <class Best = best, class... A>
RECTIFY_INLINE sparsity forward_measured(A&&... arguments)
{
    return rectify::forward_measured<Best>(std::forward<A>(arguments)...);
}

/// rectify::unit_activity, whose batches are counted by kernels of the best architecture.
class unit_activity : public rectify::unit_activity {
public:
    using rectify::unit_activity::unit_activity;

    /// rectify::unit_activity::observe()
    template <class Best = best, class Y>
    RECTIFY_INLINE void observe(Y&& y)
    {
        rectify::unit_activity::observe<Best>(std::forward<Y>(y));
    }
};

/// rectify::compact()
template <class Best = best, class... A>
RECTIFY_INLINE std::size_t compact(A&&... arguments)
{
    return rectify::compact<Best>(std::forward<A>(arguments)...);
}

/// rectify::expand()
template <class Best = best, class... A>
RECTIFY_INLINE void expand(A&&... arguments)
{
    rectify::expand<Best>(std::forward<A>(arguments)...);
}

/// rectify::sparse_gemv()
template <class Best = best, class... A>
RECTIFY_INLINE void sparse_gemv(A&&... arguments)
{
    rectify::sparse_gemv<Best>(std::forward<A>(arguments)...);
}

/// rectify::sparse_gemm()
template <class Best = best, class... A>
RECTIFY_INLINE void sparse_gemm(std::size_t samples, A&&... arguments)
{
    rectify::sparse_gemm<Best>(samples, std::forward<A>(arguments)...);
}

} // namespace dispatch
} // namespace rectify::inline RECTIFY_ABI
