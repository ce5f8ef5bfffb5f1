#pragma once

// What the program around us has told the processor of subnormal numbers.

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <cstdint>

#if defined(__SSE__) || defined(_M_X64) || (defined(_M_IX86_FP) && _M_IX86_FP >= 1)
#define RECTIFY_MXCSR 1
#include <xmmintrin.h>
#endif

namespace rectify::inline RECTIFY_ABI::detail {

/// A processor's register of floating-point control, of this thread; 0, and nothing, where it has none that is known.
struct control_register {
#if defined(RECTIFY_MXCSR)
    using type = unsigned;
    static constexpr type flushes_results = 0x8000; // FTZ
    static constexpr type flushes_inputs = 0x0040;  // DAZ
    RECTIFY_INLINE static type read() noexcept
    {
        return _mm_getcsr();
    }
    RECTIFY_INLINE static void write(type value) noexcept
    {
        _mm_setcsr(value);
    }
#elif defined(__aarch64__) && defined(__GNUC__)
    using type = std::uint64_t;
    static constexpr type flushes_results = 1u << 24; // FZ, of both
    static constexpr type flushes_inputs = 1u << 24;
    RECTIFY_INLINE static type read() noexcept
    {
        type value;
        asm volatile("mrs %0, fpcr" : "=r"(value));
        return value;
    }
    RECTIFY_INLINE static void write(type value) noexcept
    {
        asm volatile("msr fpcr, %0" : : "r"(value));
    }
#else
    using type = unsigned;
    static constexpr type flushes_results = 0;
    static constexpr type flushes_inputs = 0;
    RECTIFY_INLINE static type read() noexcept
    {
        return 0;
    }
    RECTIFY_INLINE static void write(type) noexcept {}
#endif
};

} // namespace rectify::inline RECTIFY_ABI::detail

#undef RECTIFY_MXCSR
