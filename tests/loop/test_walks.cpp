// What every verb promises of memory: every length and alignment, in place or not, exactly n elements read and written,
// and the same bits wherever an element stands.

#include "specs/all.hpp"
#include "support/guarded.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace rectify_test;

template <class Spec>
class Walks : public testing::Test {
public:
    using element = typename Spec::type;
    static constexpr std::size_t lanes =
        rectify::detail::lane_count<rectify::detail::lanes_t<element, rectify::default_arch>>;

    /// Every length that takes another way through the loop: up to 4 N + 1 and beyond the unrolled turn.
    static constexpr std::size_t longest = 11 * lanes + 1;

    static element input(std::size_t i)
    {
        static const std::vector<element> values = [] {
            auto v = normal_values<element>(500, element(3), 11);
            const auto s = special_values<element>();
            for (std::size_t k = 0; k < s.size(); ++k) {
                v[k * 13 % v.size()] = s[k];
            }
            return v;
        }();
        return values[i % values.size()];
    }
};

TYPED_TEST_SUITE(Walks, activations::of_all_types<testing::Types>);

template <class F, class T>
T chain(const F& f, T x, T dy)
{
    return rectify::detail::chain{}(f, x, dy);
}

template <class F, class T>
T chain_from_output(const F& f, T y, T dy)
{
    return rectify::detail::chain_from_output<T>{}(f, y, dy);
}

/// Runs verb(x, y) for every length, with y at every offset from a vector's boundary, apart and in place, between pages
/// without access, and compares each element with expected(x[i]).
template <class Test, class Verb, class Expected>
void walk_everywhere(const Verb& verb, const Expected& expected)
{
    using T = typename Test::element;
    for (std::size_t n = 0; n <= Test::longest; ++n) {
        for (std::size_t offset = 0; offset < Test::lanes; ++offset) {
            for (const auto side : {guarded<T>::guard::behind, guarded<T>::guard::before}) {
                // At the guard behind, the offset is what the length makes it: once is enough.
                if (side == guarded<T>::guard::behind && offset != 0) {
                    continue;
                }
                guarded<T> source(n + offset, side);
                guarded<T> target(n + (Test::lanes - offset) % Test::lanes, side);
                const auto x = source.elements().last(n);
                const auto y = target.elements().last(n);
                const auto before_y = target.elements().first(target.elements().size() - n);
                const auto before_x = source.elements().first(offset);
                std::fill(before_x.begin(), before_x.end(), T(42));
                std::fill(before_y.begin(), before_y.end(), T(43));
                for (std::size_t i = 0; i < n; ++i) {
                    x[i] = Test::input(i);
                    y[i] = T(44);
                }
                verb(std::span<const T>(x), y);
                verb(std::span<const T>(x), x);
                for (std::size_t i = 0; i < n; ++i) {
                    const T want = expected(Test::input(i));
                    ASSERT_TRUE(same(y[i], want)) << "apart: element " << i << " of " << n << ", offset " << offset
                                                  << ": " << y[i] << ", not " << want;
                    ASSERT_TRUE(same(x[i], want)) << "in place: element " << i << " of " << n << ", offset " << offset
                                                  << ": " << x[i] << ", not " << want;
                }
                ASSERT_TRUE(source.untouched() && target.untouched()) << "length " << n << ", offset " << offset;
                ASSERT_TRUE(std::all_of(before_x.begin(), before_x.end(), [](T v) { return v == 42; }));
                ASSERT_TRUE(std::all_of(before_y.begin(), before_y.end(), [](T v) { return v == 43; }));
            }
        }
    }
}

TYPED_TEST(Walks, Forward)
{
    const auto f = TypeParam::parameters().front();
    walk_everywhere<TestFixture>([&](auto x, auto y) { rectify::forward(f, x, y); }, [&](auto v) { return f(v); });
}

TYPED_TEST(Walks, Derivative)
{
    const auto f = TypeParam::parameters().front();
    walk_everywhere<TestFixture>([&](auto x, auto y) { rectify::derivative(f, x, y); },
                                 [&](auto v) { return f.derivative(v); });
}

TYPED_TEST(Walks, ForwardMeasured)
{
    const auto f = TypeParam::parameters().front();
    walk_everywhere<TestFixture>(
        [&](auto x, auto y) {
            const auto expected =
                static_cast<std::size_t>(std::count_if(x.begin(), x.end(), [&](auto v) { return f(v) == 0; }));
            const rectify::sparsity s = rectify::forward_measured(f, x, y);
            EXPECT_EQ(s.zeros, expected);
            EXPECT_EQ(s.size, x.size());
            EXPECT_EQ(rectify::measure_sparsity(y), s);
        },
        [&](auto v) { return f(v); });
}

TYPED_TEST(Walks, BackwardIntoDx)
{
    using T = typename TypeParam::type;
    const auto f = TypeParam::parameters().front();
    // dx apart from both, and dx = x
    walk_everywhere<TestFixture>(
        [&](auto x, auto y) {
            const std::vector<T> dy(x.size(), T(-1.25));
            rectify::backward(f, x, dy, y);
        },
        [&](auto v) { return chain(f, v, T(-1.25)); });
    // dx = dy
    walk_everywhere<TestFixture>(
        [&](auto dy, auto dx) {
            const std::vector<T> x(dy.size(), T(-0.75));
            rectify::backward(f, x, dy, dx);
        },
        [&](auto v) { return chain(f, T(-0.75), v); });
}

TYPED_TEST(Walks, BackwardFromOutputIntoDx)
{
    using T = typename TypeParam::type;
    const auto f = TypeParam::parameters().front();
    walk_everywhere<TestFixture>(
        [&](auto y, auto dx) {
            const std::vector<T> dy(y.size(), T(-1.25));
            rectify::backward_from_output(f, y, dy, dx);
        },
        [&](auto v) { return chain_from_output(f, v, T(-1.25)); });
    walk_everywhere<TestFixture>(
        [&](auto dy, auto dx) {
            const std::vector<T> y(dy.size(), T(-0.75));
            rectify::backward_from_output(f, y, dy, dx);
        },
        [&](auto v) { return chain_from_output(f, T(-0.75), v); });
}

TYPED_TEST(Walks, EveryParameterGivesTheScalarsBits)
{
    using T = typename TypeParam::type;
    const std::size_t n = 997;
    std::vector<T> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = this->input(i);
    }
    for (const auto& f : TypeParam::parameters()) {
        rectify::forward(f, x, y);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_TRUE(same(y[i], f(x[i]))) << x[i];
        }
        rectify::backward(f, x, x, y);
        for (std::size_t i = 0; i < n; ++i) {
            ASSERT_TRUE(same(y[i], chain(f, x[i], x[i]))) << x[i];
        }
    }
}

TYPED_TEST(Walks, ResultsMayBeStoredInAnotherType)
{
    // Computing in double: what is read widens, what is written is rounded once.
    using spec = TypeParam;
    if constexpr (std::is_same_v<typename spec::type, double>) {
        const auto f = spec::parameters().front();
        for (const std::size_t n : {0u, 1u, 3u, 7u, 8u, 16u, 17u, 100u, 129u}) {
            const auto wide = normal_values<double>(n, 3, 12);
            const auto narrow = normal_values<float>(n, 3, 12);
            guarded<float> out(n, guarded<float>::guard::behind);
            rectify::forward(f, wide, out.elements());
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_TRUE(same(out.elements()[i], static_cast<float>(f(wide[i]))));
            }
            rectify::backward(f, narrow, wide, out.elements());
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_TRUE(
                    same(out.elements()[i], static_cast<float>(chain(f, static_cast<double>(narrow[i]), wide[i]))));
            }
            std::vector<float> in_place = narrow;
            rectify::forward(f, in_place, in_place);
            for (std::size_t i = 0; i < n; ++i) {
                ASSERT_TRUE(same(in_place[i], static_cast<float>(f(static_cast<double>(narrow[i])))));
            }
            ASSERT_TRUE(out.untouched());
        }
        // A result that rounds to zero when stored is a zero of the output.
        const std::vector<double> tiny{1e-300, -1.0, 1.0, 1e-60};
        std::vector<float> stored(tiny.size());
        EXPECT_EQ(rectify::forward_measured(rectify::relu<double>{}, tiny, stored), (rectify::sparsity{3, 4}));
    }
}

TYPED_TEST(Walks, StreamedOrNotTheBitsAreTheSame)
{
    using T = typename TypeParam::type;
    using rectify::stores;
    const auto f = TypeParam::parameters().front();
    for (const std::size_t n :
         {std::size_t{0}, std::size_t{1}, this->lanes, 2 * this->lanes + 1, this->longest, std::size_t{100'003}}) {
        guarded<T> input(n, guarded<T>::guard::behind), cached(n, guarded<T>::guard::behind);
        for (std::size_t i = 0; i < n; ++i) {
            input.elements()[i] = this->input(i);
        }
        const std::span<const T> x = input.elements();
        for (std::size_t offset = 0; offset < this->lanes; offset += offset == 0 ? 1 : 5) {
            guarded<T> streamed(n + offset, guarded<T>::guard::before);
            const auto y = streamed.elements().last(n);
            const auto expect_same = [&](const char* verb) {
                for (std::size_t i = 0; i < n; ++i) {
                    ASSERT_TRUE(same(y[i], cached.elements()[i])) << verb << ": element " << i << " of " << n;
                }
                ASSERT_TRUE(streamed.untouched());
            };
            rectify::forward(f, x, cached.elements(), stores::cached);
            rectify::forward(f, x, y, stores::streaming);
            expect_same("forward");
            rectify::derivative(f, x, cached.elements(), stores::cached);
            rectify::derivative(f, x, y, stores::streaming);
            expect_same("derivative");
            rectify::backward(f, x, x, cached.elements(), stores::cached);
            rectify::backward(f, x, x, y, stores::streaming);
            expect_same("backward");
            rectify::backward_from_output(f, x, x, cached.elements(), stores::cached);
            rectify::backward_from_output(f, x, x, y, stores::streaming);
            expect_same("backward_from_output");
        }
    }
}

/// An activation that wants to see N vectors at once.
template <std::size_t N>
struct in_turns {
    using value_type = float;
    static constexpr std::size_t vectors_at_once = N;

    template <class V>
    RECTIFY_INLINE V operator()(V x) const noexcept
    {
        return rectify::detail::select(x < V(0.0f), V(0.0f), x + V(1.0f));
    }
    template <class V>
    RECTIFY_INLINE V derivative(V x) const noexcept
    {
        return rectify::detail::select(x < V(0.0f), x, V(2.0f));
    }
};

using Turns = Walks<relu_spec<float>>;

template <std::size_t N>
void walk_in_turns()
{
    const in_turns<N> f;
    walk_everywhere<Turns>([&](auto x, auto y) { rectify::forward(f, x, y); }, [&](float v) { return f(v); });
    walk_everywhere<Turns>([&](auto x, auto y) { rectify::backward(f, x, x, y); },
                           [&](float v) { return chain(f, v, v); });
    walk_everywhere<Turns>(
        [&](auto x, auto y) {
            const auto zeros = std::count_if(x.begin(), x.end(), [&](float v) { return f(v) == 0; });
            EXPECT_EQ(rectify::forward_measured(f, x, y).zeros, static_cast<std::size_t>(zeros));
        },
        [&](float v) { return f(v); });
}

TEST_F(Turns, OfAsManyVectorsAsTheActivationSays)
{
    walk_in_turns<1>();
    walk_in_turns<2>();
    walk_in_turns<3>();
    walk_in_turns<4>();
}

/// A processor by what it says of its caches: those of a leaf in order, and nothing behind them.
class described_caches {
public:
    described_caches(unsigned leaf, std::vector<rectify::detail::cache_description> caches)
        : leaf_(leaf), caches_(std::move(caches))
    {
    }

    rectify::detail::cache_description operator()(unsigned leaf, unsigned index) const
    {
        return leaf == leaf_ && index < caches_.size() ? caches_[index] : rectify::detail::cache_description{};
    }

private:
    unsigned leaf_;
    std::vector<rectify::detail::cache_description> caches_;
};

TEST(Streaming, ReadsTheCachesOfEveryProcessor)
{
    using rectify::detail::largest_cache_bytes;
    constexpr unsigned intel = 4, amd = 0x8000001Du;
    // 8 ways of 64 lines of 64 bytes, data and instructions; 4 of 1024; 16 of 8192.
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {{0x1c004121, 0x01c0003f, 63},
                                                           {0x1c004122, 0x01c0003f, 63},
                                                           {0x1c004143, 0x00c0003f, 1023},
                                                           {0x1c03c163, 0x03c0003f, 8191}})),
              std::size_t{8} << 20);
    EXPECT_EQ(
        largest_cache_bytes(described_caches(
            amd, {{0x00004121, 0x01c0003f, 63}, {0x00004143, 0x01c0003f, 1023}, {0x0001c163, 0x03c0003f, 32767}})),
        std::size_t{32} << 20);
    // The largest need not be the last; a cache of instructions does not count; partitions do.
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {{0x41, 0x01c0003f, 1023}, {0x21, 0x01c0003f, 63}})),
              std::size_t{512} << 10);
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {{0x22, 0x01c0003f, 127}, {0x21, 0x01c0003f, 63}})),
              std::size_t{32} << 10);
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {{0x21, 0x01c0103f, 63}})), std::size_t{64} << 10);
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {{0x63, 0xffc0003f, 0x3fff}})), std::size_t{1} << 30);
    // None, as a virtual machine may say; and one that never says the last, as none should.
    EXPECT_EQ(largest_cache_bytes(described_caches(intel, {})), std::size_t{32} << 20);
    EXPECT_EQ(largest_cache_bytes([](unsigned, unsigned) {
                  return rectify::detail::cache_description{0x21, 0x01c0003f, 63};
              }),
              std::size_t{32} << 10);
}

TEST(Streaming, BeginsPastTheLastCacheAndNeverInPlace)
{
    using rectify::stores;
    using rectify::detail::streams;
    using arch = rectify::default_arch;
    using V = rectify::detail::lanes_t<float, arch>;
    const std::size_t limit = rectify::detail::cached_bytes<arch>() / sizeof(float);
    EXPECT_GE(limit, std::size_t{2} << 20);
    EXPECT_LE(limit, std::size_t{8} << 20);
    const float x[1] = {};
    float y[1] = {};
    constexpr bool can = rectify::detail::can_stream<V, float>;
    EXPECT_FALSE((streams<arch, V>(stores::automatic, limit, y, x)));
    EXPECT_EQ((streams<arch, V>(stores::automatic, limit + 1, y, x)), can);
    EXPECT_FALSE((streams<arch, V>(stores::cached, limit + 1, y, x)));
    EXPECT_EQ((streams<arch, V>(stores::streaming, 1, y, x)), can);
    EXPECT_FALSE((streams<arch, V>(stores::automatic, std::size_t{2} << 20, y, x)));
    EXPECT_EQ((streams<arch, V>(stores::automatic, (std::size_t{8} << 20) + 1, y, x)), can);
    EXPECT_FALSE((streams<arch, V>(stores::streaming, limit + 1, y, static_cast<const float*>(y))));
    EXPECT_FALSE((streams<arch, V>(stores::automatic, limit + 1, y, x, static_cast<const float*>(y))));
    // Where elements do not lie on their own boundaries, none lies on that of a vector.
    auto* const askew = reinterpret_cast<float*>(reinterpret_cast<std::uintptr_t>(&y[0]) + 2);
    EXPECT_FALSE((streams<arch, V>(stores::streaming, 1, askew, x)));
}

TEST(Streaming, AcrossTheLimitAnElementHasTheSameBits)
{
    const std::size_t limit = rectify::detail::cached_bytes<rectify::default_arch>() / sizeof(float);
    const rectify::elu<float> f;
    std::vector<float> x(limit + 1000), y(x.size());
    const std::vector<float> some = normal_values<float>(4099, 2.0f, 21);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = some[i % some.size()];
    }
    std::vector<float> expected(some.size());
    rectify::forward(f, some, expected);
    for (const std::size_t n : {limit - 1, limit, limit + 1, limit + 999}) {
        std::fill(y.begin(), y.end(), 0.0f);
        rectify::forward(f, std::span(x).first(n), std::span(y).first(n));
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < n; ++i) {
            wrong += !same(y[i], expected[i % some.size()]);
        }
        EXPECT_EQ(wrong, 0u) << "of " << n;
    }
}

} // namespace
