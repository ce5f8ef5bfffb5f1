#pragma once

// How rectify's functions are compiled.

#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) <= 201703L
#error "rectify needs C++20: compile with -std=c++20 (MSVC: /std:c++20), or link to rectify::rectify in CMake"
#endif

/// Functors, math and loops are inlined even in a debug build. That is for speed, and for the one-definition
/// rule: a function that is never emitted cannot be merged with its twin compiled for another instruction set.
///
/// RECTIFY_NO_ALWAYS_INLINE leaves it to the compiler. That is for sanitizers and coverage, under which everything
/// inlined takes minutes to compile; all of such a program must be compiled for one instruction set.
///
/// Of the kernels that dispatch/ compiles, always optimised, the functions that loops and kernels are take in all that
/// they call (RECTIFY_FLAT), which g++ does in half the time.
#if defined(RECTIFY_DISPATCH_ARCH) && defined(__GNUC__) && !defined(__clang__) && !defined(RECTIFY_NO_ALWAYS_INLINE)
#define RECTIFY_FLATTENED 1
#define RECTIFY_FLAT __attribute__((flatten))
#else
#define RECTIFY_FLATTENED 0
#define RECTIFY_FLAT
#endif
#if defined(RECTIFY_NO_ALWAYS_INLINE) || RECTIFY_FLATTENED
#define RECTIFY_INLINE inline
#define RECTIFY_INLINE_LAMBDA
#elif defined(_MSC_VER) && !defined(__clang__)
#define RECTIFY_INLINE __forceinline
#define RECTIFY_INLINE_LAMBDA
#else
#define RECTIFY_INLINE inline __attribute__((always_inline))
#define RECTIFY_INLINE_LAMBDA __attribute__((always_inline))
#endif

/// A loop that a verb runs. g++ optimises what a function has inlined once more in each function that this is inlined
/// into in turn, so that it is told to inline up to here alone: ELU of bfloat16 compiles in little more than half the
/// time, and a call is no slower. With clang neither holds.
///
/// It is a template of its architecture, so that it has no twin for another; and takes what it computes with by value,
/// as its stores could change it else.
#if RECTIFY_FLATTENED
#define RECTIFY_LOOP __attribute__((flatten, noinline))
#elif defined(__GNUC__) && !defined(__clang__)
#define RECTIFY_LOOP
#else
#define RECTIFY_LOOP RECTIFY_INLINE
#endif

/// What is never inlined, so that its machine code stands once.
#if defined(_MSC_VER) && !defined(__clang__)
#define RECTIFY_CALLED __declspec(noinline)
#else
#define RECTIFY_CALLED __attribute__((noinline))
#endif

/// What is called once, on the way to an error.
#if defined(_MSC_VER) && !defined(__clang__)
#define RECTIFY_COLD __declspec(noinline)
#else
#define RECTIFY_COLD __attribute__((noinline, cold))
#endif

/// 1 where a wrong call throws std::invalid_argument, 0 where it prints the same sentence and aborts.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define RECTIFY_EXCEPTIONS 1
#else
#define RECTIFY_EXCEPTIONS 0
#endif

/// 1 where there is _Float16: g++ before 13 has it in C++ for x86 alone, and its macros elsewhere too.
#if defined(__FLT16_MAX__) && (defined(__clang__) || __GNUC__ >= 13 || defined(__x86_64__) || defined(__i386__))
#define RECTIFY_FLOAT16 1
#else
#define RECTIFY_FLOAT16 0
#endif
