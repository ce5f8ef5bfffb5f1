#pragma once

// The instruction sets that one program can have kernels for, and which of them this processor runs.

#include <rectify/core/errors.hpp>
#include <rectify/simd/lanes.hpp>

#include <cstdlib>
#include <cstring>

/// 1 where there are kernels for several instruction sets, and __builtin_cpu_supports to choose by.
#if defined(__x86_64__) && defined(__GNUC__)
#define RECTIFY_DISPATCH_X86 1
#include <cpuid.h>
#else
#define RECTIFY_DISPATCH_X86 0
#endif

namespace rectify::inline RECTIFY_ABI::dispatch::detail {

// A tag is the name of what a kernel object is compiled for, in all that it exports. cmake/rectify_add_dispatch.cmake
// has the flags that go with each.

#if RECTIFY_DISPATCH_X86
struct sse2 {
    static constexpr const char* name = "sse2";
    static bool supported() noexcept { return true; }
};

struct fma3_avx2 {
    static constexpr const char* name = "fma3+avx2";
    static bool supported() noexcept
    {
        // Not every compiler here knows the name of F16C, which, as AVX does, needs the system's consent.
        unsigned a = 0;
        unsigned b = 0;
        unsigned c = 0;
        unsigned d = 0;
        const bool f16c = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c >> 29 & 1u) != 0;
        return f16c && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    }
};

struct avx512bw {
    static constexpr const char* name = "avx512bw";
    static bool supported() noexcept
    {
        return fma3_avx2::supported() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl");
    }
};
#else
/// What the whole program is compiled for.
struct baseline {
    static constexpr const char* name = "baseline";
    static bool supported() noexcept { return true; }
};
#endif

/// Types in a list.
template <class... T>
struct list {
};

template <class... A, class... B>
consteval auto operator+(list<A...>, list<B...>)
{
    return list<A..., B...>{};
}

/// T, if it is there.
template <bool There, class T>
using if_there = std::conditional_t<There, list<T>, list<>>;

/// Whether a macro is defined as 1, as rectify_add_dispatch() does for what it has compiled.
#define RECTIFY_DISPATCH_HAS(macro) rectify::dispatch::detail::is_one(RECTIFY_DISPATCH_TEXT(macro))
#define RECTIFY_DISPATCH_TEXT(...) #__VA_ARGS__

consteval bool is_one(const char* text)
{
    return text[0] == '1' && text[1] == '\0';
}

/// Those that there are kernels for, from the best to the one that always runs: all, unless a build says which.
#if RECTIFY_DISPATCH_X86
inline constexpr bool for_avx512bw = RECTIFY_DISPATCH_HAS(RECTIFY_DISPATCH_FOR_avx512bw);
inline constexpr bool for_fma3_avx2 = RECTIFY_DISPATCH_HAS(RECTIFY_DISPATCH_FOR_fma3_avx2);
inline constexpr bool for_sse2 = RECTIFY_DISPATCH_HAS(RECTIFY_DISPATCH_FOR_sse2);
inline constexpr bool for_all = !for_avx512bw && !for_fma3_avx2 && !for_sse2;
using architectures = decltype(if_there < for_all || for_avx512bw, avx512bw > {} + if_there < for_all || for_fma3_avx2,
                               fma3_avx2 > {} + if_there < for_all || for_sse2, sse2 > {});
#else
using architectures = list<baseline>;
#endif

/// The number of an architecture in the list: the first that this processor runs, or what RECTIFY_ARCH names.
template <class Caller, class... Architecture>
std::size_t choose(list<Architecture...>)
{
#if RECTIFY_DISPATCH_X86
    __builtin_cpu_init();
#endif
    constexpr const char* names[] = {Architecture::name...};
    const bool supported[] = {Architecture::supported()...};
    const char* wanted = std::getenv("RECTIFY_ARCH"); // NOLINT(concurrency-mt-unsafe): only setenv would race
    const bool any = wanted == nullptr || *wanted == '\0';
    char choices[256] = "";
    std::size_t length = 0;
    for (std::size_t k = 0; k < sizeof...(Architecture); ++k) {
        if (supported[k] && (any || std::strcmp(wanted, names[k]) == 0)) {
            return k;
        }
        if (supported[k]) {
            length += static_cast<std::size_t>(
                std::snprintf(choices + length, sizeof choices - length, "%s%s", length == 0 ? "" : ", ", names[k]));
        }
    }
    rectify::detail::fail<Caller>("rectify::dispatch: RECTIFY_ARCH is \"%s\", but this processor's choices are %s",
                                  any ? "" : wanted,
                                  length == 0 ? "none that there are kernels for" : static_cast<const char*>(choices));
}

/// The choice, which is made once. (A failed one is made again.) A function of each translation unit: g++ would make
/// the variable of an inline one STB_GNU_UNIQUE, after which a plug-in is never unloaded.
template <class Caller, class Architectures>
[[maybe_unused]] static std::size_t chosen()
{
    static const std::size_t number = choose<Caller>(Architectures{});
    return number;
}

} // namespace rectify::inline RECTIFY_ABI::dispatch::detail
