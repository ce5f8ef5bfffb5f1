#pragma once

// The numbers of e^x and e^x - 1, by type. The polynomials are our own minimax approximations of (e^r - 1 - r) / r^2
// (Remez exchange, then a search among the neighbours of the rounded coefficients).

#include <rectify/core/config.hpp>
#include <rectify/version.hpp>

#include <cstdint>

namespace rectify::inline RECTIFY_ABI::math {

/// What reductions and polynomials need to know of a type.
template <class T>
struct exp_constants;

template <>
struct exp_constants<float> {
    using integer = std::int32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr float log2_e = 0x1.715476p+0f;
    static constexpr float ln2 = 0x1.62e430p-1f;    // to 28 bits, by luck
    static constexpr float ln2_high = 0x1.62e4p-1f; // 16 bits
    static constexpr float ln2_low = 0x1.7f7d1cp-20f;
    /// Adding it rounds to an integer, whose low bits are then the exponent field of a power of 2.
    static constexpr float round_to_integer = 0x1.8p23f;
    static constexpr float exponent_bias = 127;
    /// From there to 0 e^x rounds to 1, and e^x - 1 to x; its third power is not subnormal.
    static constexpr float negligible = -0x1p-40f;
    /// e^x - 1 rounds to -1 below, and overflows above.
    static constexpr float expm1_lowest = -17.4f;
    static constexpr float expm1_highest = 89.0f;
    /// e^x rounds to 0 below, and overflows above; times any other number it rounds to 0 below
    /// product_lowest.
    static constexpr float exp_lowest = -104.0f;
    static constexpr float product_lowest = -194.0f;
    static constexpr float exp_highest = 89.0f;
    /// Whether the bound of 1 ULP needs what the rounding of r loses.
    static constexpr bool keeps_low_part = false;
    /// To 2^-26 and 2^-32 of e^r - 1.
    static constexpr float short_polynomial[] = {0x1.fffffep-2f, 0x1.5554aap-3f, 0x1.55569p-5f, 0x1.122784p-7f,
                                                 0x1.6be73ep-10f};
    static constexpr float polynomial[] = {0x1.000000p-1f, 0x1.555556p-3f,  0x1.5554aep-5f,
                                           0x1.111090p-7f, 0x1.6d7414p-10f, 0x1.a1a124p-13f};
};

template <>
struct exp_constants<double> {
    using integer = std::int64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr double log2_e = 0x1.71547652b82fep+0;
    static constexpr double ln2 = 0x1.62e42fefa39efp-1;
    static constexpr double ln2_high = 0x1.62e42feep-1; // 32 bits
    static constexpr double ln2_low = 0x1.a39ef35793c76p-33;
    static constexpr double round_to_integer = 0x1.8p52;
    static constexpr double exponent_bias = 1023;
    static constexpr double negligible = -0x1p-60;
    static constexpr double expm1_lowest = -37.5;
    static constexpr double expm1_highest = 710;
    static constexpr double exp_lowest = -746;
    static constexpr double product_lowest = -1457;
    static constexpr double exp_highest = 710;
    static constexpr bool keeps_low_part = true;
    /// To 2^-51 and 2^-61 of e^r - 1.
    static constexpr double short_polynomial[] = {0x1.0000000000020p-1,  0x1.5555555555a08p-3,  0x1.5555555549e60p-5,
                                                  0x1.1111110fbf804p-7,  0x1.6c16c1987a9f5p-10, 0x1.a01a09590963dp-13,
                                                  0x1.a0196879eaf85p-16, 0x1.71cbec27b3326p-19, 0x1.28d75f461a658p-22,
                                                  0x1.cd16cbdfab19ap-26};
    static constexpr double polynomial[] = {0x1.0000000000000p-1,  0x1.5555555555559p-3,  0x1.555555555555ap-5,
                                            0x1.111111110f7f1p-7,  0x1.6c16c16c1462ap-10, 0x1.a01a01af71c55p-13,
                                            0x1.a01a01b040befp-16, 0x1.71ddf95ed407ap-19, 0x1.27e4c676422dcp-22,
                                            0x1.af5d0d650cd8cp-26, 0x1.1f944519524ddp-29};
    /// For |r| <= ln 2 / 16, to 2^-52 of e^r - 1.
    static constexpr double eighth_polynomial[] = {0x1.00000000000a4p-1, 0x1.5555555555679p-3,  0x1.5555554ab8a3ap-5,
                                                   0x1.11111102ea9f5p-7, 0x1.6c1c3fed79766p-10, 0x1.a023c63085ad3p-13};
    /// 2^(k/8) for k < 8.
    static constexpr double eighth_powers[] = {0x1.0000000000000p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0,
                                               0x1.4bfdad5362a27p+0, 0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0,
                                               0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0};
};

} // namespace rectify::inline RECTIFY_ABI::math
