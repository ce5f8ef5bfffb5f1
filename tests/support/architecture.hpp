#pragma once

// Which architecture a test program runs on, and which it was meant for.

#include <rectify/simd/lanes.hpp>

#include <iostream>
#include <string_view>

namespace rectify_test {

/// Says which architecture this program is compiled for; false where RECTIFY_EXPECTED_ARCH, unless empty, is another:
/// a run that proves something of NEON must not have fallen back to scalars.
inline bool is_expected_architecture(std::ostream& out)
{
    const std::string_view actual = rectify::default_arch::name();
    const std::string_view expected = RECTIFY_EXPECTED_ARCH;
    out << "architecture: " << actual << ", xsimd " << XSIMD_VERSION_MAJOR << '.' << XSIMD_VERSION_MINOR << '.'
        << XSIMD_VERSION_PATCH << '\n';
    if (!expected.empty() && actual != expected) {
        out << "FAILED: architecture " << expected << " was expected" << std::endl;
        return false;
    }
    return true;
}

} // namespace rectify_test
