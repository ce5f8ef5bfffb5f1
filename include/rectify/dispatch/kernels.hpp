#pragma once

// For the sources that rectify_add_dispatch() compiles once for each architecture: of it, and of your functor,
//
//     #include "my_functor.hpp"
//     #include <rectify/dispatch/kernels.hpp>
//     RECTIFY_DISPATCH_FUNCTOR(my_functor<float>);
//
// Nothing else should stand in such a source: a function that it shares with the rest of the program, of the standard
// library for one, would be there for several instruction sets under one name, of which the linker takes any. For the
// same reason mark what your functor calls RECTIFY_INLINE.

#include <rectify/dispatch/architectures.hpp>
#include <rectify/dispatch/table.hpp>

#include <type_traits>

#if defined(RECTIFY_NO_ALWAYS_INLINE) && !defined(RECTIFY_DISPATCH_SANITIZED)
#error "rectify: kernels for several instruction sets cannot have RECTIFY_NO_ALWAYS_INLINE; see core/config.hpp"
#endif

/// The kernels of a functor, in the architecture that this source is compiled for.
#define RECTIFY_DISPATCH_FUNCTOR(...) RECTIFY_DISPATCH_SET(kernels_of<__VA_ARGS__>)

/// The kernels of a set of table.hpp, likewise.
#define RECTIFY_DISPATCH_SET(...)                                                                                      \
    template auto rectify::dispatch::detail::kernels<rectify::dispatch::detail::RECTIFY_DISPATCH_ARCH,                 \
                                                     rectify::dispatch::detail::__VA_ARGS__>() noexcept                \
        ->const typename rectify::dispatch::detail::__VA_ARGS__::type&

namespace rectify::inline RECTIFY_ABI::dispatch::detail {

/// The architecture as the loops know it.
template <class Architecture>
struct compiled_for {
    using type = default_arch;
};
#if RECTIFY_DISPATCH_X86
template <>
struct compiled_for<sse2> {
    using type = xsimd::sse2;
};
template <>
struct compiled_for<fma3_avx2> {
    using type = xsimd::fma3<xsimd::avx2>;
};
template <>
struct compiled_for<avx512bw> {
    using type = xsimd::avx512bw;
};
#endif

template <class Architecture, class Kernel, class... A>
RECTIFY_FLAT auto call(A... arguments)
{
    return Kernel::template run<typename compiled_for<Architecture>::type>(arguments...);
}

template <class Architecture, class Kernel, class... A>
consteval entry<Kernel, A...> filled(std::type_identity<entry<Kernel, A...>>)
{
    return {&call<Architecture, Kernel, A...>};
}

template <class Architecture, int Which>
consteval absent<Which> filled(std::type_identity<absent<Which>>)
{
    return {};
}

template <class Architecture, class... Parts>
consteval table<Parts...> filled(std::type_identity<table<Parts...>>)
{
    return {filled<Architecture>(std::type_identity<Parts>{})...};
}

/// A table of each translation unit, as g++ would make a shared one STB_GNU_UNIQUE, after which a plug-in is never
/// unloaded.
template <class Architecture, class Set>
static constexpr auto filled_table = filled<Architecture>(std::type_identity<typename Set::type>{});

template <class Architecture, class Set>
const typename Set::type& kernels() noexcept
{
    return filled_table<Architecture, Set>;
}

/// Tables that are emitted as has() asks for their addresses.
template <class Architecture, class Functors>
struct tables;
template <class Architecture, class... F>
struct tables<Architecture, list<F...>> {
    using address = void (*)();

    /// Whether p is the function of one of these tables.
    static bool has(address p) noexcept
    {
        return ((p == reinterpret_cast<address>(&kernels<Architecture, kernels_of<F>>)) || ...);
    }
};

} // namespace rectify::inline RECTIFY_ABI::dispatch::detail
