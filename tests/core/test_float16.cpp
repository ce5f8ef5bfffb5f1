// The types of 16 bits: every one of the 65,536 numbers, and the rounding between them.

#include "specs/all.hpp"
#include "support/element.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

/// Whether products and conversions of NaN have its sign and payload; RISC-V's are one NaN whatever they are of.
bool arithmetic_keeps_nan()
{
    volatile double nan = -std::numeric_limits<double>::quiet_NaN();
    return std::signbit(static_cast<float>(nan));
}

using namespace rectify_test;
using rectify::bfloat16;
using rectify::float16;

/// What tells the formats apart, for a reference that shares nothing with the conversions: the width of the fields.
template <class S>
inline constexpr int exponent_bits = 8;
template <>
inline constexpr int exponent_bits<float16> = 5;
#if RECTIFY_FLOAT16
template <>
inline constexpr int exponent_bits<_Float16> = 5;
#endif

template <class S>
double decoded(std::uint16_t bits)
{
    constexpr int e = exponent_bits<S>, m = 15 - e, bias = (1 << (e - 1)) - 1;
    const int exponent = (bits >> m) & ((1 << e) - 1), mantissa = bits & ((1 << m) - 1);
    const double sign = bits >> 15 != 0 ? -1 : 1;
    if (exponent == (1 << e) - 1) {
        return mantissa != 0 ? std::copysign(std::nan(""), sign) : sign * INFINITY;
    }
    return sign *
           (exponent == 0 ? std::ldexp(mantissa, 1 - bias - m) : std::ldexp(mantissa + (1 << m), exponent - bias - m));
}

/// The bits of the number nearest to v, to even at a tie, by search; NaN is not asked for.
template <class S>
std::uint16_t encoded(double v)
{
    constexpr int m = 15 - exponent_bits<S>;
    constexpr int infinity = ((1 << exponent_bits<S>)-1) << m;
    const double magnitude = std::fabs(v);
    int below = 0, above = infinity; // as if there were one more power of two
    const auto value = [](int bits) {
        return bits < infinity ? decoded<S>(static_cast<std::uint16_t>(bits))
                               : 2 * decoded<S>(static_cast<std::uint16_t>(infinity - (1 << m)));
    };
    while (above - below > 1) {
        const int middle = (below + above) / 2;
        (value(middle) <= magnitude ? below : above) = middle;
    }
    // exact, as both differ from v by less than a power of two's fraction
    const double to_below = magnitude - value(below), to_above = value(above) - magnitude;
    const int nearest = to_below < to_above || (to_below == to_above && below % 2 == 0) ? below : above;
    return static_cast<std::uint16_t>(nearest | (std::signbit(v) ? 0x8000 : 0));
}

template <class S>
std::uint16_t bits16(S v)
{
    return std::bit_cast<std::uint16_t>(v);
}

/// Every number of 16 bits, in the order of its bits.
template <class S>
const std::vector<S>& all_numbers()
{
    static const std::vector<S> all = [] {
        std::vector<S> v(65536);
        for (std::size_t i = 0; i < v.size(); ++i) {
            v[i] = std::bit_cast<S>(static_cast<std::uint16_t>(i));
        }
        return v;
    }();
    return all;
}

template <class S>
class Storage : public testing::Test {
};

/// A type by another name: g++ 12 has no type_info of _Float16, which gtest asks for.
template <class S>
struct named;
template <>
struct named<class its_bfloat16> {
    using type = bfloat16;
};
template <>
struct named<class its_float16> {
    using type = float16;
};
using storage_types = testing::Types<named<class its_bfloat16>, named<class its_float16>
#if RECTIFY_FLOAT16
                                     ,
                                     named<class the_compilers>
#endif
                                     >;
#if RECTIFY_FLOAT16
template <>
struct named<class the_compilers> {
    using type = _Float16;
};
#endif
TYPED_TEST_SUITE(Storage, storage_types);

TYPED_TEST(Storage, IsTwoBytesAndTrivial)
{
    using S = typename TypeParam::type;
    static_assert(sizeof(S) == 2);
    static_assert(alignof(S) == 2);
    static_assert(std::is_trivially_copyable_v<S> && std::is_trivially_default_constructible_v<S>);
    static_assert(rectify::element<S> && !rectify::computable<S>);
    static_assert(static_cast<float>(static_cast<S>(1.5f)) == 1.5f, "in a constant expression too");
}

TYPED_TEST(Storage, EveryNumberWidensExactlyAndComesBack)
{
    using S = typename TypeParam::type;
    for (const S v : all_numbers<S>()) {
        const auto bits = bits16(v);
        const auto wide = static_cast<float>(v);
        const double want = decoded<S>(bits);
        const auto back = bits16(static_cast<S>(wide));
        if (std::isnan(want)) {
            ASSERT_TRUE(std::isnan(wide)) << bits;
            ASSERT_TRUE(std::isnan(decoded<S>(back)));
            if constexpr (std::is_class_v<S>) { // else the conversion is the compiler's
                ASSERT_EQ(back, bits | (1 << (14 - exponent_bits<S>))) << "quiet, with its payload";
            }
        } else {
            ASSERT_EQ(to_bits(wide), to_bits(static_cast<float>(want))) << bits;
            ASSERT_EQ(back, bits);
        }
    }
}

TYPED_TEST(Storage, RoundsToTheNearestAndToEvenAtATie)
{
    using S = typename TypeParam::type;
    // Between each number and the next: both neighbours of the tie, the tie, and points elsewhere; then any float.
    std::vector<float> x = special_values<float>();
    constexpr int m = 15 - exponent_bits<S>;
    for (int bits = 0; bits < ((1 << exponent_bits<S>)-1) << m; ++bits) {
        const double low = decoded<S>(static_cast<std::uint16_t>(bits));
        const double high = (bits & 0xffff) + 1 == ((1 << exponent_bits<S>)-1) << m
                                ? low + (low - decoded<S>(static_cast<std::uint16_t>(bits - 1)))
                                : decoded<S>(static_cast<std::uint16_t>(bits + 1));
        const auto tie = static_cast<float>((low + high) / 2);
        for (const float v :
             {tie, std::nextafter(tie, 0.0f), std::nextafter(tie, INFINITY), static_cast<float>(low + (high - low) / 4),
              static_cast<float>(low + (high - low) * 0.8)}) {
            x.push_back(v);
            x.push_back(-v);
        }
    }
    for (std::uint64_t bits = 0; bits < (1ULL << 32); bits += 9973) {
        x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    // a copy by a verb: the vectors' conversion
    const rectify::leaky_relu<float> identity{.negative_slope = 1.0f};
    std::vector<S> stored(x.size());
    rectify::forward(identity, x, stored);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto scalar = static_cast<S>(x[i]);
        if (std::isnan(x[i])) {
            ASSERT_TRUE(std::isnan(static_cast<float>(scalar)) && std::isnan(static_cast<float>(stored[i])));
            if (arithmetic_keeps_nan()) {
                ASSERT_EQ(bits16(scalar), bits16(stored[i])) << "the payload";
            }
        } else {
            const auto want = encoded<S>(static_cast<double>(x[i]));
            ASSERT_EQ(bits16(scalar), want) << std::hexfloat << x[i];
            ASSERT_EQ(bits16(stored[i]), want) << std::hexfloat << x[i];
        }
    }
}

TYPED_TEST(Storage, ADoubleIsRoundedOnce)
{
    using S = typename TypeParam::type;
    // A hair beyond a tie: a float between would sit on the tie, and go the wrong way half of the time.
    std::vector<double> x;
    for (const S v : all_numbers<S>()) {
        const double a = decoded<S>(bits16(v));
        const double b = decoded<S>(static_cast<std::uint16_t>(bits16(v) + 1));
        if (std::isfinite(a) && std::isfinite(b)) {
            const double tie = (a + b) / 2;
            for (const double d : {tie, tie * (1 - 0x1p-40), tie * (1 + 0x1p-40), tie * (1 + 0x1p-24)}) {
                x.push_back(d);
            }
        }
    }
    for (const double d : {1e-300, -1e-300, 1e300, -1e300, 0.0, -0.0}) {
        x.push_back(d);
    }
    std::vector<S> stored(x.size());
    rectify::forward(rectify::leaky_relu<double>{.negative_slope = 1.0}, x, stored);
    for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_EQ(bits16(static_cast<S>(x[i])), encoded<S>(x[i])) << std::hexfloat << x[i];
        ASSERT_EQ(bits16(stored[i]), encoded<S>(x[i])) << std::hexfloat << x[i];
    }

    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double v : {nan, -nan}) {
        EXPECT_TRUE(std::isnan(static_cast<float>(static_cast<S>(v))));
        if (arithmetic_keeps_nan()) {
            EXPECT_EQ(bits16(static_cast<S>(v)) >> 15 != 0, std::signbit(v));
        }
    }
}

template <class Spec, class S>
struct stored_as {
    using spec = Spec;
    using storage = S;
};

template <class... Lists>
struct joined;
template <class... A, class... B, class... Rest>
struct joined<testing::Types<A...>, testing::Types<B...>, Rest...> : joined<testing::Types<A..., B...>, Rest...> {
};
template <class... A>
struct joined<testing::Types<A...>> {
    using types = testing::Types<A...>;
};

/// The specs that compute in float, with each storage type.
template <class... Specs>
struct with_storage : joined<std::conditional_t<std::is_same_v<typename Specs::type, float>,
                                                testing::Types<stored_as<Specs, bfloat16>, stored_as<Specs, float16>>,
                                                testing::Types<>>...> {
};

template <class Case>
class EveryInput : public testing::Test {
};

struct case_names {
    template <class Case>
    static std::string GetName(int)
    {
        return std::string(Case::spec::name) + (std::is_same_v<typename Case::storage, bfloat16> ? "_bf16" : "_f16");
    }
};

TYPED_TEST_SUITE(EveryInput, activations::of_all_types<with_storage>::types, case_names);

/// verb(x, y) has the float function's result at each element, rounded to S where y holds S: with y apart and in place,
/// and with `mixed` where only x or only y is of 16 bits.
template <class S, class Verb>
void expect_rounded(const Verb& verb, const char* what, auto mixed)
{
    const auto& x = all_numbers<S>();
    const std::vector<float> wide(x.begin(), x.end());
    std::vector<float> want(x.size());
    verb(wide, want);

    const auto expect_same = [&](const auto& y, const char* ranges) {
        using Y = std::remove_cvref_t<decltype(y[0])>;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto rounded = static_cast<float>(static_cast<Y>(want[i]));
            ASSERT_TRUE(same(static_cast<float>(y[i]), rounded)) << what << ", " << ranges << ": at " << wide[i] << ": "
                                                                 << static_cast<float>(y[i]) << ", not " << rounded;
        }
    };
    std::vector<S> y(x.size());
    verb(x, y);
    expect_same(y, "16 bits in and out");
    y = x;
    verb(y, y);
    expect_same(y, "in place");
    if constexpr (decltype(mixed)::value) {
        std::fill(y.begin(), y.end(), S(7.0f));
        verb(wide, y);
        expect_same(y, "16 bits out");
        std::vector<float> out(x.size());
        verb(x, out);
        expect_same(out, "16 bits in");
    }
}

/// dx = dy * f'(x), given y = f(x): the verb, where y holds S; what it shall give, in float, where y holds those
/// numbers as floats: the derivative of an output that was rounded to S.
template <class S>
void from_output(const auto& f, const auto& y, float dy, auto& dx)
{
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(y[0])>, S>) {
        rectify::backward_from_output(f, y, std::vector<S>(y.size(), S(dy)), dx);
    } else {
        for (std::size_t i = 0; i < y.size(); ++i) {
            dx[i] = rectify::detail::chain_from_output<S>{}(rectify_test::at(f, i), y[i], static_cast<float>(S(dy)));
        }
    }
}

TYPED_TEST(EveryInput, HasTheValueAndTheDerivativeRoundedOnce)
{
    using spec = typename TypeParam::spec;
    using S = typename TypeParam::storage;
    for (const auto& f : spec::parameters()) {
        expect_rounded<S>([&](const auto& x, auto& y) { rectify::forward(f, x, y); }, "forward", std::true_type{});
        expect_rounded<S>([&](const auto& x, auto& d) { rectify::derivative(f, x, d); }, "derivative",
                          std::false_type{});
        for (const float value : {-1.25f, 0.3f}) {
            const std::vector<S> other(65536, S(value));
            expect_rounded<S>([&](const auto& x, auto& dx) { rectify::backward(f, x, other, dx); }, "backward, x",
                              std::false_type{});
            expect_rounded<S>([&](const auto& dy, auto& dx) { rectify::backward(f, other, dy, dx); }, "backward, dy",
                              std::false_type{});
            if (f.check_from_output() == nullptr) {
                expect_rounded<S>([&](const auto& y, auto& dx) { from_output<S>(f, y, value, dx); },
                                  "backward_from_output", std::false_type{});
            }
        }
        expect_rounded<S>(
            [&](const auto& x, auto& y) {
                const rectify::sparsity s = rectify::forward_measured(f, x, y);
                const auto zeros = std::count_if(y.begin(), y.end(), [](auto v) { return static_cast<float>(v) == 0; });
                EXPECT_EQ(s, (rectify::sparsity{static_cast<std::size_t>(zeros), y.size()}));
                EXPECT_EQ(rectify::measure_sparsity(y), s);
                EXPECT_GE(zeros, 2);
            },
            "forward_measured", std::false_type{});
    }
}

} // namespace
