// With Eigen: what lies side by side is a range, and a product's bias and activation are applied to a few columns at a
// time, while they are in the cache. The functors also go into Eigen's own expressions.

#include <rectify/rectify.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstdio>
#include <span>
#include <vector>

/// y = elu(w * x + bias), one sample a column.
void layer(const Eigen::MatrixXf& w, const Eigen::VectorXf& bias, const Eigen::MatrixXf& x, Eigen::MatrixXf& y)
{
    // [eigen]
    constexpr Eigen::Index block = 64; // samples
    for (Eigen::Index first = 0; first < y.cols(); first += block) {
        const Eigen::Index count = std::min(block, y.cols() - first);
        auto part = y.middleCols(first, count);
        part.noalias() = w * x.middleCols(first, count);
        part.colwise() += bias;
        const std::span<float> elements(part.data(), static_cast<std::size_t>(part.size())); // whole columns
        rectify::forward(rectify::elu<float>{}, elements, elements);
    }
    // [/eigen]
}

int main()
{
    const Eigen::MatrixXf w = Eigen::MatrixXf::Random(37, 20);
    const Eigen::VectorXf bias = Eigen::VectorXf::Random(37);
    const Eigen::MatrixXf x = Eigen::MatrixXf::Random(20, 150);
    Eigen::MatrixXf y(w.rows(), x.cols());
    layer(w, bias, x, y);
    std::printf("%td x %td outputs, from %g to %g\n", y.rows(), y.cols(), static_cast<double>(y.minCoeff()),
                static_cast<double>(y.maxCoeff()));

    // All at once, with the functor in Eigen's expression. A product of another shape may round otherwise.
    const Eigen::MatrixXf expected = ((w * x).colwise() + bias).unaryExpr(rectify::elu<float>{});

    // A map over memory that is not Eigen's.
    std::vector<float> memory(12, -1.0f);
    Eigen::Map<Eigen::Array<float, 3, 4>> map(memory.data());
    rectify::forward(rectify::relu<float>{}, std::span(map.data(), static_cast<std::size_t>(map.size())), memory);

    return (y - expected).cwiseAbs().maxCoeff() < 1e-5f && y.minCoeff() < -0.5f && (map == 0.0f).all() ? 0 : 1;
}
