// What every activation promises of its values: accuracy, special values, the same bits for a scalar and in every lane.

#include "specs/all.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

namespace {

using namespace rectify_test;

template <class Spec>
class Values : public testing::Test {
public:
    /// Every exponent and both signs, the range that networks work in, and the special values.
    static const std::vector<typename Spec::type>& inputs()
    {
        using T = typename Spec::type;
        static const std::vector<T> all = [] {
            std::vector<T> v = special_values<T>();
            for (const auto& more : {random_bits<T>(200'000, 1), normal_values<T>(100'000, T(2), 2),
                                     normal_values<T>(100'000, T(30), 3), normal_values<T>(20'000, T(1e-4), 4)}) {
                v.insert(v.end(), more.begin(), more.end());
            }
            if constexpr (sizeof(T) == 4) {
                for (std::uint64_t bits = 0; bits < (1ULL << 32); bits += 9973) {
                    v.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
                }
            } else {
                const auto wide = normal_values<T>(100'000, T(400), 5);
                v.insert(v.end(), wide.begin(), wide.end());
            }
            return v;
        }();
        return all;
    }
};

struct spec_names {
    template <class Spec>
    static std::string GetName(int)
    {
        return std::string(Spec::name) + (sizeof(typename Spec::type) == 4 ? "_f32" : "_f64");
    }
};

TYPED_TEST_SUITE(Values, activations::of_all_types<testing::Types>, spec_names);

/// The largest error over x, with a message that says where it is.
template <class T, class Reference>
void expect_ulp(const std::vector<T>& x, const std::vector<T>& y, const Reference& reference, double bound)
{
    double worst = 0;
    std::size_t where = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = ulp_error(y[i], reference(static_cast<wider<T>>(x[i])));
        if (!(error <= worst)) {
            worst = error;
            where = i;
        }
    }
    EXPECT_LE(worst, bound) << std::hexfloat << "at x = " << x[where] << " = " << std::defaultfloat << x[where]
                            << std::hexfloat << " the result is " << y[where];
}

TYPED_TEST(Values, AreAsAccurateAsPromised)
{
    const auto& x = this->inputs();
    auto y = x;
    for (const auto& f : TypeParam::parameters()) {
        rectify::forward(f, x, y);
        expect_ulp(
            x, y, [&](auto v) { return TypeParam::value(f, v); }, TypeParam::value_ulp(f));
    }
}

TYPED_TEST(Values, DerivativesAreAsAccurateAsPromised)
{
    const auto& x = this->inputs();
    auto d = x;
    for (const auto& f : TypeParam::parameters()) {
        rectify::derivative(f, x, d);
        for (std::size_t i = 0; i < x.size(); ++i) {
            if (std::isnan(x[i])) {
                ASSERT_EQ(d[i], 1) << "the gradient passes at NaN";
                d[i] = x[i]; // the reference has no rule for NaN
            }
        }
        expect_ulp(
            x, d, [&](auto v) { return std::isnan(v) ? v : TypeParam::derivative(f, v); },
            TypeParam::derivative_ulp(f));
    }
}

TYPED_TEST(Values, SpecialValuesHaveTheBitsOfTheTable)
{
    using T = typename TypeParam::type;
    const auto f = TypeParam::parameters().front();
    for (const special<T>& s : TypeParam::specials()) {
        EXPECT_TRUE(same(f(s.x), s.value)) << "f(" << s.x << ") = " << f(s.x) << ", not " << s.value;
        EXPECT_TRUE(same(f.derivative(s.x), s.derivative))
            << "f'(" << s.x << ") = " << f.derivative(s.x) << ", not " << s.derivative;
        // and so in a long buffer, where batches are at work
        const std::vector<T> x(100, s.x);
        std::vector<T> y(100);
        rectify::forward(f, x, y);
        for (const T& v : y) {
            ASSERT_TRUE(same(v, s.value)) << "f(" << s.x << ") = " << v << ", not " << s.value;
        }
        rectify::derivative(f, x, y);
        for (const T& v : y) {
            ASSERT_TRUE(same(v, s.derivative)) << "f'(" << s.x << ") = " << v << ", not " << s.derivative;
        }
    }
}

TYPED_TEST(Values, NaNStaysNaN)
{
    using T = typename TypeParam::type;
    const T nans[] = {std::numeric_limits<T>::quiet_NaN(), -std::numeric_limits<T>::quiet_NaN(),
                      std::bit_cast<T>(static_cast<bits_of<T>>(~bits_of<T>{0}))};
    for (const auto& f : TypeParam::parameters()) {
        for (const T& nan : nans) {
            EXPECT_TRUE(std::isnan(f(nan)));
            EXPECT_EQ(f.derivative(nan), 1);
            EXPECT_EQ(f.derivative_from_output(nan), 1);
        }
    }
}

TYPED_TEST(Values, AScalarHasTheBitsOfEveryLane)
{
    using T = typename TypeParam::type;
    using V = rectify::detail::lanes_t<T, rectify::default_arch>;
    constexpr std::size_t lanes = rectify::detail::lane_count<V>;
    const auto& x = this->inputs();
    for (const auto& f : TypeParam::parameters()) {
        for (std::size_t i = 0; i + lanes <= x.size(); i += 7 * lanes) {
            const V v = rectify::detail::load_lanes<V>(&x[i]);
            T value[lanes], derivative[lanes], from_output[lanes];
            rectify::detail::store_lanes(+value, f(v));
            rectify::detail::store_lanes(+derivative, f.derivative(v));
            rectify::detail::store_lanes(+from_output, f.derivative_from_output(v));
            for (std::size_t k = 0; k < lanes; ++k) {
                ASSERT_TRUE(same(value[k], f(x[i + k]))) << x[i + k];
                ASSERT_TRUE(same(derivative[k], f.derivative(x[i + k]))) << x[i + k];
                ASSERT_TRUE(same(from_output[k], f.derivative_from_output(x[i + k]))) << x[i + k];
            }
        }
    }
}

TYPED_TEST(Values, DerivativesAreTheSlopesOfTheValues)
{
    using T = typename TypeParam::type;
    for (const auto& f : TypeParam::parameters()) {
        for (const T& point : normal_values<T>(2000, T(3), 6)) {
            const double x = static_cast<double>(point);
            const double h = 1e-6 * std::max(1.0, std::fabs(x));
            if (std::fabs(x) <= h) {
                continue; // across the kink there is no slope
            }
            const double slope = static_cast<double>(TypeParam::value(f, x + h) - TypeParam::value(f, x - h)) / (2 * h);
            ASSERT_NEAR(static_cast<double>(f.derivative(point)), slope, 1e-6) << "at " << point;
        }
    }
}

TYPED_TEST(Values, TheOutputGivesTheDerivativeWhereItIsSaidTo)
{
    using T = typename TypeParam::type;
    for (const auto& f : TypeParam::parameters()) {
        if (f.check_from_output() != nullptr) {
            continue;
        }
        for (const T& x : normal_values<T>(2000, T(3), 7)) {
            const T expected = f.derivative(x);
            // ELU's y + alpha has the absolute error of y: an ULP of alpha.
            const T tolerance = 2 * std::numeric_limits<T>::epsilon();
            ASSERT_NEAR(f.derivative_from_output(f(x)), expected, tolerance) << "at " << x;
        }
        EXPECT_TRUE(same(f.derivative_from_output(f(T(0))), f.derivative(T(0))));
        EXPECT_TRUE(same(f.derivative_from_output(f(T(-0.0))), f.derivative(T(-0.0))));
    }
}

TEST(Elu, IsRightNearZero)
{
    // exp(x) - 1 has no correct digit here.
    EXPECT_EQ(rectify::elu<float>{}(-1e-8f), -1e-8f);
    EXPECT_EQ(rectify::elu<float>{}(-1e-40f), -1e-40f);
    EXPECT_EQ(rectify::elu<double>{}(-1e-18), -1e-18);
}

TEST(Elu, DerivativeKeepsItsDigitsFarOut)
{
    EXPECT_LE(ulp_error(rectify::elu<float>{}.derivative(-50.0f), std::exp(-50.0)), 1);
    EXPECT_GT(rectify::elu<float>{}.derivative(-103.0f), 0.0f);
    EXPECT_EQ(rectify::elu<float>{}.derivative(-104.0f), 0.0f);
    EXPECT_GT(rectify::elu<double>{}.derivative(-745.0), 0.0);
    EXPECT_EQ(rectify::elu<double>{}.derivative(-746.0), 0.0);
    // and from the output it has lost them: what the header warns of
    EXPECT_EQ(rectify::elu<float>{}.derivative_from_output(rectify::elu<float>{}(-18.0f)), 0.0f);
}

TEST(Relu, BackwardIsZeroWhateverTheGradient)
{
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<float> x{-1.0f, -0.0f, 0.0f, -1.0f, 1.0f};
    const std::vector<float> dy{infinity, -infinity, std::nanf(""), -2.0f, infinity};
    std::vector<float> dx(x.size());
    rectify::backward(rectify::relu<float>{}, x, dy, dx);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(same(dx[i], 0.0f));
    }
    EXPECT_EQ(dx[4], infinity);
}

TEST(Parameters, HaveTheDefaultsOfPyTorch)
{
    EXPECT_EQ(rectify::leaky_relu<float>{}.negative_slope, 0.01f);
    EXPECT_EQ(rectify::leaky_relu<double>{}.negative_slope, 0.01);
    EXPECT_EQ(rectify::elu<float>{}.alpha, 1.0f);
    EXPECT_EQ(rectify::prelu<float>{}.inner, 1u);
    EXPECT_TRUE(rectify::prelu<float>{}.slope.empty());
}

} // namespace
