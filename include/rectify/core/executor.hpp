#pragma once

// A verb checks its arguments, then runs a kernel: a type with a static function template `run<Arch>` that takes
// raw pointers and numbers, and functors.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// Who runs kernels for an architecture: the caller's own code. dispatch/ has another for a tag of its own.
template <class Arch>
struct executor {
    template <class Kernel, class... A>
    RECTIFY_INLINE static auto run(const A&... arguments)
    {
        return Kernel::template run<Arch>(arguments...);
    }
};

template <class Arch, class Kernel, class... A>
RECTIFY_INLINE auto run(const A&... arguments)
{
    return executor<Arch>::template run<Kernel>(arguments...);
}

} // namespace rectify::inline RECTIFY_ABI::detail
