// A wrong call is a clear error, and writes nothing.

#include "support/sentence.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using rectify_test::sentence_of;

const rectify::relu<float> relu;
const rectify::elu<float> elu;

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

TEST(Errors, TolerancesThatAreNone)
{
    const std::vector<float> y(3);
    EXPECT_EQ(sentence_of([&] { rectify::measure_sparsity(y, -0.5); }),
              "rectify::measure_sparsity: tolerance is -0.5; it must be 0 or more");
    EXPECT_NE(sentence_of([&] {
                  rectify::measure_sparsity(relu, y, std::numeric_limits<double>::quiet_NaN());
              }).find("tolerance is"),
              std::string::npos);
}

TEST(Errors, MasksThatDoNotFit)
{
    std::vector<float> x(65, -1.0f), dy(65, 2.0f);
    const auto x_before = x, dy_before = dy;
    std::vector<std::uint64_t> words(2, 42);
    EXPECT_EQ(sentence_of([&] { rectify::sign_mask(65, std::span(words).first(1)); }),
              "rectify::sign_mask: words has 1 elements, but 65 bits take 2");
    rectify::sign_mask mask(64, words);
    EXPECT_EQ(sentence_of([&] { rectify::forward(relu, x, x, mask); }),
              "rectify::forward: mask has 64 bits, but x has 65 elements");
    EXPECT_EQ(sentence_of([&] { rectify::backward(relu, mask, dy, dy); }),
              "rectify::backward: mask has 64 bits, but dy has 65 elements");
    EXPECT_EQ(sentence_of([&] { rectify::backward(relu, mask, dy, std::span(x).first(64)); }),
              "rectify::backward: dx has 64 elements, but dy has 65");
    rectify::sign_mask on_x(65, std::span(reinterpret_cast<std::uint64_t*>(x.data()), 2));
    EXPECT_NE(sentence_of([&] { rectify::forward(relu, x, dy, on_x); }).find("overlaps mask"), std::string::npos);
    EXPECT_NE(sentence_of([&] { rectify::backward(relu, on_x, dy, x); }).find("overlaps mask"), std::string::npos);
    EXPECT_EQ(x, x_before);
    EXPECT_EQ(dy, dy_before);
    EXPECT_EQ(words, std::vector<std::uint64_t>(2, 42));
}

TEST(Errors, UnitsThatDoNotFit)
{
    EXPECT_EQ(sentence_of([] { rectify::unit_activity(0); }),
              "rectify::unit_activity: 0 units with inner = 1; both must be 1 or more");
    EXPECT_EQ(sentence_of([] { rectify::unit_activity(3, 0); }),
              "rectify::unit_activity: 3 units with inner = 0; both must be 1 or more");
    rectify::unit_activity activity(3, 4);
    EXPECT_EQ(sentence_of([&] { activity.observe(std::vector<float>(13, 1.0f)); }),
              "rectify::unit_activity::observe: y has 13 elements, which is not a multiple of 3 units with inner = 4");
    EXPECT_EQ(sentence_of([&] { activity.observe(std::vector<float>(18, 1.0f)); }),
              "rectify::unit_activity::observe: y has 18 elements, which is not a multiple of 3 units with inner = 4");
    EXPECT_EQ(activity.samples(), 0u);
    EXPECT_EQ(sentence_of([&] { activity += rectify::unit_activity(4); }),
              "rectify::unit_activity: 4 units cannot be added to 3");
    EXPECT_EQ(sentence_of([&] { static_cast<void>(activity.rate(3)); }),
              "rectify::unit_activity: there is no unit 3 of 3");
    EXPECT_TRUE(activity.dead().empty());
}

TEST(Errors, CompactWithoutRoom)
{
    const std::vector<float> y{1.0f, 0.0f, 2.0f, 3.0f};
    std::vector<float> values(2, 42.0f), back(4, 42.0f);
    std::vector<std::uint32_t> indices(3, 42);
    EXPECT_EQ(sentence_of([&] { rectify::compact(y, values, indices); }),
              "rectify::compact: values has 2 elements and indices has 3, but y has 3 that are not zero");
    EXPECT_NE(sentence_of([&] { rectify::compact(back, std::span(back).first(2), indices); }).find("overlaps y"),
              std::string::npos);
    const auto expand = [&](std::vector<std::uint32_t> where) {
        return sentence_of([&] { rectify::expand(std::vector<float>(where.size(), 1.0f), where, back); });
    };
    EXPECT_EQ(expand({0, 4}), "rectify::expand: indices reach 4, but y has 4 elements");
    EXPECT_EQ(expand({0, 2, 2}), "rectify::expand: indices must rise, but indices[2] is 2 after 2");
    EXPECT_EQ(sentence_of([&] { rectify::expand(values, indices, back); }),
              "rectify::expand: indices has 3 elements, but values has 2");
    EXPECT_EQ(values, std::vector<float>(2, 42.0f));
    EXPECT_EQ(indices, std::vector<std::uint32_t>(3, 42));
    EXPECT_EQ(back, std::vector<float>(4, 42.0f));
}

TEST(Errors, ProductsThatDoNotFit)
{
    std::vector<float> w(12, 1.0f), a(4, 1.0f), out(3, 42.0f), none;
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemv(w, a, std::span(out).first(2)); }),
              "rectify::sparse_gemv: w has 12 elements, but takes 4 rows (of a) times 2 columns (of out)");
    EXPECT_NE(sentence_of([&] { rectify::sparse_gemv(w, a, none); }), "no error");
    EXPECT_NE(sentence_of([&] { rectify::sparse_gemv(w, none, out); }), "no error");
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemv(none, none, std::span(out).first(0)); }), "no error");
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemv(w, a, std::span(w).first(3)); }),
              "rectify::sparse_gemv: out (3 elements) overlaps w (12 elements)");
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemm(2, w, a, out); }),
              "rectify::sparse_gemm: a has 4 elements and out has 3, which is not a multiple of 2 samples");
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemm(0, w, a, none); }),
              "rectify::sparse_gemm: a has 4 elements and out has 0, which is not a multiple of 0 samples");
    EXPECT_EQ(sentence_of([&] { rectify::sparse_gemm(0, w, none, out); }),
              "rectify::sparse_gemm: a has 0 elements and out has 3, which is not a multiple of 0 samples");
    EXPECT_EQ(out, std::vector<float>(3, 42.0f));
}

} // namespace
