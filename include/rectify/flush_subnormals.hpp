#pragma once

// Subnormal numbers taken for 0, for a while.

#include <rectify/core/environment.hpp>

namespace rectify::inline RECTIFY_ABI {

/// While it lives, subnormal results of this thread's arithmetic are 0, and subnormal operands are taken for 0, of
/// their sign: by FTZ and DAZ on x86, by FZ on ARM. Elsewhere, and with compilers that are not known there, it does
/// nothing.
///
///     {
///         rectify::flush_subnormals guard;
///         rectify::backward(f, x, dy, dx);
///     }
///
/// For products (leaky_relu, prelu, gradients, sparse_gemv) of which many are subnormal, where the processor takes a
/// hundred cycles for each, as Intel's do. What ELU computes has no subnormal number on the way.
///
/// On its end it puts back what it found of these bits, and leaves all others, such as the rounding mode and the
/// exceptions that were raised, as they are then.
class flush_subnormals {
public:
    /// Whether it does anything.
    static constexpr bool available = detail::control_register::flushes_results != 0;

    flush_subnormals() noexcept : found_(detail::control_register::read() & bits)
    {
        detail::control_register::write(detail::control_register::read() | bits);
    }
    ~flush_subnormals() { detail::control_register::write((detail::control_register::read() & ~bits) | found_); }
    flush_subnormals(const flush_subnormals&) = delete;
    flush_subnormals& operator=(const flush_subnormals&) = delete;

private:
    static constexpr auto bits = static_cast<detail::control_register::type>(detail::control_register::flushes_results |
                                                                             detail::control_register::flushes_inputs);
    detail::control_register::type found_;
};

} // namespace rectify::inline RECTIFY_ABI
