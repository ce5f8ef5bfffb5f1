// The floating-point environment of the program around us: exceptions that programs trap, and subnormal numbers.

#include "specs/all.hpp"
#include "support/element.hpp"

#include <rectify/flush_subnormals.hpp>
#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <cfenv>

namespace {

using namespace rectify_test;
using rectify::bfloat16;
using rectify::float16;

constexpr int trapped = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW;

/// Which exceptions a call raises; by sticky flags, which every machine has, where few can trap.
template <class Call>
int raised(const Call& call)
{
    std::feclearexcept(FE_ALL_EXCEPT);
    call();
    return std::fetestexcept(trapped);
}

/// Numbers of all magnitudes, and those that are special, as S has them.
template <class S>
std::vector<S> hard_numbers(bool with_nan)
{
    using limits = std::numeric_limits<float>;
    std::vector<S> all;
    for (float v : {0.0f,
                    limits::denorm_min(),
                    1e-41f,
                    limits::min(),
                    1e-30f,
                    1e-22f,
                    1e-19f,
                    1e-9f,
                    0.5f,
                    1.0f,
                    17.5f,
                    50.0f,
                    87.5f,
                    90.0f,
                    103.0f,
                    104.5f,
                    140.0f,
                    800.0f,
                    1e30f,
                    1e38f,
                    limits::infinity()}) {
        if (std::is_same_v<S, float16> && v > 6e3f && v < limits::infinity()) {
            v = 6e3f; // whose products are in the format too
        }
        all.push_back(static_cast<S>(v));
        all.push_back(static_cast<S>(-v));
    }
    if (std::is_same_v<S, double>) {
        for (const double v : {5e-324, 1e-310, 2e-154, 1e-100, 709.5, 744.0, 750.0, 1e300}) {
            all.push_back(static_cast<S>(v));
            all.push_back(static_cast<S>(-v));
        }
    }
    if (with_nan) {
        all.push_back(static_cast<S>(limits::quiet_NaN()));
        all.push_back(static_cast<S>(-limits::quiet_NaN()));
    }
    return all;
}

/// Whether the compiler takes exceptions for something that a program may look at. clang does not, unless asked: it
/// computes products that are not taken, and makes signalling comparisons of quiet ones.
#if defined(__clang__)
inline constexpr bool exceptions_are_kept = false;
#else
inline constexpr bool exceptions_are_kept = true;
#endif

template <class F>
inline constexpr bool is_relu = false;
template <class T>
inline constexpr bool is_relu<rectify::relu<T>> = true;

/// Whether a slope of f is 0, by which -infinity gives NaN.
template <class F>
bool has_zero_slope(const F& f)
{
    if constexpr (requires { f.negative_slope; }) {
        return f.negative_slope == 0;
    } else if constexpr (rectify::channelwise<F>) {
        return std::count(f.slope.begin(), f.slope.end(), 0) != 0;
    } else {
        return false;
    }
}

template <class Spec, class S>
void stays_silent()
{
    for (const auto& f : Spec::parameters()) {
        std::vector<S> hard = hard_numbers<S>(!is_relu<typename Spec::functor>); // whose maximum raises for NaN
        if (has_zero_slope(f)) {
            std::erase_if(hard, [](S v) { return static_cast<float>(v) == -std::numeric_limits<float>::infinity(); });
        }
        std::size_t channels = 1;
        if constexpr (rectify::channelwise<typename Spec::functor>) {
            channels = f.slope.size() * f.inner;
        }
        // All lengths up to more than the lanes of a vector; then each number in each place of it, beside ordinary
        // ones.
        for (std::size_t n = 1; n <= 2 * hard.size(); ++n) {
            std::vector<S> x;
            for (std::size_t i = 0; i < (n + channels - 1) / channels * channels; ++i) {
                x.push_back(n <= hard.size()                         ? hard[(i + n) % hard.size()]
                            : i % hard.size() == n - hard.size() - 1 ? hard[i % hard.size()]
                                                                     : S(-0.75f));
            }
            const std::vector<S> dy(x.size(), S(-0.5f));
            std::vector<S> y(x.size());
            std::vector<std::uint64_t> words((x.size() + 63) / 64);
            const auto silent = [&](const char* what, const auto& call) {
                EXPECT_EQ(raised(call), 0) << Spec::name << ", " << what << ", " << n;
            };
            silent("forward", [&] { rectify::forward(f, x, y); });
            silent("derivative", [&] { rectify::derivative(f, x, y); });
            silent("backward", [&] { rectify::backward(f, x, dy, y); });
            silent("forward_measured", [&] { rectify::forward_measured(f, x, y); });
            silent("measure_sparsity", [&] { rectify::measure_sparsity(f, x, 1e-3); });
            silent("measure_sparsity of a buffer", [&] { rectify::measure_sparsity(x, 1e-3); });
            if (f.check_from_output() == nullptr) {
                std::vector<S> out(x.size());
                rectify::forward(f, x, out);
                silent("backward_from_output", [&] { rectify::backward_from_output(f, out, dy, y); });
            }
            if constexpr (rectify::sign_derivative<typename Spec::functor>) {
                rectify::sign_mask mask(x.size());
                silent("forward with a mask", [&] { rectify::forward(f, x, y, mask); });
                silent("backward from a mask", [&] { rectify::backward(f, mask, dy, y); });
            }
            if (testing::Test::HasFailure()) {
                return;
            }
        }
        if constexpr (std::is_same_v<S, typename Spec::type>) {
            for (std::size_t i = 0; i < hard.size(); ++i) {
                const auto g = at(f, i);
                volatile S result = 0;
                EXPECT_EQ(raised([&] { result = g(hard[i]); }), 0) << Spec::name << " of " << hard[i];
                EXPECT_EQ(raised([&] { result = g.derivative(hard[i]); }), 0) << Spec::name << "' of " << hard[i];
            }
        }
    }
}

template <class Spec>
class Traps : public testing::Test {
};

struct spec_names {
    template <class Spec>
    static std::string GetName(int)
    {
        return std::string(Spec::name) + (sizeof(typename Spec::type) == 4 ? "_float" : "_double");
    }
};

TYPED_TEST_SUITE(Traps, activations::of_all_types<testing::Types>, spec_names);

TYPED_TEST(Traps, StaySilent)
{
    if (!exceptions_are_kept) {
        GTEST_SKIP() << "this compiler raises what it likes";
    }
    stays_silent<TypeParam, typename TypeParam::type>();
    if constexpr (std::is_same_v<typename TypeParam::type, float>) {
        stays_silent<TypeParam, bfloat16>();
        stays_silent<TypeParam, float16>();
    }
}

/// What a compiler does not know, so that it computes when the program runs.
template <class T>
T unknown(T v)
{
    volatile T hidden = v;
    return hidden;
}

TEST(Flags, AreSeenHere)
{
    EXPECT_EQ(raised([] { unknown(unknown(1e38f) * 10.0f); }), FE_OVERFLOW);
    EXPECT_EQ(raised([] { unknown(unknown(0.0f) / unknown(0.0f)); }), FE_INVALID);
}

/// ELU of x: no number on the way is subnormal, neither of a lane's own nor of the others that are computed beside it.
/// "Underflow" tells, which a product that is subnormal raises, and the results of integers do not.
template <class T>
void does_not_underflow()
{
    const auto silent = [](const char* what, T x, const auto& call) {
        std::feclearexcept(FE_ALL_EXCEPT);
        call();
        EXPECT_EQ(std::fetestexcept(FE_UNDERFLOW), 0) << what << " of " << x;
    };
    std::vector<T> all = hard_numbers<T>(true);
    for (T x = T(-0.25); x > T(-1e4); x *= T(1.001)) {
        all.push_back(x);
    }
    for (T x = -1; x < -2 * std::numeric_limits<T>::denorm_min(); x /= T(1.5)) {
        all.push_back(x);
        all.push_back(-x);
    }
    for (const T alpha : {T(1), T(1.5)}) {
        const rectify::elu<T> f{.alpha = alpha};
        for (const T x : all) {
            const std::vector<T> xs(70, x);
            std::vector<T> y(xs.size());
            // Times 1.5, a subnormal x has a subnormal result: a bare product.
            if (alpha == 1 || std::abs(x) > std::numeric_limits<T>::min() || x > 0) {
                silent("elu", x, [&] { rectify::forward(f, xs, y); });
            }
            silent("elu'", x, [&] { rectify::derivative(f, xs, y); });
        }
    }
}

TEST(Underflow, IsNotOnEluWay)
{
    if (!exceptions_are_kept) {
        GTEST_SKIP() << "this compiler raises what it likes";
    }
    does_not_underflow<float>();
    does_not_underflow<double>();
}

TEST(FlushSubnormals, IsUndoneAtTheEnd)
{
    const auto halved = [] { return unknown(unknown(std::numeric_limits<float>::min()) / 2.0f); };
    const bool found = halved() != 0;
    ASSERT_TRUE(found);
    {
        const rectify::flush_subnormals guard;
        EXPECT_EQ(halved() == 0, rectify::flush_subnormals::available);
        {
            const rectify::flush_subnormals within;
            EXPECT_EQ(halved() == 0, rectify::flush_subnormals::available);
        }
        EXPECT_EQ(halved() == 0, rectify::flush_subnormals::available);
    }
    EXPECT_NE(halved(), 0.0f);
}

TEST(FlushSubnormals, LeavesTheRoundingModeAndTheFlags)
{
    std::feclearexcept(FE_ALL_EXCEPT);
    {
        const rectify::flush_subnormals guard;
        std::fesetround(FE_UPWARD);
        unknown(unknown(1.0f) / unknown(0.0f));
    }
    EXPECT_EQ(std::fegetround(), FE_UPWARD);
    std::fesetround(FE_TONEAREST);
    EXPECT_NE(std::fetestexcept(FE_DIVBYZERO), 0);
}

TEST(FlushSubnormals, MakesZerosOfProductsAndOfExponentials)
{
    if (!rectify::flush_subnormals::available) {
        GTEST_SKIP() << "nothing is flushed here";
    }
    const float least = std::numeric_limits<float>::min();
    const std::vector<float> x(37, -least);
    const std::vector<float> far(37, -95.0f);
    std::vector<float> y(37);
    std::vector<float> d(37);
    std::vector<float> other(37);
    rectify::derivative(rectify::elu<float>{}, far, d);
    for (const float v : d) {
        EXPECT_GT(v, 0.0f);
        EXPECT_LT(v, least);
    }
    {
        const rectify::flush_subnormals guard;
        rectify::forward(rectify::leaky_relu<float>{}, x, y);
        rectify::derivative(rectify::elu<float>{}, far, d);
        rectify::derivative(rectify::elu<float>{.alpha = -0.5f}, far, other);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_TRUE(same(y[i], -0.0f));
        EXPECT_TRUE(same(d[i], 0.0f));
        EXPECT_TRUE(same(other[i], -0.0f));
    }
}

/// alpha * e^x, rounded once where e^x alone is subnormal, or 0.
template <class T>
void derivative_is_rounded_late(const std::vector<T>& alphas, T first, T last)
{
    for (const T alpha : alphas) {
        std::vector<T> x;
        for (T v = first; v > last; v -= T(0.0371)) {
            x.push_back(v);
        }
        std::vector<T> d(x.size());
        rectify::derivative(rectify::elu<T>{.alpha = alpha}, x, d);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const long double exact = static_cast<long double>(alpha) * std::exp(static_cast<long double>(x[i]));
            const long double unit =
                std::ldexp(1.0L, std::max(std::ilogb(exact), std::numeric_limits<T>::min_exponent - 1) + 1 -
                                     std::numeric_limits<T>::digits);
            ASSERT_LE(std::abs(static_cast<long double>(d[i]) - exact), 2 * unit)
                << alpha << " * e^" << x[i] << ": " << d[i];
        }
    }
}

TEST(Elu, HasADerivativeThatIsRoundedAfterAlpha)
{
    derivative_is_rounded_late<float>({1.0f, 0.3f, -1.5f, 10.0f, 0x1p20f, 1e20f, 3e38f, 1e-30f}, -80.0f, -200.0f);
    if constexpr (std::numeric_limits<long double>::max_exponent > 2000) {
        derivative_is_rounded_late<double>({1.0, 0.3, -1.5, 10.0, 0x1p20, 1e300, 1e-300}, -690.0, -1500.0);
    }
}

} // namespace
