#pragma once

// A wrong call: std::invalid_argument with a sentence that names the function, the argument and both sizes.
// With exceptions off, the same sentence on stderr, and std::abort. Nothing has been written by then.

#include <rectify/core/concepts.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#if RECTIFY_EXCEPTIONS
#include <stdexcept>
#endif

namespace rectify::inline RECTIFY_ABI::detail {

// The functions here carry the architecture, as every function that is emitted does.

template <class Arch, class... Args>
[[noreturn]] RECTIFY_COLD void fail(const char* format, Args... args)
{
    char sentence[512];
    static_cast<void>(std::snprintf(sentence, sizeof sentence, format, args...));
#if RECTIFY_EXCEPTIONS
    throw std::invalid_argument(sentence);
#else
    static_cast<void>(std::fprintf(stderr, "%s\n", sentence));
    std::abort();
#endif
}

/// An argument as an error names it.
struct argument {
    const char* name;
    const void* data;
    std::size_t size;
    std::size_t bytes;

    template <class S>
    RECTIFY_INLINE argument(const char* its_name, const buffer<S>& b) noexcept
        : name(its_name), data(b.data), size(b.size), bytes(b.size * sizeof(S))
    {
    }
};

/// Both arguments have the same number of elements.
template <class Arch>
RECTIFY_INLINE void check_sizes(const char* function, const argument& a, const argument& b)
{
    if (a.size != b.size) [[unlikely]] {
        fail<Arch>("rectify::%s: %s has %zu elements, but %s has %zu", function, b.name, b.size, a.name, a.size);
    }
}

RECTIFY_INLINE bool overlap(const argument& a, const argument& b) noexcept
{
    const auto first = reinterpret_cast<std::uintptr_t>(a.data);
    const auto second = reinterpret_cast<std::uintptr_t>(b.data);
    return a.bytes != 0 && b.bytes != 0 && (first - second < b.bytes || second - first < a.bytes);
}

/// `out`, which is written, is `in` itself or has no byte in common with it.
template <class Arch>
RECTIFY_INLINE void check_same_or_apart(const char* function, const argument& in, const argument& out)
{
    if (overlap(in, out) && (in.data != out.data || in.bytes != out.bytes)) [[unlikely]] {
        fail<Arch>("rectify::%s: %s (%zu elements) overlaps %s (%zu elements) without being the same buffer", function,
                   out.name, out.size, in.name, in.size);
    }
}

/// `out`, which is written, has no byte in common with `other`.
template <class Arch>
RECTIFY_INLINE void check_apart(const char* function, const argument& other, const argument& out)
{
    if (overlap(other, out)) [[unlikely]] {
        fail<Arch>("rectify::%s: %s (%zu elements) overlaps %s (%zu elements)", function, out.name, out.size,
                   other.name, other.size);
    }
}

/// There is a channel, and an element in its runs.
template <class Arch>
RECTIFY_INLINE void check_layout(const char* function, std::size_t channels, std::size_t inner)
{
    if (channels == 0) [[unlikely]] {
        fail<Arch>("rectify::%s: slope has 0 elements; it needs one, or one a channel", function);
    }
    if (inner == 0) [[unlikely]] {
        fail<Arch>("rectify::%s: inner is 0; it is the number of consecutive elements that share a channel", function);
    }
}

/// `out` holds whole samples of so many channels.
template <class Arch>
RECTIFY_INLINE void check_whole_samples(const char* function, std::size_t channels, std::size_t inner,
                                        const argument& out)
{
    if (channels > 1 && (out.size % channels != 0 || out.size / channels % inner != 0)) [[unlikely]] {
        fail<Arch>("rectify::%s: slope has %zu elements with inner = %zu, and %s has %zu elements, which is not a "
                   "multiple of their product",
                   function, channels, inner, out.name, out.size);
    }
}

/// The channels of `f` fit n elements, and its slopes are not what is written. Nothing to check without channels.
template <class Arch, class F>
RECTIFY_INLINE void check_channels([[maybe_unused]] const char* function, [[maybe_unused]] const F& f,
                                   [[maybe_unused]] const argument& out)
{
    if constexpr (channelwise<F>) {
        check_layout<Arch>(function, f.slope.size(), f.inner);
        check_whole_samples<Arch>(function, f.slope.size(), f.inner, out);
        check_apart<Arch>(function, {"slope", buffer<const typename F::value_type>{f.slope.data(), f.slope.size()}},
                          out);
    }
}

/// What every verb with one input asks: as many elements, the same buffer or apart, and channels that fit.
template <class Arch, class F>
RECTIFY_INLINE void check_elementwise(const char* function, const F& f, const argument& in, const argument& out)
{
    check_sizes<Arch>(function, in, out);
    check_same_or_apart<Arch>(function, in, out);
    check_channels<Arch>(function, f, out);
}

/// The output of `f` determines its derivative.
template <class Arch, class F>
RECTIFY_INLINE void check_from_output(const char* function, const F& f)
{
    if (const char* why_not = f.check_from_output()) [[unlikely]] {
        fail<Arch>("rectify::%s: %s", function, why_not);
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
