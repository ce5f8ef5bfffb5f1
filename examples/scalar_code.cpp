// The functors without a verb: in std::transform over any iterators, on a single number, and at compile time.

#include <rectify/rectify.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <list>
#include <vector>

// [scalar]
static_assert(rectify::relu<float>{}(-2.0f) == 0.0f && rectify::relu<int>{}(3) == 3);

std::vector<float> activated(const std::list<float>& x)
{
    std::vector<float> y;
    std::transform(x.begin(), x.end(), std::back_inserter(y), rectify::elu<float>{.alpha = 0.5f});
    return y;
}
// [/scalar]

int main()
{
    const std::list<float> x{-1.0f, 0.0f, 2.0f};
    const std::vector<float> y = activated(x);
    std::printf("%g %g %g\n", static_cast<double>(y[0]), static_cast<double>(y[1]), static_cast<double>(y[2]));

    // The same bits as a verb's.
    const std::vector<float> in(x.begin(), x.end());
    std::vector<float> expected(in.size());
    rectify::forward(rectify::elu<float>{.alpha = 0.5f}, in, expected);
    return y == expected && std::fabs(y[0] - 0.5f * std::expm1(-1.0f)) < 1e-6f && y[2] == 2.0f ? 0 : 1;
}
