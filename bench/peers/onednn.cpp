// oneDNN: its eltwise primitives, made outside the timed loop, on one thread. The library chooses its instruction set
// itself.

#include "bench.hpp"

#include <oneapi/dnnl/dnnl.hpp>

#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP
#include <dlfcn.h>
#endif

#include <unordered_map>

namespace rectify_bench {

namespace {

using dnnl::algorithm;

/// Of the runtime that oneDNN itself was linked with, whichever that is.
bool use_one_thread()
{
#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_OMP
    auto* const set_num_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    if (set_num_threads == nullptr) {
        return false;
    }
    set_num_threads(1);
    return true;
#else
    return DNNL_CPU_RUNTIME == DNNL_RUNTIME_SEQ;
#endif
}

const char* instruction_set()
{
    switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
        return "SSE4.1";
    case dnnl::cpu_isa::avx:
        return "AVX";
    case dnnl::cpu_isa::avx2:
        return "AVX2";
    case dnnl::cpu_isa::avx2_vnni:
        return "AVX2 VNNI";
    case dnnl::cpu_isa::avx512_core:
    case dnnl::cpu_isa::avx512_core_vnni:
    case dnnl::cpu_isa::avx512_core_bf16:
        return "AVX-512";
    default:
        return "its own choice of instructions";
    }
}

dnnl::eltwise_forward::primitive_desc forward_desc(const dnnl::engine& engine, dnnl::prop_kind kind, algorithm what,
                                                   const dnnl::memory::desc& shape, float alpha)
{
#if DNNL_VERSION_MAJOR < 3
    return {{kind, what, shape, alpha, 0.0f}, engine};
#else
    return {engine, kind, what, shape, shape, alpha, 0.0f};
#endif
}

dnnl::eltwise_backward::primitive_desc backward_desc(const dnnl::engine& engine, algorithm what,
                                                     const dnnl::memory::desc& shape, float alpha)
{
    const auto forward = forward_desc(engine, dnnl::prop_kind::forward_training, what, shape, alpha);
#if DNNL_VERSION_MAJOR < 3
    return {{what, shape, shape, alpha, 0.0f}, engine, forward};
#else
    return {engine, what, shape, shape, shape, alpha, 0.0f, forward};
#endif
}

dnnl::matmul::primitive_desc product_desc(const dnnl::engine& engine, const dnnl::memory::desc& row,
                                          const dnnl::memory::desc& weights)
{
#if DNNL_VERSION_MAJOR < 3
    return {{row, weights, row}, engine};
#else
    return {engine, row, weights, row};
#endif
}

struct execution {
    dnnl::primitive primitive;
    dnnl::stream stream;
    std::unordered_map<int, dnnl::memory> arguments;

    void operator()()
    {
        primitive.execute(stream, arguments);
        stream.wait();
    }
};

void add_function(const char* function, algorithm what, float alpha)
{
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const auto shape = [](std::size_t n) {
        return dnnl::memory::desc({static_cast<dnnl::memory::dim>(n)}, dnnl::memory::data_type::f32,
                                  dnnl::memory::format_tag::a);
    };
    add_peer<float>("forward", function, "onednn", [=](const buffers<float>& b, std::size_t n) {
        const auto md = shape(n);
        return execution{
            dnnl::eltwise_forward(forward_desc(engine, dnnl::prop_kind::forward_inference, what, md, alpha)),
            dnnl::stream(engine),
            {{DNNL_ARG_SRC, dnnl::memory(md, engine, const_cast<float*>(b.x))},
             {DNNL_ARG_DST, dnnl::memory(md, engine, b.y)}}};
    });
    add_peer<float>("backward", function, "onednn", [=](const buffers<float>& b, std::size_t n) {
        const auto md = shape(n);
        return execution{dnnl::eltwise_backward(backward_desc(engine, what, md, alpha)),
                         dnnl::stream(engine),
                         {{DNNL_ARG_SRC, dnnl::memory(md, engine, const_cast<float*>(b.x))},
                          {DNNL_ARG_DIFF_DST, dnnl::memory(md, engine, const_cast<float*>(b.dy))},
                          {DNNL_ARG_DIFF_SRC, dnnl::memory(md, engine, b.y)}}};
    });
}

} // namespace

void add_onednn()
{
    const dnnl_version_t* version = dnnl_version();
    peer_is("onednn", std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
                          std::to_string(version->patch) + ", " + instruction_set());
    if (!use_one_thread()) {
        skip_peer("onednn", "it cannot be held to one thread");
        return;
    }
    add_product("onednn", [](const float* w, std::size_t size) {
        const auto n = static_cast<dnnl::memory::dim>(size);
        const auto shape = [n](dnnl::memory::dim rows, dnnl::memory::format_tag layout) {
            return dnnl::memory::desc({rows, n}, dnnl::memory::data_type::f32, layout);
        };
        // The weights in the layout that it likes best; putting them into it is not timed.
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const auto row = shape(1, dnnl::memory::format_tag::ab);
        const auto desc = product_desc(engine, row, shape(n, dnnl::memory::format_tag::any));
        const dnnl::memory plain(shape(n, dnnl::memory::format_tag::ab), engine, const_cast<float*>(w));
        execution run{dnnl::matmul(desc),
                      dnnl::stream(engine),
                      {{DNNL_ARG_SRC, dnnl::memory(row, engine, nullptr)},
                       {DNNL_ARG_WEIGHTS, dnnl::memory(desc.weights_desc(), engine)},
                       {DNNL_ARG_DST, dnnl::memory(row, engine, nullptr)}}};
        dnnl::reorder(plain, run.arguments.at(DNNL_ARG_WEIGHTS))
            .execute(run.stream, {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, run.arguments.at(DNNL_ARG_WEIGHTS)}});
        run.stream.wait();
        return [run](const float* a, float* result) mutable {
            run.arguments.at(DNNL_ARG_SRC).set_data_handle(const_cast<float*>(a));
            run.arguments.at(DNNL_ARG_DST).set_data_handle(result);
            run();
        };
    });
    add_function("relu", algorithm::eltwise_relu, 0.0f);
    add_function("leaky_relu", algorithm::eltwise_relu, negative_slope);
    add_function("prelu", algorithm::eltwise_relu, prelu_slope);
    add_function("elu", algorithm::eltwise_elu, 1.0f);
}

} // namespace rectify_bench
