#pragma once

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

namespace rectify::inline RECTIFY_ABI {

/// How close to the exact result a function comes.
enum class precision {
    /// At most 1 ULP: one of the two numbers next to the exact result.
    faithful,
    /// The number nearest to the exact result, so that every machine has the same bits. For float.
    correct,
};

} // namespace rectify::inline RECTIFY_ABI
