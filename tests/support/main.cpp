// Says which architecture the tests ran on, then runs them.

#include <rectify/core/simd.hpp>

#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv)
{
    testing::InitGoogleTest(&argc, argv);
    std::printf("architecture: %s, xsimd %d.%d.%d\n", rectify::default_arch::name(), XSIMD_VERSION_MAJOR,
                XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH);
    return RUN_ALL_TESTS();
}
