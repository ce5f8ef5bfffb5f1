// Sizes near the ends of std::size_t, and more elements than 2^32.

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace {

constexpr std::size_t half = std::numeric_limits<std::size_t>::max() / 2 + 1;

TEST(Size, WithoutElementsAnyLayoutFits)
{
    // The period, channels * inner, overflows to 0 here.
    const std::vector<float> slopes{0.5f, 0.25f};
    std::vector<float> none;
    std::vector<float> dslope{1.0f, 2.0f};
    for (const std::size_t inner : {std::size_t{1}, half / 2, half, half + 1, 2 * (half - 1) + 1}) {
        const rectify::prelu<float> f{.slope = slopes, .inner = inner};
        std::vector<rectify::bfloat16> none_stored;
        EXPECT_EQ(rectify::forward_measured(f, none_stored, none_stored), rectify::sparsity{});
        rectify::forward(f, none, none);
        rectify::derivative(f, none, none);
        rectify::backward(f, none, none, none);
        rectify::backward_from_output(f, none, none, none);
        rectify::backward(f, none, none, none, dslope);
        EXPECT_EQ(rectify::measure_sparsity(f, none), rectify::sparsity{});
        EXPECT_EQ(rectify::forward_measured(f, none, none), rectify::sparsity{});
        rectify::sign_mask mask(0);
        rectify::forward(f, none, none, mask);
        rectify::backward(f, mask, none, none);
        const rectify::quantized_table<std::int8_t> table(f, {1.0f, 0}, {1.0f, 0});
        rectify::forward(table, std::vector<std::int8_t>{}, std::span<std::int8_t>{});
        rectify::unit_activity activity(2, inner);
        activity.observe(none);
        EXPECT_EQ(activity.samples(), 0u);
    }
    EXPECT_EQ(dslope, (std::vector<float>{1.0f, 2.0f}));
}

TEST(Size, AProductThatOverflowsIsNotTheSize)
{
    // channels * inner is 12 modulo 2^64 (2^32).
    const std::vector<float> slopes(4, 0.5f);
    const std::size_t inner = half / 2 + 3;
    std::vector<float> x(12, -1.0f);
    ASSERT_EQ(slopes.size() * inner, x.size());
    const rectify::prelu<float> f{.slope = slopes, .inner = inner};
    EXPECT_THROW(rectify::forward(f, x, x), std::invalid_argument);
    EXPECT_THROW(rectify::measure_sparsity(f, x), std::invalid_argument);
    EXPECT_THROW(rectify::unit_activity(4, inner).observe(x), std::invalid_argument);
    const rectify::quantized_table<std::int8_t> table(f, {1.0f, 0}, {1.0f, 0});
    std::vector<std::int8_t> q(12, 1);
    EXPECT_THROW(rectify::forward(table, q, q), std::invalid_argument);
    std::vector<float> out(3);
    volatile std::size_t samples = half; // what a compiler does not know, it does not warn of
    EXPECT_THROW(rectify::sparse_gemm(samples, x, std::span(x).first(4), out), std::invalid_argument);
    EXPECT_EQ(x, std::vector<float>(12, -1.0f));
    EXPECT_EQ(q, std::vector<std::int8_t>(12, 1));
}

TEST(Size, OfBuffersAtTheEndOfTheAddresses)
{
    // Where a buffer ends, the addresses start anew at 0.
    using rectify::detail::argument;
    const auto at = [](std::uintptr_t where, std::size_t n) {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): no buffer can be had there
        return argument("x", rectify::detail::buffer<const float>{reinterpret_cast<const float*>(where), n});
    };
    constexpr std::uintptr_t last = std::numeric_limits<std::uintptr_t>::max() - 15; // four floats
    EXPECT_TRUE(rectify::detail::overlap(at(last, 4), at(last, 4)));
    EXPECT_TRUE(rectify::detail::overlap(at(last, 4), at(last + 12, 1)));
    EXPECT_TRUE(rectify::detail::overlap(at(last + 12, 1), at(last, 4)));
    EXPECT_FALSE(rectify::detail::overlap(at(last, 3), at(last + 12, 1)));
    EXPECT_FALSE(rectify::detail::overlap(at(last + 12, 1), at(last, 3)));
    EXPECT_FALSE(rectify::detail::overlap(at(last, 4), at(last, 0)));
}

TEST(Size, OfABitMask)
{
    EXPECT_EQ(rectify::sign_mask::words_for(0), 0u);
    EXPECT_EQ(rectify::sign_mask::words_for(64), 1u);
    EXPECT_EQ(rectify::sign_mask::words_for(half + (half - 1)), half / 32);
    std::vector<std::uint64_t> words(1);
    EXPECT_THROW(rectify::sign_mask(half + (half - 1), words), std::invalid_argument);
}

#if defined(__linux__) && SIZE_MAX > 0xffffffffu
/// Memory that is mapped, or nothing.
class mapping {
public:
    /// All 0, and not there before it is written.
    explicit mapping(std::size_t bytes) : bytes_(bytes)
    {
        p_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    /// The same 8 MiB again and again.
    static mapping of_one_piece(std::size_t bytes)
    {
        constexpr std::size_t piece = std::size_t{8} << 20;
        mapping m((bytes + piece - 1) / piece * piece);
        const int file = memfd_create("rectify", 0);
        if (file < 0 || ftruncate(file, piece) != 0) {
            m.release();
        }
        for (std::size_t first = 0; m.there() && first < m.bytes_; first += piece) {
            void* const where = static_cast<std::uint8_t*>(m.p_) + first;
            if (mmap(where, piece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) {
                m.release();
            }
        }
        close(file);
        return m;
    }
    ~mapping() { release(); }
    mapping(mapping&& other) noexcept : p_(std::exchange(other.p_, MAP_FAILED)), bytes_(other.bytes_) {}
    mapping& operator=(mapping&&) = delete;

    bool there() const { return p_ != MAP_FAILED; }
    template <class T>
    std::span<T> first(std::size_t n) const
    {
        return {static_cast<T*>(p_), n};
    }

private:
    void release()
    {
        if (there()) {
            munmap(p_, bytes_);
            p_ = MAP_FAILED;
        }
    }

    void* p_ = MAP_FAILED;
    std::size_t bytes_;
};

TEST(Size, MoreElementsThan32BitsCount)
{
    const std::size_t n = (std::size_t{1} << 32) + 77;
    const mapping in(n);
    const mapping out = mapping::of_one_piece(n);
    if (!in.there() || !out.there()) {
        GTEST_SKIP() << "so much cannot be mapped here";
    }
    const auto x = in.first<std::int8_t>(n);
    const auto y = out.first<std::int8_t>(n);
    const std::size_t far = (std::size_t{1} << 32) + 5;
    x[3] = 7; // where the others would be, modulo 2^32
    x[far] = 5;
    x[far + 1] = -5;
    x[n - 1] = 1;
    EXPECT_EQ(rectify::measure_sparsity(x), (rectify::sparsity{n - 4, n}));
    EXPECT_EQ(rectify::forward_measured(rectify::relu<std::int8_t>{}, x, y), (rectify::sparsity{n - 3, n}));
    EXPECT_EQ(y[far], 5);
    EXPECT_EQ(y[far + 1], 0);
    EXPECT_EQ(y[n - 1], 1);
    std::vector<std::int8_t> values(4);
    std::vector<std::uint32_t> indices(4);
    EXPECT_THROW(rectify::compact(x, values, indices), std::invalid_argument);
    // One less than 2^32 + 1 is what indices count.
    EXPECT_EQ(rectify::compact(x.first(std::size_t{1} << 32), values, indices), 1u);
    EXPECT_EQ(values[0], 7);
    EXPECT_EQ(indices[0], 3u);
    rectify::unit_activity activity(7, 613566767); // 7 * 613566767 = 2^32 + 73
    activity.observe(x.first(7 * std::size_t{613566767}));
    EXPECT_EQ(activity.active(0), 1u);
    EXPECT_EQ(activity.active(6), 2u);
}
#endif

} // namespace
