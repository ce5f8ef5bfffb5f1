// The quantised kernels against a naive loop in double, and against the table itself.

#include "input.hpp"

namespace {

using namespace rectify_fuzz;

template <class T>
rectify::quantization<T> any_quantization(input& in)
{
    const float scale = std::abs(number<float>(in));
    return {.scale = scale > 0.0f && scale <= std::numeric_limits<float>::max() ? scale : 1.0f,
            .zero_point = static_cast<int>(in.ConsumeIntegral<T>())};
}

/// y for q by the definition, each step spelled out: to the nearest, to even at a tie.
template <class TX, class TY, class F>
TY by_definition(const F& f, const rectify::quantization<TX>& qx, const rectify::quantization<TY>& qy, TX q)
{
    const double x = static_cast<double>(qx.scale) * (static_cast<int>(q) - qx.zero_point);
    const double y = f(x) / static_cast<double>(qy.scale);
    if (std::isnan(y)) {
        return static_cast<TY>(qy.zero_point);
    }
    const double down = std::floor(y);
    const bool up = y - down > 0.5 || (y - down == 0.5 && std::fmod(down, 2.0) != 0);
    const double rounded = (up ? down + 1 : down) + qy.zero_point;
    return rounded <= std::numeric_limits<TY>::min()   ? std::numeric_limits<TY>::min()
           : rounded >= std::numeric_limits<TY>::max() ? std::numeric_limits<TY>::max()
                                                       : static_cast<TY>(rounded);
}

template <class TX, class TY>
void try_types(input& in)
{
    const auto qx = any_quantization<TX>(in);
    const bool alike = std::same_as<TX, TY> && in.ConsumeBool();
    const auto qy = alike ? rectify::quantization<TY>{qx.scale, qx.zero_point} : any_quantization<TY>(in);
    const auto how = in.PickValueInArray({rectify::stores::automatic, rectify::stores::streaming});
    std::size_t n = in.ConsumeIntegralInRange<std::size_t>(0, 700);
    const auto run = [&](const auto& f) {
        elements<TX> x(in, n, 70);
        elements<TY> y(in, n, 70);
        rectify::forward(f, x.get(), qx, y.get(), qy, how);
        expect_all(
            y.get(), [&](std::size_t i) { return by_definition(f, qx, qy, x.get()[i]); }, "forward, quantised");
        y.expect_untouched_before();
    };
    switch (in.ConsumeIntegralInRange(0, 3)) {
    case 0:
        return run(rectify::relu<double>{});
    case 1:
        return run(rectify::leaky_relu<double>{.negative_slope = number<double>(in)});
    case 2:
        return run(rectify::elu<double>{.alpha = number<double>(in)});
    default: {
        std::vector<double> slopes(in.ConsumeIntegralInRange<std::size_t>(1, 9));
        for (double& s : slopes) {
            s = number<double>(in);
        }
        const std::size_t inner = in.ConsumeIntegralInRange<std::size_t>(1, 200);
        const rectify::quantized_table<TX, TY> table(rectify::prelu<double>{.slope = slopes, .inner = inner}, qx, qy);
        n = slopes.size() == 1 ? n : n % 4 * slopes.size() * inner;
        elements<TX> x(in, n, 70);
        elements<TY> y(in, n, 70);
        rectify::forward(table, x.get(), y.get(), how);
        expect_all(
            y.get(),
            [&](std::size_t i) {
                const rectify::leaky_relu<double> f{.negative_slope = slopes[i / inner % slopes.size()]};
                return by_definition(f, qx, qy, x.get()[i]);
            },
            "forward by a table");
    }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    input in(data, size);
    switch (in.ConsumeIntegralInRange(0, 3)) {
    case 0:
        try_types<std::int8_t, std::int8_t>(in);
        break;
    case 1:
        try_types<std::uint8_t, std::uint8_t>(in);
        break;
    case 2:
        try_types<std::int8_t, std::uint8_t>(in);
        break;
    default:
        try_types<std::uint8_t, std::int8_t>(in);
    }
    return 0;
}
