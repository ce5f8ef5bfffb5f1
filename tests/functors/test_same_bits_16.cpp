// What test_same_bits.cpp asks, of buffers of 16 bits.

#include "functors/same_bits.hpp"

namespace {

using namespace rectify_test;
using rectify::bfloat16;
using rectify::float16;

TEST(SameBits16, OfBfloat16)
{
    expect_recorded<float>(storage<bfloat16, bfloat16, bfloat16>{"bfloat16"});
}

TEST(SameBits16, OfFloat16)
{
    expect_recorded<float>(storage<float16, float16, float16>{"float16"});
}

} // namespace
