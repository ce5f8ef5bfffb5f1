// One step of training with PReLU: forward, backward with the gradient of the slopes, and their update.

#include <rectify/rectify.hpp>

#include <cstdio>
#include <vector>

int main()
{
    // A batch of two samples with three channels each: [batch, channel], so inner = 1.
    const std::vector<float> x{-1.0f, 2.0f, -3.0f, 4.0f, -5.0f, -6.0f};
    const std::vector<float> target{-0.5f, 2.0f, 0.0f, 4.0f, 0.0f, 0.0f};
    std::vector<float> slopes(3, 0.25f);

    std::vector<float> y(x.size());
    const auto loss = [&] {
        rectify::forward(rectify::prelu<float>{slopes}, x, y);
        float sum = 0;
        for (std::size_t i = 0; i < y.size(); ++i) {
            sum += 0.5f * (y[i] - target[i]) * (y[i] - target[i]);
        }
        return sum;
    };
    const float before = loss();

    std::vector<float> gradient(x.size());
    for (std::size_t i = 0; i < y.size(); ++i) {
        gradient[i] = y[i] - target[i];
    }
    std::vector<float> dslopes(slopes.size(), 0.0f); // the gradient is added: clear it once a step
    rectify::backward(rectify::prelu<float>{slopes}, x, gradient, gradient, dslopes);

    for (std::size_t c = 0; c < slopes.size(); ++c) {
        slopes[c] -= 0.01f * dslopes[c];
    }

    const float after = loss();
    std::printf("loss %.4f, then %.4f; slopes %.4f %.4f %.4f\n", static_cast<double>(before),
                static_cast<double>(after), static_cast<double>(slopes[0]), static_cast<double>(slopes[1]),
                static_cast<double>(slopes[2]));
    // By hand: the sum of dy * x over x <= 0, a channel at a time.
    const bool sums_are_right = dslopes == std::vector<float>{-0.25f, 6.25f, 11.25f};
    return sums_are_right && after < before ? 0 : 1;
}
