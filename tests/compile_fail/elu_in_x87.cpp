// expect: compile for 32-bit x86 .*with -msse2 -mfpmath=sse
// flags: -std=c++20 -U__FLT_EVAL_METHOD__ -D__FLT_EVAL_METHOD__=2

#include <rectify/rectify.hpp>

// What ELU comes to where there are no batches.
float power(float x)
{
    return rectify::math::reduce<0, false>(x).power;
}
