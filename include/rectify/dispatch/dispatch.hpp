#pragma once

// rectify for the processor that the program runs on, whatever the program is compiled for. In CMake:
//
//     rectify_add_dispatch(my_program)
//
// compiles the kernels for SSE2, AVX2 with FMA, and AVX-512 (x86-64 with g++ or clang; elsewhere, for what the
// whole program is compiled for). The best that the processor and the system support is chosen at the first call.

#include <rectify/dispatch/architectures.hpp>
#include <rectify/dispatch/table.hpp>
#include <rectify/functors/all.hpp>

#include <array>
#include <utility>

namespace rectify::inline RECTIFY_ABI {

namespace dispatch {

/// In the place of an architecture: the best of these. The name has what the caller is compiled for, as every function
/// that is emitted does.
template <class Caller, class Architectures>
struct best_for {
};
/// For code that is compiled as the caller is.
using best = best_for<default_arch, detail::architectures>;

namespace detail {

/// The table of a set, of the architecture that is chosen.
template <class Caller, class Set, class... Architecture>
[[maybe_unused]] static const typename Set::type& chosen_table(list<Architecture...>)
{
    static const typename Set::type& table = []() -> const typename Set::type& {
        constexpr const typename Set::type& (*all[])() noexcept = {&kernels<Architecture, Set>...};
        return all[chosen<Caller, list<Architecture...>>()]();
    }();
    return table;
}

template <class F, class... Others>
inline constexpr bool is_one_of = (std::same_as<F, Others> || ...);

/// Whether there are kernels for what a call begins with: a sentence, if it is a functor of rectify's that was left
/// out.
template <class First, class...>
consteval bool is_compiled()
{
#if !defined(RECTIFY_DISPATCH)
    static_assert(sizeof(First) == 0, "rectify::dispatch has no kernels here: call rectify_add_dispatch(<target>) in "
                                      "CMake for the target that this is compiled for");
#endif
#define RECTIFY_DISPATCH_ASK(name, ...)                                                                                \
    static_assert(!is_one_of<First, __VA_ARGS__> || RECTIFY_DISPATCH_HAS(RECTIFY_DISPATCH_WITH_##name),                \
                  "rectify: " #name " is not among the FUNCTORS of rectify_add_dispatch() for this target");
    RECTIFY_ACTIVATIONS(RECTIFY_DISPATCH_ASK)
#undef RECTIFY_DISPATCH_ASK
    return true;
}

template <class Caller, class... Architecture>
const char* chosen_name(best_for<Caller, list<Architecture...>>)
{
    constexpr const char* names[] = {Architecture::name...};
    return names[chosen<Caller, list<Architecture...>>()];
}

} // namespace detail
} // namespace dispatch

namespace detail {

template <class Caller, class Architectures>
struct executor<dispatch::best_for<Caller, Architectures>> {
    template <class Kernel, class... A>
    RECTIFY_INLINE static auto run(const A&... arguments)
    {
        return run_as<Kernel>(dispatch::detail::same_width(arguments)...);
    }

private:
    template <class Kernel, class... A>
    RECTIFY_INLINE static auto run_as(const A&... arguments)
    {
        using set = typename dispatch::detail::set_of_arguments<A...>::type;
        using wanted = dispatch::detail::entry<Kernel, A...>;
        constexpr bool there = std::is_base_of_v<wanted, typename set::type>;
        static_assert(there, "rectify: no kernel is compiled for these element types: with dispatch, x, y and the "
                             "gradients are all double, all of one integer type, or all float, bfloat16 or float16; "
                             "PReLU's gradient of the slopes is in the functor's own type");
        if constexpr (there && dispatch::detail::is_compiled<A...>()) {
            const auto& table = dispatch::detail::chosen_table<Caller, set>(Architectures{});
            return static_cast<const wanted&>(table).function(arguments...);
        } else {
            return typename wanted::result();
        }
    }
};

} // namespace detail

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
