// Eigen: array expressions over the buffers, each in the form that it runs fastest. Its select() computes one element
// at a time, so that maxima and minima stand in its place where they say the same.

#include "bench.hpp"

#include <Eigen/Core>

namespace rectify_bench {

namespace {

using in = Eigen::Map<const Eigen::ArrayXf>;
using out = Eigen::Map<Eigen::ArrayXf>;

template <class F>
void add_forward(const char* function, F f)
{
    add_peer<float>("forward", function, "eigen", [f](const buffers<float>& b, std::size_t n) {
        return [f, x = in(b.x, static_cast<Eigen::Index>(n)), y = out(b.y, static_cast<Eigen::Index>(n))]() mutable {
            f(x, y);
        };
    });
}

template <class F>
void add_backward(const char* function, F f)
{
    add_peer<float>("backward", function, "eigen", [f](const buffers<float>& b, std::size_t n) {
        return [f, x = in(b.x, static_cast<Eigen::Index>(n)), dy = in(b.dy, static_cast<Eigen::Index>(n)),
                dx = out(b.y, static_cast<Eigen::Index>(n))]() mutable { f(x, dy, dx); };
    });
}

/// The widest of those that Eigen lists.
std::string instruction_set()
{
    const std::string all = Eigen::SimdInstructionSetsInUse();
    return all.substr(0, all.find_first_of(", "));
}

} // namespace

void add_eigen()
{
    peer_is("eigen", std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                         std::to_string(EIGEN_MINOR_VERSION) + ", " + instruction_set());
    add_product("eigen", [](const float* w, std::size_t size) {
        return [w, n = static_cast<Eigen::Index>(size)](const float* a, float* result) {
            using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
            Eigen::Map<Eigen::VectorXf>(result, n).noalias() =
                Eigen::Map<const matrix>(w, n, n).transpose() * Eigen::Map<const Eigen::VectorXf>(a, n);
        };
    });
    add_forward("relu", [](const in& x, out& y) { y = x.cwiseMax(0.0f); });
    add_forward("leaky_relu", [](const in& x, out& y) { y = x.cwiseMax(negative_slope * x); });
    add_forward("prelu", [](const in& x, out& y) { y = x.cwiseMax(prelu_slope * x); });
    add_forward("elu", [](const in& x, out& y) { y = x.cwiseMax(x.cwiseMin(0.0f).expm1()); });
    add_forward("sigmoid", [](const in& x, out& y) { y = x.logistic(); });
    add_forward("tanh", [](const in& x, out& y) { y = x.tanh(); });
    add_backward("relu", [](const in& x, const in& dy, out& dx) { dx = (x > 0.0f).select(dy, 0.0f); });
    add_backward("leaky_relu",
                 [](const in& x, const in& dy, out& dx) { dx = (x > 0.0f).select(dy, negative_slope * dy); });
    add_backward("prelu", [](const in& x, const in& dy, out& dx) { dx = (x > 0.0f).select(dy, prelu_slope * dy); });
    add_backward("elu", [](const in& x, const in& dy, out& dx) { dx = dy * x.cwiseMin(0.0f).exp(); });
}

} // namespace rectify_bench
