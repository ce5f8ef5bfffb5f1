// The sparsity kernels against naive loops.

#include "input.hpp"

namespace {

using namespace rectify_fuzz;

template <class S>
void try_counts(input& in)
{
    elements<S> y(in, in.ConsumeIntegralInRange<std::size_t>(0, 2000));
    std::size_t zeros = 0;
    for (const S& v : y.get()) {
        zeros += v == S(0) ? 1u : 0u;
    }
    expect(rectify::measure_sparsity(y.get()) == rectify::sparsity{zeros, y.get().size()}, "measure_sparsity");

    const double tolerance = std::abs(static_cast<double>(number<float>(in)));
    if (tolerance >= 0) {
        std::size_t near = 0;
        for (const S& v : y.get()) {
            const auto wide = static_cast<long double>(v);
            near += wide >= -tolerance && wide <= tolerance ? 1u : 0u;
        }
        expect(rectify::measure_sparsity(y.get(), tolerance).zeros == near, "measure_sparsity with a tolerance");
    }
}

template <class T>
void try_sign_mask(input& in)
{
    const std::size_t n = in.ConsumeIntegralInRange<std::size_t>(0, 700);
    elements<T> x(in, n);
    elements<T> y(in, n);
    elements<T> dy(in, n);
    const std::vector<T> x0(x.get().begin(), x.get().end());
    const std::vector<T> dy0(dy.get().begin(), dy.get().end());
    std::vector<std::uint64_t> words(rectify::sign_mask::words_for(n), ~std::uint64_t{0});
    rectify::sign_mask mask(n, words);
    const bool in_place = in.ConsumeBool();
    const auto out = in_place ? x.get() : y.get();
    const auto run = [&](const auto& f) {
        rectify::forward(f, x.get(), out, mask);
        expect_all(
            out, [&](std::size_t i) { return f(x0[i]); }, "forward with a mask");
        for (std::size_t i = 0; i < n; ++i) {
            expect(mask[i] == !(x0[i] <= 0), "a mask's bit is !(x <= 0)");
        }
        expect(n % 64 == 0 || words.back() >> n % 64 == 0, "the bits behind the last are 0");
        rectify::backward(f, mask, dy.get(), dy.get());
        expect_all(
            dy.get(), [&](std::size_t i) { return rectify::detail::chain{}(f, x0[i], dy0[i]); }, "backward by a mask");
    };
    if (in.ConsumeBool()) {
        run(rectify::relu<T>{});
    } else {
        run(rectify::leaky_relu<T>{.negative_slope = number<T>(in)});
    }
}

template <class S>
void try_unit_activity(input& in)
{
    const std::size_t units = in.ConsumeIntegralInRange<std::size_t>(1, 60);
    const std::size_t inner = in.ConsumeIntegralInRange<std::size_t>(1, 40);
    rectify::unit_activity activity(units, inner);
    std::vector<std::uint64_t> active(units, 0);
    std::uint64_t samples = 0;
    for (int batches = in.ConsumeIntegralInRange(0, 3); batches > 0; --batches) {
        const std::size_t rows = in.ConsumeIntegralInRange<std::size_t>(0, sizeof(S) == 1 ? 300 : 9);
        elements<S> y(in, rows * units * inner);
        activity.observe(y.get());
        for (std::size_t i = 0; i < y.get().size(); ++i) {
            active[i / inner % units] += y.get()[i] != S(0) ? 1u : 0u;
        }
        samples += rows * inner;
    }
    expect(activity.samples() == samples, "samples");
    for (std::size_t u = 0; u < units; ++u) {
        expect(activity.active(u) == active[u], "active");
    }
}

template <class S>
void try_compact(input& in)
{
    elements<S> y(in, in.ConsumeIntegralInRange<std::size_t>(0, 3000));
    std::vector<S> values;
    std::vector<std::uint32_t> indices;
    for (std::size_t i = 0; i < y.get().size(); ++i) {
        if (y.get()[i] != S(0)) {
            values.push_back(y.get()[i]);
            indices.push_back(static_cast<std::uint32_t>(i));
        }
    }
    std::vector<S> kept(values.size());
    std::vector<std::uint32_t> where(values.size());
    expect(rectify::compact(y.get(), kept, where) == values.size(), "compact's count");
    expect(where == indices, "compact's indices");
    expect_all(
        std::span(kept), [&](std::size_t k) { return values[k]; }, "compact's values");
    std::vector<S> back(y.get().size(), S(1));
    rectify::expand(kept, where, back);
    expect_all(
        std::span(back), [&](std::size_t i) { return y.get()[i] != S(0) ? y.get()[i] : S(0); }, "expand undoes it");
}

/// Any indices: expand() refuses what does not rise or does not fit, and writes nothing then.
void try_expand(input& in)
{
    std::vector<std::uint32_t> where(in.ConsumeIntegralInRange<std::size_t>(0, 20));
    std::uint32_t last = 0;
    for (std::uint32_t& w : where) {
        w = last = last + in.ConsumeIntegralInRange<std::uint32_t>(0, 200);
    }
    const std::vector<float> values(where.size(), 2.0f);
    std::vector<float> y(in.ConsumeIntegralInRange<std::size_t>(0, 3000), 7.0f);
    std::vector<float> expected(y.size(), 0.0f);
    bool fits = true;
    for (std::size_t k = 0; k < where.size(); ++k) {
        fits = fits && where[k] < y.size() && (k == 0 || where[k] > where[k - 1]);
        if (fits) {
            expected[where[k]] = 2.0f;
        }
    }
    bool refused = false;
    try {
        rectify::expand(values, where, y);
    } catch (const std::invalid_argument&) {
        refused = true;
    }
    expect(refused == !fits, "expand refuses what does not fit, and nothing else");
    expect(y == (fits ? expected : std::vector<float>(y.size(), 7.0f)), "expand");
}

template <class T>
void try_product(input& in)
{
    const std::size_t samples = in.ConsumeIntegralInRange<std::size_t>(1, 3);
    const std::size_t rows = in.ConsumeIntegralInRange<std::size_t>(0, 40);
    const std::size_t columns = in.ConsumeIntegralInRange<std::size_t>(0, 90);
    elements<T> w(in, rows * columns);
    elements<T> a(in, samples * rows);
    elements<T> out(in, samples * columns);
    const bool add = in.ConsumeBool();
    std::vector<T> expected(samples * columns, T(0));
    for (std::size_t s = 0; s < samples; ++s) {
        for (std::size_t j = 0; j < columns; ++j) {
            T& sum = expected[s * columns + j];
            sum = add ? out.get()[s * columns + j] : T(0);
            for (std::size_t i = 0; i < rows; ++i) {
                const T factor = a.get()[s * rows + i];
                if (factor != 0) {
                    sum = rectify::detail::first_lane(rectify::detail::fma(
                        rectify::detail::lanes_t<T, rectify::default_arch>(factor),
                        rectify::detail::lanes_t<T, rectify::default_arch>(w.get()[i * columns + j]),
                        rectify::detail::lanes_t<T, rectify::default_arch>(sum)));
                }
            }
        }
    }
    rectify::sparse_gemm(samples, w.get(), a.get(), out.get(), add ? rectify::update::add : rectify::update::overwrite);
    expect_all(
        out.get(), [&](std::size_t i) { return expected[i]; }, "sparse_gemm");
    out.expect_untouched_before();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    input in(data, size);
    using kernel = void (*)(input&);
    static constexpr kernel kernels[] = {try_counts<float>,         try_counts<double>,
                                         try_counts<std::int8_t>,   try_counts<std::uint16_t>,
                                         try_counts<std::int64_t>,  try_counts<rectify::float16>,
                                         try_sign_mask<float>,      try_sign_mask<double>,
                                         try_unit_activity<float>,  try_unit_activity<std::int8_t>,
                                         try_compact<float>,        try_compact<double>,
                                         try_compact<std::uint8_t>, try_expand,
                                         try_product<float>,        try_product<double>};
    in.PickValueInArray(kernels)(in);
    return 0;
}
