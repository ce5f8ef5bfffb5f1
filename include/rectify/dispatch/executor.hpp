#pragma once

// Who runs a kernel for the best architecture: the table of it that is chosen at the first call.

#include <rectify/core/executor.hpp>
#include <rectify/dispatch/architectures.hpp>
#include <rectify/dispatch/table.hpp>
#include <rectify/functors/all.hpp>

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

} // namespace rectify::inline RECTIFY_ABI
