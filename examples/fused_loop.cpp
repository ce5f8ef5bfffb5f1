// The functors inside a loop of one's own: bias and Leaky ReLU in one pass over the output of a linear layer.

#include <rectify/rectify.hpp>
#include <xsimd/xsimd.hpp>

#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

/// x = leaky_relu(x + bias), where a separate pass for the bias would go through memory once more.
void add_bias_and_activate(std::span<float> x, float bias)
{
    using batch = xsimd::batch<float>;
    const rectify::leaky_relu<float> f{0.1f};

    std::size_t i = 0;
    for (; i + batch::size <= x.size(); i += batch::size) {
        f(batch::load_unaligned(&x[i]) + batch(bias)).store_unaligned(&x[i]);
    }
    for (; i < x.size(); ++i) {
        x[i] = f(x[i] + bias); // the same functor, and the same bits
    }
}

int main()
{
    std::vector<float> values(37); // not a multiple of any batch: the last go through the scalar loop
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(i) - 18.0f;
    }
    std::vector<float> expected = values;

    add_bias_and_activate(values, 0.5f);
    std::printf("%g ... %g\n", static_cast<double>(values.front()), static_cast<double>(values.back()));

    for (float& x : expected) {
        x += 0.5f;
    }
    rectify::forward(rectify::leaky_relu<float>{0.1f}, expected, expected);
    return values == expected ? 0 : 1;
}
