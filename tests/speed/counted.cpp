// Runs one hot loop, for instructions.py to count its instructions: speed_counted <loop> <times>; without a loop, says
// what has compiled it, and lists the loops.

#include "speed/kernels.hpp"

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv)
{
    if (argc != 3) {
#if defined(__clang__)
        std::printf("clang %d, xsimd %d\n", __clang_major__, XSIMD_VERSION_MAJOR);
#else
        std::printf("g++ %d, xsimd %d\n", __GNUC__, XSIMD_VERSION_MAJOR);
#endif
        for (const rectify_test::hot_loop& loop : rectify_test::hot_loops) {
            std::printf("%.*s\n", static_cast<int>(loop.name.size()), loop.name.data());
        }
        return 0;
    }
    rectify_test::speed_buffers buffers;
    for (const rectify_test::hot_loop& loop : rectify_test::hot_loops) {
        if (loop.name == argv[1]) {
            for (long left = std::strtol(argv[2], nullptr, 10); left > 0; --left) {
                loop.run(buffers);
            }
            return 0;
        }
    }
    std::fprintf(stderr, "%s: there is no such loop\n", argv[1]);
    return 2;
}
