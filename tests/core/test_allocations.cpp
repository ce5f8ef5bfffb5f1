// No verb allocates, so that its peak memory is that of its arguments: operator new is replaced by one that counts.

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

namespace {

std::atomic<std::size_t> allocations{0};

void* counted(std::size_t bytes)
{
    ++allocations;
    if (void* p = std::malloc(bytes == 0 ? 1 : bytes)) {
        return p;
    }
    throw std::bad_alloc();
}

} // namespace

void* operator new(std::size_t bytes)
{
    return counted(bytes);
}
void* operator new[](std::size_t bytes)
{
    return counted(bytes);
}
void operator delete(void* p) noexcept
{
    std::free(p);
}
void operator delete[](void* p) noexcept
{
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept
{
    std::free(p);
}
void operator delete[](void* p, std::size_t) noexcept
{
    std::free(p);
}

namespace {

template <class F>
std::size_t allocations_of(const F& f)
{
    const std::size_t before = allocations;
    f();
    return allocations - before;
}

TEST(Allocations, OfAnOwningObjectAreCounted)
{
    EXPECT_EQ(allocations_of([] { const rectify::sign_mask mask(1000); }), 1u);
    EXPECT_EQ(allocations_of([] { const rectify::unit_activity activity(1000); }), 1u);
    EXPECT_EQ(allocations_of([] {
                  const rectify::quantized_table<std::int8_t> table(rectify::elu<float>{}, {0.1f, 0}, {0.1f, 0});
              }),
              1u);
}

/// Verbs over n elements, in 3 channels with runs of `inner`; n is a multiple of 3 * inner.
template <class S, class T>
void expect_none(std::size_t n, std::size_t inner)
{
    std::vector<S> x(n, S(-1.5f)), dy(n, S(2.0f)), y(n, S(0.0f));
    std::vector<T> slopes{T(0.5), T(0.25), T(0)}, dslope(3);
    const auto try_functor = [&](const auto& f) {
        EXPECT_EQ(allocations_of([&] { rectify::forward(f, x, y); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::forward(f, x, y, rectify::stores::streaming); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::derivative(f, x, y); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::backward(f, x, dy, y); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::backward_from_output(f, x, dy, y); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::forward_measured(f, x, y); }), 0u);
        EXPECT_EQ(allocations_of([&] { rectify::measure_sparsity(f, x, 0.5); }), 0u);
        if constexpr (rectify::sign_derivative<std::remove_cvref_t<decltype(f)>>) {
            rectify::sign_mask mask(n);
            EXPECT_EQ(allocations_of([&] { rectify::forward(f, x, y, mask); }), 0u);
            EXPECT_EQ(allocations_of([&] { rectify::backward(f, mask, dy, y); }), 0u);
        }
    };
    try_functor(rectify::relu<T>{});
    try_functor(rectify::leaky_relu<T>{});
    try_functor(rectify::elu<T>{});
    const rectify::prelu<T> prelu{.slope = slopes, .inner = inner};
    try_functor(prelu);
    EXPECT_EQ(allocations_of([&] { rectify::backward(prelu, x, dy, y, dslope); }), 0u);
    EXPECT_EQ(allocations_of([&] { rectify::measure_sparsity(x); }), 0u);

    rectify::unit_activity activity(3, inner);
    EXPECT_EQ(allocations_of([&] { activity.observe(x); }), 0u);
}

TEST(Allocations, OfVerbsAreNone)
{
    for (const std::size_t inner : {1u, 5u, 40u, 500u}) {
        expect_none<float, float>(3 * inner * 7, inner);
        expect_none<double, double>(3 * inner * 7, inner);
    }
    expect_none<rectify::bfloat16, float>(3 * 700, 1);
}

TEST(Allocations, OfSparseKernelsAreNone)
{
    const std::size_t n = 5000;
    std::vector<float> y(n), values(n), back(n), w(n * 9, 1.0f), out(9);
    for (std::size_t i = 0; i < n; i += 3) {
        y[i] = 1.0f;
    }
    std::vector<std::uint32_t> indices(n);
    std::size_t k = 0;
    EXPECT_EQ(allocations_of([&] { k = rectify::compact(y, values, indices); }), 0u);
    const auto kept = std::span(values).first(k);
    const auto where = std::span(indices).first(k);
    EXPECT_EQ(allocations_of([&] { rectify::expand(kept, where, back); }), 0u);
    EXPECT_EQ(allocations_of([&] { rectify::sparse_gemv(w, y, out); }), 0u);
    EXPECT_EQ(allocations_of([&] { rectify::sparse_gemm(1, w, y, out, rectify::update::add); }), 0u);
}

TEST(Allocations, OfQuantisedVerbsAreNone)
{
    std::vector<std::int8_t> x(1000, -3), y(1000);
    const rectify::quantization<std::int8_t> q{0.1f, 1}, other{0.2f, -1};
    const rectify::quantized_table<std::int8_t> table(rectify::elu<float>{}, q, other);
    EXPECT_EQ(allocations_of([&] { rectify::forward(table, x, y); }), 0u);
    EXPECT_EQ(allocations_of([&] { rectify::forward(rectify::relu<float>{}, x, q, y, q); }), 0u);
    EXPECT_EQ(allocations_of([&] { rectify::forward(rectify::elu<float>{}, x, q, y, other); }), 0u);
}

} // namespace
