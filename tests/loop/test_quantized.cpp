// Quantised activations: every input, with random and extreme scales and zero points, against the same in double.

#include "support/guarded.hpp"
#include "support/sentence.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <random>
#include <string>

namespace {

using namespace rectify_test;
using rectify::quantization;
using rectify::quantized_table;

/// Every value of T, in rising order.
template <class T>
std::vector<T> all_values()
{
    std::vector<T> v;
    for (int q = std::numeric_limits<T>::min(); q <= std::numeric_limits<T>::max(); ++q) {
        v.push_back(static_cast<T>(q));
    }
    return v;
}

/// Scales from tiny to huge, as likely near 1, and zero points all over the range, its ends and 0 among them.
template <class T>
quantization<T> drawn(std::mt19937& generator)
{
    constexpr int lowest = std::numeric_limits<T>::min(), highest = std::numeric_limits<T>::max();
    const float extremes[] = {
        std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::min(), 1.0f, 0.5f, 1.0f / 255, 1.0f / 127,
        std::numeric_limits<float>::max()};
    const int ends[] = {lowest, highest, 0, lowest / 2 + highest / 2};
    const auto pick = [&](const auto& list) { return list[generator() % std::size(list)]; };
    const float around_one = std::exp2(std::uniform_real_distribution<float>(-9, 2)(generator));
    return {.scale = generator() % 6 == 0 ? pick(extremes) : around_one,
            .zero_point =
                generator() % 4 == 0 ? pick(ends) : std::uniform_int_distribution<int>(lowest, highest)(generator)};
}

/// One rounding, to even at a tie, and saturation: written apart from the library's.
template <class T>
T reference(double real, const quantization<T>& q)
{
    const double exact = real / static_cast<double>(q.scale);
    double whole = std::floor(exact);
    const double rest = exact - whole;
    if (rest > 0.5 || (rest == 0.5 && std::fmod(whole, 2) != 0)) {
        whole += 1;
    }
    const double shifted = whole + q.zero_point;
    return shifted <= std::numeric_limits<T>::min()   ? std::numeric_limits<T>::min()
           : shifted >= std::numeric_limits<T>::max() ? std::numeric_limits<T>::max()
                                                      : static_cast<T>(shifted);
}

template <class Types>
class Quantized : public testing::Test {
};

template <class X, class Y>
struct pair_of {
    using x = X;
    using y = Y;
};
using pairs = testing::Types<pair_of<std::int8_t, std::int8_t>, pair_of<std::uint8_t, std::uint8_t>,
                             pair_of<std::int8_t, std::uint8_t>, pair_of<std::uint8_t, std::int8_t>>;
TYPED_TEST_SUITE(Quantized, pairs);

TYPED_TEST(Quantized, EveryInputIsTheReferenceRoundedOnce)
{
    using TX = typename TypeParam::x;
    using TY = typename TypeParam::y;
    std::mt19937 generator(5);
    const std::vector<TX> x = all_values<TX>();
    std::vector<TY> y(x.size());
    const auto expect = [&](const auto& f, const auto& value, const char* name) {
        for (int k = 0; k < 400; ++k) {
            const auto qx = drawn<TX>(generator);
            auto qy = drawn<TY>(generator);
            if (k % 3 == 0) { // a clamp, where the types are the same
                qy.scale = qx.scale;
                qy.zero_point =
                    std::clamp<int>(qx.zero_point, std::numeric_limits<TY>::min(), std::numeric_limits<TY>::max());
            }
            const quantized_table table(f, qx, qy);
            const auto check = [&](const char* how) {
                for (std::size_t i = 0; i < x.size(); ++i) {
                    const double real = static_cast<double>(qx.scale) * (static_cast<int>(x[i]) - qx.zero_point);
                    ASSERT_EQ(y[i], reference<TY>(value(real), qy))
                        << name << how << " at " << static_cast<int>(x[i]) << ": scales " << qx.scale << ", "
                        << qy.scale << ", zero points " << qx.zero_point << ", " << qy.zero_point;
                    ASSERT_EQ(table(x[i]), y[i]);
                }
            };
            rectify::forward(table, x, y);
            check(", table");
            std::fill(y.begin(), y.end(), TY(3));
            rectify::forward(f, x, qx, y, qy);
            check(", functor");
        }
    };
    expect(
        rectify::relu<float>{}, [](double v) { return v < 0 ? 0 : v; }, "relu");
    expect(
        rectify::relu<double>{}, [](double v) { return v < 0 ? 0 : v; }, "relu in double");
    expect(
        rectify::leaky_relu<double>{.negative_slope = 0.1}, [](double v) { return v > 0 ? v : 0.1 * v; }, "leaky");
    expect(
        rectify::leaky_relu<double>{.negative_slope = -2}, [](double v) { return v > 0 ? v : -2 * v; }, "leaky");
    expect(
        rectify::elu<double>{}, [](double v) { return v > 0 ? v : std::expm1(v); }, "elu");
}

/// min(relu(x), ceiling), which clamps.
struct clipped {
    using value_type = float;
    float ceiling;
    template <rectify::detail::lanes_of<float> V>
    V operator()(V x) const
    {
        const V above = rectify::detail::negative_to_zero(x);
        return rectify::detail::select(above > V(ceiling), V(ceiling), above);
    }
    template <rectify::detail::lanes_of<float> V>
    V derivative(V x) const
    {
        return rectify::detail::select(x > V(0.0f), V(1.0f), V(0.0f));
    }
    static float lowest() { return 0; }
    float highest() const { return ceiling; }
};

TYPED_TEST(Quantized, AClampIsTheTable)
{
    using T = typename TypeParam::x;
    static_assert(rectify::clamping<clipped> && rectify::clamping<rectify::relu<float>>);
    static_assert(!rectify::clamping<rectify::elu<float>>);
    std::mt19937 generator(6);
    const std::vector<T> x = all_values<T>();
    std::vector<T> by_table(x.size()), y(x.size());
    for (int k = 0; k < 1000; ++k) {
        const auto q = drawn<T>(generator);
        const clipped f{.ceiling = q.scale * std::uniform_real_distribution<float>(0, 200)(generator)}; // or infinity
        rectify::forward(quantized_table(f, q, q), x, by_table);
        rectify::forward(f, x, q, y, q);
        ASSERT_EQ(y, by_table) << "scale " << q.scale << ", zero point " << q.zero_point << ", ceiling " << f.ceiling;
    }
}

TYPED_TEST(Quantized, EveryLengthAndAlignmentReadsAndWritesItsElementsAlone)
{
    using T = typename TypeParam::x;
    const quantization<T> qx{.scale = 0.05f, .zero_point = 7}, qy{.scale = 0.03f, .zero_point = 20};
    const quantized_table table(rectify::elu<float>{}, qx, qy);
    const rectify::relu<float> relu;
    const auto all = all_values<T>();
    for (std::size_t n = 0; n < 700; n = n < 300 ? n + 1 : n + 37) {
        for (const auto side : {guarded<T>::guard::behind, guarded<T>::guard::before}) {
            guarded<T> x(n, side), y(n, side);
            for (std::size_t i = 0; i < n; ++i) {
                x.elements()[i] = all[(i * 77 + n) % 256];
            }
            const std::vector<T> before(x.elements().begin(), x.elements().end());
            rectify::forward(table, x.elements(), y.elements());
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_EQ(y.elements()[i], table(before[i])) << i << " of " << n;
            }
            rectify::forward(table, x.elements(), y.elements(), rectify::stores::streaming);
            rectify::forward(table, x.elements(), x.elements());
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_EQ(y.elements()[i], table(before[i])) << "streamed, " << i << " of " << n;
                ASSERT_EQ(x.elements()[i], table(before[i])) << "in place, " << i << " of " << n;
            }
            rectify::forward(relu, y.elements(), qy, y.elements(), qy);
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_EQ(y.elements()[i], std::max<int>(table(before[i]), 20));
            }
            ASSERT_TRUE(x.untouched() && y.untouched());
        }
    }
}

TYPED_TEST(Quantized, PreluHasATableAChannel)
{
    using TX = typename TypeParam::x;
    using TY = typename TypeParam::y;
    const auto all = all_values<TX>();
    const quantization<TX> qx{.scale = 0.05f, .zero_point = 100};
    const quantization<TY> qy{.scale = 0.04f, .zero_point = 30};
    for (const std::size_t channels : {1u, 3u, 64u}) {
        for (const std::size_t inner : {1u, 7u, 49u, 64u, 200u}) {
            std::vector<double> slope(channels);
            for (std::size_t c = 0; c < channels; ++c) {
                slope[c] = 0.1 * static_cast<double>(c) - 0.25;
            }
            const quantized_table table(rectify::prelu<double>{.slope = slope, .inner = inner}, qx, qy);
            std::vector<TX> x(3 * channels * inner);
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] = all[i * 31 % 256];
            }
            std::vector<TY> y(x.size());
            rectify::forward(table, x, y);
            for (std::size_t i = 0; i < x.size(); ++i) {
                // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): there is a channel
                const double real = qx.dequantize(x[i]), s = slope[i / inner % channels];
                ASSERT_EQ(y[i], reference<TY>(real > 0 ? real : s * real, qy))
                    << i << " of " << channels << " x " << inner;
            }
        }
    }
}

TEST(QuantizedErrors, AWrongScaleOrZeroPointIsNamed)
{
    using q8 = quantization<std::int8_t>;
    using u8 = quantization<std::uint8_t>;
    const rectify::elu<float> elu;
    std::vector<std::int8_t> x(5, 1), y(5, 2);
    const auto before = y;
    const auto call = [&](const q8& qx, const q8& qy) {
        return sentence_of([&] { rectify::forward(elu, x, qx, y, qy); });
    };
    EXPECT_EQ(call({.scale = 0}, {}), "rectify::forward: the scale of x is 0; it must be finite and greater than 0");
    EXPECT_EQ(call({}, {.scale = -1}), "rectify::forward: the scale of y is -1; it must be finite and greater than 0");
    EXPECT_EQ(call({}, {.scale = INFINITY}),
              "rectify::forward: the scale of y is inf; it must be finite and greater than 0");
    EXPECT_NE(call({.scale = std::nanf("")}, {}).find("the scale of x is "), std::string::npos);
    EXPECT_EQ(call({.zero_point = 128}, {}),
              "rectify::forward: the zero point of x is 128; it must lie from -128 to 127");
    EXPECT_EQ(sentence_of([&] { quantized_table(elu, q8{}, u8{.zero_point = -1}); }),
              "rectify::quantized_table: the zero point of y is -1; it must lie from 0 to 255");
    EXPECT_EQ(sentence_of([&] { rectify::forward(elu, x, q8{}, std::span(y).first(4), q8{}); }),
              "rectify::forward: y has 4 elements, but x has 5");
    EXPECT_EQ(y, before);
}

TEST(Quantization, IsTheSameByScaleAndZeroPoint)
{
    using q8 = quantization<std::int8_t>;
    const q8 q{.scale = 0.5f, .zero_point = 3};
    EXPECT_EQ(q, (q8{.scale = 0.5f, .zero_point = 3}));
    EXPECT_NE(q, (q8{.scale = 0.25f, .zero_point = 3}));
    EXPECT_NE(q, (q8{.scale = 0.5f, .zero_point = 4}));
}

TEST(QuantizedErrors, SlopesThatDoNotFitAreCounted)
{
    const std::vector<float> slope(3, 0.25f);
    const quantization<std::int8_t> q;
    std::vector<std::int8_t> x(8);
    const quantized_table table(rectify::prelu<float>{.slope = slope}, q, q);
    EXPECT_EQ(sentence_of([&] { rectify::forward(table, x, x); }),
              "rectify::forward: slope has 3 elements with inner = 1, and y has 8 elements, which is not a multiple of "
              "their product");
    EXPECT_EQ(sentence_of([&] { quantized_table(rectify::prelu<float>{}, q, q); }),
              "rectify::quantized_table: slope has 0 elements; it needs one, or one a channel");
}

TEST(QuantizedValues, NaNIsTheZeroPoint)
{
    EXPECT_EQ((quantization<std::int8_t>{.scale = 0.5f, .zero_point = -3}.quantize(std::nan(""))), -3);
    EXPECT_EQ((quantization<std::int8_t>{.scale = 0.5f, .zero_point = -3}.quantize(INFINITY)), 127);
    EXPECT_EQ((quantization<std::uint8_t>{.scale = 0.5f, .zero_point = 3}.quantize(-INFINITY)), 0);
}

TEST(QuantizedTable, IsEmptyOnceItHasBeenMovedFrom)
{
    const rectify::quantization<std::int8_t> q{.scale = 0.1f, .zero_point = 0};
    rectify::quantized_table first(rectify::elu<float>{}, q, q);
    const rectify::quantized_table<std::int8_t> second(std::move(first));
    std::vector<std::int8_t> x(3, -50);
    std::vector<std::int8_t> y(3, 42);
    EXPECT_EQ(first.channels(), 0u); // NOLINT(bugprone-use-after-move,hicpp-invalid-access-moved)
    EXPECT_THROW(rectify::forward(first, x, y), std::invalid_argument);
    EXPECT_EQ(y, std::vector<std::int8_t>(3, 42));
    rectify::forward(first, std::span(x).first(0), std::span(y).first(0));
    rectify::forward(second, x, y);
    EXPECT_EQ(y[0], second(-50));
}

TEST(Quantization, RoundsToTheNearestInEveryRoundingMode)
{
    std::mt19937 generator(1);
    std::uniform_real_distribution<float> scales(1e-3f, 2.0f);
    std::uniform_real_distribution<double> steps(-300, 300);
    for (int round = 0; round < 20'000; ++round) {
        const quantization<std::int8_t> q{.scale = scales(generator), .zero_point = round % 256 - 128};
        const double step = q.scale;
        const double any = steps(generator);
        const double tie = (std::floor(any) + 0.5) * step; // exact
        for (const double v : {any * step, tie, std::nextafter(tie, -1e9), std::nextafter(tie, 1e9), any * 1e300}) {
            const double whole = std::floor(v / step); // the nearest, by exact products
            const double nearest = v == (whole + 0.5) * step  ? 2 * std::nearbyint(whole / 2 + 0.25)
                                   : v > (whole + 0.5) * step ? whole + 1
                                                              : whole;
            const double expected = std::clamp(nearest + q.zero_point, -128.0, 127.0);
            for (const int mode : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
                volatile double input = v; // read behind fesetround()
                std::fesetround(mode);
                const std::int8_t code = q.quantize(input);
                std::fesetround(FE_TONEAREST);
                ASSERT_EQ(code, expected) << v << " by " << step << ", mode " << mode;
            }
        }
    }
}

} // namespace
