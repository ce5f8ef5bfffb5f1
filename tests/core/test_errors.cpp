// A wrong call is a clear error, and writes nothing.

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

const rectify::relu<float> relu;
const rectify::elu<float> elu;

/// Calls f, which must throw, and returns the sentence.
template <class F>
std::string sentence_of(const F& f)
{
    try {
        f();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "no error";
}

TEST(Errors, LengthsThatDiffer)
{
    std::vector<float> five(5, 1.0f), seven(7, 2.0f), slope(5, 0.5f), three(3, 3.0f);
    const auto five_before = five, seven_before = seven;
    EXPECT_EQ(sentence_of([&] { rectify::forward(relu, five, seven); }),
              "rectify::forward: y has 7 elements, but x has 5");
    EXPECT_EQ(sentence_of([&] { rectify::derivative(relu, seven, five); }),
              "rectify::derivative: d has 5 elements, but x has 7");
    EXPECT_EQ(sentence_of([&] { rectify::backward(elu, five, seven, five); }),
              "rectify::backward: dy has 7 elements, but x has 5");
    EXPECT_EQ(sentence_of([&] { rectify::backward(elu, five, five, seven); }),
              "rectify::backward: dx has 7 elements, but x has 5");
    EXPECT_EQ(sentence_of([&] { rectify::backward_from_output(elu, five, five, seven); }),
              "rectify::backward_from_output: dx has 7 elements, but y has 5");
    EXPECT_EQ(sentence_of([&] { rectify::forward_measured(relu, five, seven); }),
              "rectify::forward_measured: y has 7 elements, but x has 5");
    EXPECT_EQ(sentence_of([&] { rectify::backward(rectify::prelu<float>{.slope = slope}, five, five, five, three); }),
              "rectify::backward: dslope has 3 elements, but slope has 5");
    EXPECT_EQ(five, five_before);
    EXPECT_EQ(seven, seven_before);
    EXPECT_EQ(three, std::vector<float>(3, 3.0f));
}

TEST(Errors, BuffersThatOverlapInPart)
{
    std::vector<float> v(10, -1.0f);
    const auto before = v;
    const std::span<float> all(v);
    EXPECT_EQ(sentence_of([&] { rectify::forward(relu, all.first(8), all.last(8)); }),
              "rectify::forward: y (8 elements) overlaps x (8 elements) without being the same buffer");
    EXPECT_EQ(sentence_of([&] { rectify::forward(relu, all.last(8), all.first(8)); }),
              "rectify::forward: y (8 elements) overlaps x (8 elements) without being the same buffer");
    EXPECT_EQ(sentence_of([&] { rectify::backward(elu, all.first(5), all.subspan(1, 5), all.last(5)); }),
              "rectify::backward: dx (5 elements) overlaps dy (5 elements) without being the same buffer");
    // The same start with another width is not the same buffer.
    std::vector<double> wide(4, 1.0);
    EXPECT_NE(sentence_of([&] {
                  rectify::forward(rectify::relu<double>{}, wide, std::span(reinterpret_cast<float*>(wide.data()), 4));
              }).find("overlaps"),
              std::string::npos);
    EXPECT_EQ(v, before);
    // Buffers that touch are apart.
    EXPECT_NO_THROW(rectify::forward(relu, all.first(5), all.last(5)));
    EXPECT_NO_THROW(rectify::forward(relu, all.first(0), all.subspan(3, 0)));
}

TEST(Errors, ChannelsThatDoNotFit)
{
    std::vector<float> x(12, -1.0f), slope(5, 0.5f), dslope(5, 0.0f), none;
    const auto before = x;
    using prelu = rectify::prelu<float>;
    EXPECT_EQ(sentence_of([&] { rectify::forward(prelu{}, x, x); }),
              "rectify::forward: slope has 0 elements; it needs one, or one a channel");
    EXPECT_EQ(
        sentence_of([&] { rectify::forward(prelu{.slope = slope}, x, x); }),
        "rectify::forward: slope has 5 elements with inner = 1, and y has 12 elements, which is not a multiple of "
        "their product");
    EXPECT_EQ(
        sentence_of([&] { rectify::derivative(prelu{.slope = std::span(slope).first(2), .inner = 4}, x, x); }),
        "rectify::derivative: slope has 2 elements with inner = 4, and d has 12 elements, which is not a multiple of "
        "their product");
    EXPECT_EQ(sentence_of([&] { rectify::backward(prelu{.slope = std::span(slope).first(2), .inner = 0}, x, x, x); }),
              "rectify::backward: inner is 0; it is the number of consecutive elements that share a channel");
    // A product that overflows is no multiple of anything.
    EXPECT_NE(sentence_of([&] {
                  rectify::forward(prelu{.slope = std::span(slope).first(2),
                                         .inner = std::numeric_limits<std::size_t>::max() / 2 + 7},
                                   x, x);
              }),
              "no error");
    EXPECT_EQ(x, before);
}

TEST(Errors, AnOutputThatIsAParameter)
{
    std::vector<float> v(8, -1.0f), w(8, -1.0f), dslope(4, 0.0f);
    const auto before = v;
    const rectify::prelu<float> prelu{.slope = std::span<const float>(v).first(4)};
    EXPECT_EQ(sentence_of([&] { rectify::forward(prelu, w, v); }),
              "rectify::forward: y (8 elements) overlaps slope (4 elements)");
    EXPECT_EQ(sentence_of([&] { rectify::backward(prelu, w, w, w, std::span(v).first(4)); }),
              "rectify::backward: dslope (4 elements) overlaps slope (4 elements)");
    EXPECT_EQ(sentence_of([&] { rectify::backward(prelu, w, w, w, std::span(w).first(4)); }),
              "rectify::backward: dslope (4 elements) overlaps x (8 elements)");
    EXPECT_EQ(v, before);
    EXPECT_EQ(w, before);
}

TEST(Errors, OutputsThatDoNotTellTheDerivative)
{
    std::vector<float> y(3, -1.0f);
    const auto before = y;
    const std::vector<float> slopes{0.1f, -0.1f, 0.1f};
    EXPECT_EQ(
        sentence_of(
            [&] { rectify::backward_from_output(rectify::leaky_relu<float>{.negative_slope = -0.1f}, y, y, y); }),
        "rectify::backward_from_output: leaky_relu's negative_slope is negative or NaN, so the output does not tell "
        "the sign of x; use rectify::backward, which takes x");
    EXPECT_NE(sentence_of([&] {
                  rectify::backward_from_output(rectify::prelu<float>{.slope = slopes}, y, y, y);
              }).find("one of prelu's slopes is negative"),
              std::string::npos);
    EXPECT_NE(sentence_of([&] {
                  rectify::backward_from_output(rectify::elu<float>{.alpha = -1.0f}, y, y, y);
              }).find("elu's alpha is negative"),
              std::string::npos);
    EXPECT_NE(sentence_of([&] {
                  rectify::backward_from_output(
                      rectify::leaky_relu<float>{.negative_slope = std::numeric_limits<float>::quiet_NaN()}, y, y, y);
              }),
              "no error");
    EXPECT_EQ(y, before);
}

} // namespace
