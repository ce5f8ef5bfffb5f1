// XNNPACK: its operators, made and set up outside the timed loop, run without a thread pool. It has no backward, and
// its PReLU takes a slope a channel. The library chooses its instruction set itself.

#include "bench.hpp"

#include <xnnpack.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace rectify_bench {

namespace {

void check(xnn_status status, const char* what)
{
    if (status != xnn_status_success) {
        throw std::runtime_error(std::string("XNNPACK: ") + what + " failed with status " + std::to_string(status));
    }
}

struct delete_operator {
    void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using operator_ptr = std::shared_ptr<std::remove_pointer_t<xnn_operator_t>>;

#if RECTIFY_BENCH_API == 0 // before 2023: a function an operator

template <class Create, class Setup, class... Parameters>
operator_ptr make(Create create, Setup setup, const buffers<float>& b, std::size_t n, Parameters... parameters)
{
    xnn_operator_t op = nullptr;
    check(create(n, n, n, parameters..., 0, &op), "create");
    operator_ptr owned(op, delete_operator{});
    check(setup(op, 1, b.x, b.y, nullptr), "setup");
    return owned;
}

operator_ptr clamp(const buffers<float>& b, std::size_t n, float low, float high)
{
    return make(xnn_create_clamp_nc_f32, xnn_setup_clamp_nc_f32, b, n, low, high);
}

operator_ptr leaky_relu(const buffers<float>& b, std::size_t n, float slope)
{
    return make(xnn_create_leaky_relu_nc_f32, xnn_setup_leaky_relu_nc_f32, b, n, slope);
}

operator_ptr elu(const buffers<float>& b, std::size_t n, float alpha)
{
    return make(xnn_create_elu_nc_f32, xnn_setup_elu_nc_f32, b, n, alpha);
}

/// Its table of 256, made by the operator.
void add_quantized_elu()
{
    using T = std::int8_t;
    add_prepared<T>("forward", "elu", "xnnpack", 2, [](const buffers<T>& b, std::size_t n) {
        constexpr auto qx = input_quantization;
        constexpr auto qy = elu_quantization;
        xnn_operator_t op = nullptr;
        check(xnn_create_elu_nc_qs8(n, n, n, 1.0f, static_cast<T>(qx.zero_point), qx.scale,
                                    static_cast<T>(qy.zero_point), qy.scale, -128, 127, 0, &op),
              "create");
        operator_ptr owned(op, delete_operator{});
        check(xnn_setup_elu_nc_qs8(op, 1, b.x, b.y, nullptr), "setup");
        return [owned] { check(xnn_run_operator(owned.get(), nullptr), "run"); };
    });
}

operator_ptr sigmoid(const buffers<float>& b, std::size_t n)
{
    return make(xnn_create_sigmoid_nc_f32, xnn_setup_sigmoid_nc_f32, b, n);
}

#else // since 2024: one for all

operator_ptr make(xnn_unary_operator what, const xnn_unary_params& parameters, const buffers<float>& b, std::size_t n)
{
    xnn_operator_t op = nullptr;
    check(xnn_create_unary_elementwise_nc(what, xnn_datatype_fp32, xnn_datatype_fp32, &parameters, nullptr, nullptr, 0,
                                          &op),
          "create");
    operator_ptr owned(op, delete_operator{});
    check(xnn_reshape_unary_elementwise_nc(op, 1, n, n, n, nullptr), "reshape");
    check(xnn_setup_unary_elementwise_nc(op, b.x, b.y), "setup");
    return owned;
}

operator_ptr clamp(const buffers<float>& b, std::size_t n, float low, float high)
{
    xnn_unary_params parameters{};
    parameters.clamp.min = low;
    parameters.clamp.max = high;
    return make(xnn_unary_clamp, parameters, b, n);
}

operator_ptr leaky_relu(const buffers<float>& b, std::size_t n, float slope)
{
    xnn_unary_params parameters{};
    parameters.leaky_relu.negative_slope = slope;
    return make(xnn_unary_leaky_relu, parameters, b, n);
}

operator_ptr elu(const buffers<float>& b, std::size_t n, float alpha)
{
    xnn_unary_params parameters{};
    parameters.elu.alpha = alpha;
    return make(xnn_unary_elu, parameters, b, n);
}

operator_ptr sigmoid(const buffers<float>& b, std::size_t n)
{
    return make(xnn_unary_sigmoid, xnn_unary_params{}, b, n);
}

#endif

template <class Make>
void add_forward(const char* function, Make make)
{
    add_peer<float>("forward", function, "xnnpack", [make](const buffers<float>& b, std::size_t n) {
        return [op = make(b, n)] { check(xnn_run_operator(op.get(), nullptr), "run"); };
    });
}

} // namespace

void add_xnnpack()
{
    peer_is("xnnpack", RECTIFY_BENCH_XNNPACK_VERSION);
    if (xnn_initialize(nullptr) != xnn_status_success) {
        skip_peer("xnnpack", "it does not run on this processor");
        return;
    }
    add_forward("relu", [](const buffers<float>& b, std::size_t n) {
        return clamp(b, n, 0.0f, std::numeric_limits<float>::infinity());
    });
    add_forward("leaky_relu", [](const buffers<float>& b, std::size_t n) { return leaky_relu(b, n, negative_slope); });
    add_forward("prelu", [](const buffers<float>& b, std::size_t n) { return leaky_relu(b, n, prelu_slope); });
    add_forward("elu", [](const buffers<float>& b, std::size_t n) { return elu(b, n, 1.0f); });
    add_forward("sigmoid", [](const buffers<float>& b, std::size_t n) { return sigmoid(b, n); });
#if RECTIFY_BENCH_API == 0
    add_quantized_elu();
#endif
}

} // namespace rectify_bench
