// Sparse products against plain sums in a wider type: densities, NaN and -0 in a, every size to 300, misaligned, within
// the error promised, and the same bits wherever the zeros stand.

#include "support/guarded.hpp"
#include "support/ulp.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace {

using namespace rectify_test;
using rectify::update;

template <class T>
class SparseGemv : public testing::Test {
public:
    /// n activations, of which the share `density` is not zero; -0 among the zeros.
    static std::vector<T> activations(std::size_t n, double density, unsigned seed)
    {
        std::mt19937 generator(seed);
        std::uniform_real_distribution<double> uniform(0, 1);
        auto a = normal_values<T>(n, T(1), seed + 1);
        for (T& v : a) {
            if (uniform(generator) >= density) {
                v = generator() % 2 == 0 ? T(0) : T(-0.0);
            }
        }
        return a;
    }

    /// What sparse_gemv promises of out[j], given what stood in it.
    static void expect_within_bound(T result, T before, const std::vector<T>& a, std::span<const T> w,
                                    std::size_t columns, std::size_t j)
    {
        long double exact = before;
        long double magnitude = std::fabs(exact);
        long double terms = 1; // the rounding of a product where there is no FMA
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] != 0) {
                const long double term = static_cast<long double>(a[i]) * w[i * columns + j];
                exact += term;
                magnitude += std::fabs(term);
                terms += 1;
            }
        }
        const long double rounding = std::numeric_limits<T>::epsilon() / 2;
        ASSERT_LE(std::fabs(result - exact), terms * rounding * (1 + terms * rounding) * magnitude)
            << a.size() << " rows, column " << j << " of " << columns;
    }
};

using floating_types = testing::Types<float, double>;
TYPED_TEST_SUITE(SparseGemv, floating_types);

TYPED_TEST(SparseGemv, IsWithinItsErrorForEverySizeAndDensity)
{
    using T = TypeParam;
    unsigned seed = 0;
    for (std::size_t size = 0; size <= 300; size += size < 70 ? 1 : 23) {
        for (const std::size_t other : {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{33}, size}) {
            for (const double density : {0.0, 0.02, 0.5, 1.0}) {
                for (const bool size_is_rows : {true, false}) {
                    const std::size_t rows = size_is_rows ? size : other, columns = size_is_rows ? other : size;
                    ++seed;
                    const auto a = this->activations(rows, density, seed);
                    const auto side = seed % 2 == 0 ? guarded<T>::guard::behind : guarded<T>::guard::before;
                    guarded<T> matrix(rows * columns, side), sums(columns + seed % 3, side);
                    const std::span<T> w = matrix.elements();
                    std::ranges::copy(normal_values<T>(w.size(), T(1), seed + 2), w.begin());
                    const auto out = sums.elements().first(columns);
                    const auto bias = normal_values<T>(columns, T(1), seed + 3);

                    std::ranges::fill(sums.elements(), T(42));
                    rectify::sparse_gemv(std::span<const T>(w), a, out);
                    for (std::size_t j = 0; j < columns; ++j) {
                        this->expect_within_bound(out[j], T(0), a, w, columns, j);
                    }
                    std::ranges::copy(bias, out.begin());
                    rectify::sparse_gemv(std::span<const T>(w), a, out, update::add);
                    for (std::size_t j = 0; j < columns; ++j) {
                        this->expect_within_bound(out[j], bias[j], a, w, columns, j);
                    }
                    for (std::size_t k = columns; k < sums.elements().size(); ++k) {
                        ASSERT_EQ(sums.elements()[k], T(42)) << "behind the last";
                    }
                    ASSERT_TRUE(matrix.untouched() && sums.untouched());
                }
            }
        }
    }
}

TYPED_TEST(SparseGemv, HasTheSameBitsWhereverTheZerosStand)
{
    using T = TypeParam;
    // Many rows and columns: past every block and tile of the walk.
    for (const std::size_t columns : {7u, 64u, 4096u + 19u}) {
        const std::size_t few = 37, rows = 2100;
        const auto some = normal_values<T>(few, T(1), 1), w = normal_values<T>(few * columns, T(1), 2);
        std::vector<T> want(columns), out(columns);
        rectify::sparse_gemv(w, some, want);
        for (unsigned seed = 0; seed < 3; ++seed) {
            std::mt19937 generator(seed);
            std::vector<std::size_t> places(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                places[i] = i;
            }
            std::shuffle(places.begin(), places.end(), generator);
            places.resize(few);
            std::sort(places.begin(), places.end());
            std::vector<T> a(rows), spread(rows * columns, std::numeric_limits<T>::quiet_NaN());
            for (std::size_t k = 0; k < few; ++k) {
                a[places[k]] = some[k];
                std::copy_n(w.begin() + static_cast<std::ptrdiff_t>(k * columns), columns,
                            spread.begin() + static_cast<std::ptrdiff_t>(places[k] * columns));
            }
            rectify::sparse_gemv(spread, a, out); // NaN in a row that is skipped does not matter
            ASSERT_TRUE(std::equal(out.begin(), out.end(), want.begin(), same<T>)) << columns;
            // Without the NaN, a sum over all rows has the same bits.
            std::ranges::replace_if(
                spread, [](T v) { return std::isnan(v); }, T(1));
            std::vector<T> all(columns, T(0));
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < columns; ++j) {
                    using V = rectify::detail::lanes_t<T, rectify::default_arch>;
                    all[j] = rectify::detail::first_lane(
                        rectify::detail::fma(V(a[i]), V(spread[i * columns + j]), V(all[j])));
                }
            }
            ASSERT_EQ(out, all);
        }
    }
}

TYPED_TEST(SparseGemv, TakesNanForANumberThatIsNotZero)
{
    using T = TypeParam;
    const T nan = std::numeric_limits<T>::quiet_NaN();
    const std::vector<T> w{1, 2, 3, 4, 5, 6};
    std::vector<T> out(2);
    rectify::sparse_gemv(w, std::vector<T>{T(0), nan, T(-0.0)}, out);
    EXPECT_TRUE(std::isnan(out[0]) && std::isnan(out[1]));
    rectify::sparse_gemv(w, std::vector<T>{T(0), T(-0.0), T(2)}, out);
    EXPECT_EQ(out, (std::vector<T>{10, 12}));
}

TYPED_TEST(SparseGemv, OfSeveralSamplesHasTheBitsOfEach)
{
    using T = TypeParam;
    struct shape {
        std::size_t samples, rows, columns;
    };
    for (const shape& s : {shape{0, 3, 4}, shape{1, 5, 7}, shape{3, 300, 10}, shape{5, 17, 600}, shape{4, 513, 1025}}) {
        const auto w = normal_values<T>(s.rows * s.columns, T(1), 1);
        const auto a = this->activations(s.samples * s.rows, 0.4, 2);
        const auto bias = normal_values<T>(s.samples * s.columns, T(1), 3);
        std::vector<T> want = bias, out = bias;
        for (std::size_t k = 0; k < s.samples; ++k) {
            rectify::sparse_gemv(w, std::span(a).subspan(k * s.rows, s.rows),
                                 std::span(want).subspan(k * s.columns, s.columns), update::add);
        }
        rectify::sparse_gemm(s.samples, w, a, out, update::add);
        EXPECT_EQ(out, want) << s.samples;
    }
}

TEST(SparseGemvInDouble, WidensFloats)
{
    const std::vector<float> w{0.1f, 0.2f, 0.3f, 0.4f}, a{0.0f, 0.7f};
    std::vector<double> out(2);
    rectify::sparse_gemv(w, a, out);
    EXPECT_EQ(out[0], static_cast<double>(0.3f) * static_cast<double>(0.7f));
    EXPECT_EQ(out[1], static_cast<double>(0.4f) * static_cast<double>(0.7f));
}

} // namespace
