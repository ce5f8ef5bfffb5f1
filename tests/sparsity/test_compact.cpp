// compact() and expand() against plain loops: every length to 300, any density, misaligned, exactly what is asked for
// read and written.

#include "support/guarded.hpp"
#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

using namespace rectify_test;

/// n elements, of which the share `density` is not zero; -0 among the zeros.
template <class T>
std::vector<T> sparse_values(std::size_t n, double density, unsigned seed)
{
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<T> y(n);
    for (T& v : y) {
        const bool zero = uniform(generator) >= density;
        const double other = 1 + static_cast<double>(generator() % 100);
        v = static_cast<T>(zero ? (generator() % 2 == 0 ? -0.0 : 0.0) : other);
        if constexpr (std::is_floating_point_v<T>) {
            if (!zero && generator() % 10 == 0) {
                v = std::numeric_limits<T>::quiet_NaN();
            }
        }
    }
    return y;
}

template <class T>
class Compact : public testing::Test {
};

using element_types = testing::Types<float, double, std::int8_t, std::uint16_t, std::int32_t, std::uint64_t>;
TYPED_TEST_SUITE(Compact, element_types);

TYPED_TEST(Compact, AndExpandAgreeWithAPlainLoop)
{
    using T = TypeParam;
    for (std::size_t n = 0; n <= 300; ++n) {
        for (const double density : {0.0, 0.05, 0.5, 0.95, 1.0}) {
            const auto values = sparse_values<T>(n, density, static_cast<unsigned>(n));
            guarded<T> source(n + n % 5, guarded<T>::guard::behind);
            const auto y = source.elements().last(n);
            std::copy(values.begin(), values.end(), y.begin());
            std::vector<T> want;
            std::vector<std::uint32_t> want_indices;
            for (std::size_t i = 0; i < n; ++i) {
                if (y[i] != 0) {
                    want.push_back(y[i]);
                    want_indices.push_back(static_cast<std::uint32_t>(i));
                }
            }
            // Once with room for exactly the count, once with room for all.
            for (const std::size_t room : {want.size(), n}) {
                guarded<T> kept(room, guarded<T>::guard::behind);
                guarded<std::uint32_t> indices(room, guarded<std::uint32_t>::guard::behind);
                std::fill(kept.elements().begin(), kept.elements().end(), T(77));
                std::fill(indices.elements().begin(), indices.elements().end(), 77u);
                const std::size_t k = rectify::compact(y, kept.elements(), indices.elements());
                ASSERT_EQ(k, want.size());
                for (std::size_t i = 0; i < k; ++i) {
                    ASSERT_TRUE(same(kept.elements()[i], want[i]));
                    ASSERT_EQ(indices.elements()[i], want_indices[i]);
                }
                for (std::size_t i = k; i < room; ++i) {
                    ASSERT_TRUE(kept.elements()[i] == T(77) && indices.elements()[i] == 77u) << "behind the last";
                }
                ASSERT_TRUE(kept.untouched() && indices.untouched());
            }
            guarded<T> back(n, guarded<T>::guard::behind);
            std::fill(back.elements().begin(), back.elements().end(), T(5));
            rectify::expand(want, want_indices, back.elements());
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_TRUE(same(back.elements()[i], y[i] != 0 ? y[i] : T(0))) << i;
            }
            ASSERT_TRUE(back.untouched());
        }
    }
}

TEST(CompactAcrossBlocks, KeepsTheOrder)
{
    for (const std::size_t n : {1023u, 1024u, 1025u, 5000u}) {
        for (std::size_t only = 0; only < n; only += 511) { // one element
            std::vector<float> y(n), values(1);
            std::vector<std::uint32_t> indices(1);
            y[only] = 3.0f;
            ASSERT_EQ(rectify::compact(y, values, indices), 1u);
            EXPECT_EQ(values[0], 3.0f);
            EXPECT_EQ(indices[0], only);
            std::vector<float> back(n, 1.0f);
            rectify::expand(values, indices, back);
            EXPECT_EQ(back, y);
        }
        const auto y = normal_values<double>(n, 1.0, 5);
        std::vector<double> values(n), back(n);
        std::vector<std::uint32_t> indices(n);
        ASSERT_EQ(rectify::compact(y, values, indices), n);
        EXPECT_EQ(values, y);
        rectify::expand(values, indices, back);
        EXPECT_EQ(back, y);
    }
}

} // namespace
