// Every verb against a naive loop of the scalar functor: any functor, storage, length, offset, aliasing and parameters.

#include "input.hpp"
#include "support/element.hpp"

namespace {

using namespace rectify_fuzz;
using rectify_test::at;

/// The value by the textbook, for what an ordinary loop must come near to.
template <class F, class T>
void expect_near_the_textbook(const F& f, T x, T y)
{
    if constexpr (requires { f.alpha; }) {
        const double wide = x < 0 ? static_cast<double>(f.alpha) * std::expm1(static_cast<double>(x)) : double(x);
        const double tolerance = 2.0 * std::numeric_limits<T>::epsilon() * std::abs(wide) +
                                 2.0 * static_cast<double>(std::numeric_limits<T>::denorm_min());
        const bool near = std::isnan(wide) ? std::isnan(y)
                                           : std::abs(wide) > std::numeric_limits<T>::max() ||
                                                 std::abs(static_cast<double>(y) - wide) <= tolerance;
        expect(near, "ELU is near alpha * expm1(x)");
    }
}

template <class S, class F>
void try_verbs(input& in, const F& f, std::size_t n)
{
    using T = typename F::value_type;
    const auto how =
        in.PickValueInArray({rectify::stores::automatic, rectify::stores::cached, rectify::stores::streaming});
    const int verb = in.ConsumeIntegralInRange(0, 5);
    const int alias = in.ConsumeIntegralInRange(0, 2);
    elements<S> x(in, n);
    elements<S> dy(in, n);
    elements<S> apart(in, n);
    const std::vector<S> x0(x.get().begin(), x.get().end());
    const std::vector<S> dy0(dy.get().begin(), dy.get().end());
    const std::span<S> y = alias == 0 ? apart.get() : alias == 1 ? x.get() : dy.get();
    const auto xv = [&](std::size_t i) { return static_cast<T>(x0[i]); };
    const auto dyv = [&](std::size_t i) { return static_cast<T>(dy0[i]); };
    const auto chain = [&](std::size_t i) { return static_cast<S>(rectify::detail::chain{}(at(f, i), xv(i), dyv(i))); };

    switch (verb) {
    case 0:
        rectify::forward(f, x.get(), y, how);
        expect_all(
            y, [&](std::size_t i) { return static_cast<S>(at(f, i)(xv(i))); }, "forward");
        for (std::size_t i = 0; i < n; ++i) {
            expect_near_the_textbook(f, xv(i), at(f, i)(xv(i)));
        }
        break;
    case 1:
        rectify::derivative(f, x.get(), y, how);
        expect_all(
            y, [&](std::size_t i) { return static_cast<S>(at(f, i).derivative(xv(i))); }, "derivative");
        break;
    case 2:
        rectify::backward(f, x.get(), dy.get(), y, how);
        expect_all(y, chain, "backward");
        break;
    case 3:
        if constexpr (rectify::invertible_derivative<F>) {
            if (f.check_from_output() == nullptr) {
                rectify::backward_from_output(f, x.get(), dy.get(), y, how);
                expect_all(
                    y,
                    [&](std::size_t i) {
                        return static_cast<S>(rectify::detail::chain_from_output<S>{}(at(f, i), xv(i), dyv(i)));
                    },
                    "backward_from_output");
            }
        }
        break;
    case 4: {
        const rectify::sparsity s = rectify::forward_measured(f, x.get(), y, how);
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < n; ++i) {
            zeros += static_cast<S>(at(f, i)(xv(i))) == S(0) ? 1u : 0u;
        }
        expect_all(
            y, [&](std::size_t i) { return static_cast<S>(at(f, i)(xv(i))); }, "forward_measured");
        expect(s == rectify::sparsity{zeros, n}, "forward_measured counts");
        break;
    }
    default:
        if constexpr (rectify::channelwise<F>) {
            std::vector<T> dslope(f.slope.size(), T(1));
            rectify::backward(f, x.get(), dy.get(), y, dslope);
            expect_all(y, chain, "backward with dslope");
            std::vector<double> sums(f.slope.size(), 1.0);
            std::vector<double> magnitudes(f.slope.size(), 1.0);
            for (std::size_t i = 0; i < n; ++i) {
                const double term = xv(i) <= 0 ? static_cast<double>(dyv(i)) * static_cast<double>(xv(i)) : 0.0;
                sums[i / f.inner % sums.size()] += term;
                magnitudes[i / f.inner % sums.size()] += std::abs(term);
            }
            for (std::size_t c = 0; c < sums.size(); ++c) {
                // Terms beyond T's range are not followed.
                if (magnitudes[c] < static_cast<double>(std::numeric_limits<T>::max()) / 4) {
                    expect(std::abs(static_cast<double>(dslope[c]) - sums[c]) <=
                               magnitudes[c] * (std::numeric_limits<T>::epsilon() + 1e-12),
                           "dslope is the sum of dy * x");
                }
            }
        }
    }
    x.expect_untouched_before();
    dy.expect_untouched_before();
    apart.expect_untouched_before();
}

template <class S, class T>
void try_functors(input& in)
{
    std::size_t n = in.ConsumeIntegralInRange<std::size_t>(0, 700);
    switch (in.ConsumeIntegralInRange(0, 3)) {
    case 0:
        return try_verbs<S>(in, rectify::relu<T>{}, n);
    case 1:
        return try_verbs<S>(in, rectify::leaky_relu<T>{.negative_slope = number<T>(in)}, n);
    case 2:
        return try_verbs<S>(in, rectify::elu<T>{.alpha = number<T>(in)}, n);
    default: {
        std::vector<T> slopes(in.ConsumeIntegralInRange<std::size_t>(1, 70));
        for (T& s : slopes) {
            s = number<T>(in);
        }
        const std::size_t inner = in.ConsumeIntegralInRange<std::size_t>(1, 300);
        const std::size_t period = slopes.size() * inner;
        n = slopes.size() == 1 ? n : n % 5 * period;
        return try_verbs<S>(in, rectify::prelu<T>{.slope = slopes, .inner = inner}, n);
    }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    input in(data, size);
    switch (in.ConsumeIntegralInRange(0, 4)) {
    case 0:
        try_functors<float, float>(in);
        break;
    case 1:
        try_functors<double, double>(in);
        break;
    case 2:
        try_functors<rectify::bfloat16, float>(in);
        break;
    case 3:
        try_functors<rectify::float16, float>(in);
        break;
    default:
        try_verbs<std::int32_t>(in, rectify::relu<std::int32_t>{}, in.ConsumeIntegralInRange<std::size_t>(0, 700));
    }
    return 0;
}
