// No result may change by a bit, and what is rounded once, to the nearest, has the same bits on every machine: floats,
// also beside bfloat16, integers, quantised numbers, and exponentials. With RECTIFY_ALL_FLOATS in the environment,
// every float.

#include "functors/same_bits.hpp"

#include <cstdlib>
#include <iostream>
#include <tuple>

namespace {

using namespace rectify_test;
using rectify::bfloat16;
using rectify::precision;
using rectify::quantization;
using rectify::quantized_table;

TEST(SameBits, OfFloat)
{
    expect_recorded<float>(storage<float, float, float>{"float"});
}

TEST(SameBits, OfFloatToBfloat16)
{
    expect_recorded<float>(storage<float, float, bfloat16>{"float to bfloat16"});
}

TEST(SameBits, OfBfloat16WithGradientsOfFloat)
{
    expect_recorded<float>(storage<bfloat16, float, float>{"bfloat16 to float"});
}

TEST(SameBits, OfTheSlopesGradient)
{
    expect_recorded_dslope<float>("dslope float");
}

template <class T>
void expect_recorded_relu(const std::string& type)
{
    expect_recorded("relu", storage<T, T, T>{type}, std::vector{rectify::relu<T>{}});
}

TEST(SameBits, OfIntegers)
{
    expect_recorded_relu<std::int8_t>("int8");
    expect_recorded_relu<std::uint8_t>("uint8");
    expect_recorded_relu<std::int16_t>("int16");
    expect_recorded_relu<std::int32_t>("int32");
    expect_recorded_relu<std::int64_t>("int64");
}

template <class TX, class TY>
void expect_recorded_quantised(const std::string& types)
{
    const quantization<TX> qx{.scale = 0.05f, .zero_point = 3};
    const quantization<TY> qy{.scale = 0.02f, .zero_point = 5};
    const std::vector<TX>& x = inputs<TX>();
    const auto expect_forward = [&](const std::string& functor, const auto& forward_into) {
        std::vector<TY> y(x.size());
        forward_into(y);
        checksum sum;
        sum.add(y);
        expectation{functor + ", quantised, " + types}("forward", &recorded::forward, sum);
    };
    expect_forward("relu", [&](auto& y) { rectify::forward(rectify::relu<float>{}, x, qx, y, qy); });
    if constexpr (std::same_as<TX, TY>) { // compares, without a table
        expect_forward("clamp", [&](auto& y) { rectify::forward(rectify::relu<float>{}, x, qx, y, qx); });
    }
    expect_forward("elu", [&](auto& y) { rectify::forward(quantized_table(rectify::elu<float>{}, qx, qy), x, y); });
    expect_forward("elu in double", [&](auto& y) { rectify::forward(rectify::elu<double>{}, x, qx, y, qy); });
    expect_forward("prelu of channels", [&](auto& y) {
        const rectify::prelu<float> f = prelus_of_channels<float>()[3];
        const std::size_t n = whole_samples(f, x.size());
        rectify::forward(quantized_table(f, qx, qy), std::span(x).first(n), std::span(y).first(n));
    });
}

TEST(SameBits, OfQuantisedNumbers)
{
    expect_recorded_quantised<std::int8_t, std::int8_t>("int8");
    expect_recorded_quantised<std::uint8_t, std::uint8_t>("uint8");
    expect_recorded_quantised<std::int8_t, std::uint8_t>("int8 to uint8");
}

template <class T, precision P>
void expect_recorded_exponentials(const std::string& name)
{
    checksum exp, expm1;
    std::vector<T> y;
    for (const T& x : inputs<T>()) {
        y.push_back(rectify::math::exp<P>(x));
    }
    exp.add(y);
    y.clear();
    for (const T& x : inputs<T>()) {
        y.push_back(rectify::math::expm1<P>(x));
    }
    expm1.add(y);
    expectation("exp, " + name, exceptions<T>())("exp", &recorded::forward, exp);
    expectation("expm1, " + name, exceptions<T>())("expm1", &recorded::forward, expm1);
}

TEST(SameBits, OfExponentials)
{
    expect_recorded_exponentials<float, precision::correct>("correct, float");
    expect_recorded_exponentials<float, precision::faithful>("float");
    expect_recorded_exponentials<double, precision::faithful>("double");
}

/// Forward, derivative and backward of one functor, a block at a time.
template <class F>
struct every_float {
    std::string name;
    F f;
    checksum forward{};
    checksum derivative{};
    checksum backward{};

    void add(const std::vector<float>& x, const std::vector<float>& dy, std::vector<float>& y)
    {
        rectify::forward(f, x, y);
        forward.add(y);
        rectify::derivative(f, x, y);
        derivative.add(y);
        rectify::backward(f, x, dy, y);
        backward.add(y);
    }

    void expect_recorded() const
    {
        const std::string row = name + " every float";
        std::cout << "{\"" << row << '"' << std::hex;
        for (const checksum& sum : {forward, derivative, backward}) {
            std::cout << ", 0x" << sum.value();
        }
        std::cout << std::dec << "}," << std::endl;
        const expectation expect(row, exceptions<float>());
        expect("forward", &recorded::forward, forward);
        expect("derivative", &recorded::derivative, derivative);
        expect("backward", &recorded::backward, backward);
    }
};

TEST(SameBits, OfEveryFloat)
{
    if (std::getenv("RECTIFY_ALL_FLOATS") == nullptr) {
        GTEST_SKIP() << "takes minutes: RECTIFY_ALL_FLOATS is not in the environment";
    }
    static constexpr float slope = 0.25f;
    using correct_elu = rectify::elu<float, precision::correct>;
    std::tuple functors{every_float<rectify::relu<float>>{"relu", {}},
                        every_float<rectify::leaky_relu<float>>{"leaky_relu", {}},
                        every_float<rectify::prelu<float>>{"prelu", {.slope = {&slope, 1}}},
                        every_float<rectify::elu<float>>{"elu", {}},
                        every_float<rectify::elu<float>>{"elu(0.3)", {.alpha = 0.3f}},
                        every_float<correct_elu>{"correct elu", {}},
                        every_float<correct_elu>{"correct elu(0.3)", {.alpha = 0.3f}}};
    std::vector<float> x(1 << 20), y(x.size());
    const std::vector<float> dy(gradients<float>().begin(), gradients<float>().begin() + (1 << 20));
    for (std::uint64_t first = 0; first < std::uint64_t{1} << 32; first += x.size()) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = from_word<float>(first + i);
        }
        std::apply([&](auto&... each) { (each.add(x, dy, y), ...); }, functors);
    }
    std::apply([](const auto&... each) { (each.expect_recorded(), ...); }, functors);
}

} // namespace
