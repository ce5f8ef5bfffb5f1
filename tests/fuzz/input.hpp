#pragma once

// What the fuzzers make of their bytes: lengths, offsets, numbers, and buffers whose ends the address sanitizer guards.

#include <rectify/rectify.hpp>

#include <fuzzer/FuzzedDataProvider.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <span>
#include <vector>

namespace rectify_fuzz {

using input = FuzzedDataProvider;

/// Ends the program with a word, for libFuzzer to keep the input.
inline void expect(bool condition, const char* what)
{
    if (!condition) {
        std::fprintf(stderr, "not so: %s\n", what);
        std::abort();
    }
}

/// Any number of S: mostly an ordinary one, else a special one, else any bits.
template <class S>
S number(input& in)
{
    if constexpr (std::integral<S>) {
        return in.ConsumeIntegral<S>();
    } else {
        using limits = std::numeric_limits<float>;
        constexpr float special[] = {0.0f,
                                     -0.0f,
                                     1.0f,
                                     -1.0f,
                                     limits::max(),
                                     limits::min(),
                                     limits::denorm_min(),
                                     -limits::denorm_min(),
                                     -17.4f,
                                     -104.0f,
                                     limits::infinity(),
                                     -limits::infinity(),
                                     limits::quiet_NaN()};
        switch (in.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return static_cast<S>(special[in.ConsumeIntegralInRange<std::size_t>(0, std::size(special) - 1)]);
        case 1: {
            if constexpr (sizeof(S) == 2) {
                return std::bit_cast<S>(in.ConsumeIntegral<std::uint16_t>());
            } else if constexpr (sizeof(S) == 4) {
                return std::bit_cast<S>(in.ConsumeIntegral<std::uint32_t>());
            } else {
                return std::bit_cast<S>(in.ConsumeIntegral<std::uint64_t>());
            }
        }
        default:
            return static_cast<S>(static_cast<float>(in.ConsumeIntegral<std::int16_t>()) / 1024.0f);
        }
    }
}

/// n elements that end where their memory does, at some offset from its start, with what stands before them.
template <class S>
class elements {
public:
    elements(input& in, std::size_t n, std::size_t most_offset = 17)
        : offset_(in.ConsumeIntegralInRange<std::size_t>(0, most_offset)), all_(offset_ + n)
    {
        // A few numbers, repeated with a period that fits no vector, fill any length from few bytes.
        std::vector<S> few(1 + in.ConsumeIntegralInRange<std::size_t>(0, 36));
        for (S& v : few) {
            v = number<S>(in);
        }
        for (std::size_t i = 0; i < all_.size(); ++i) {
            all_[i] = few[i % few.size()];
        }
        before_ = std::vector<S>(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(offset_));
    }

    std::span<S> get() { return std::span(all_).subspan(offset_); }

    void expect_untouched_before() const
    {
        expect(offset_ == 0 || std::memcmp(all_.data(), before_.data(), offset_ * sizeof(S)) == 0,
               "nothing before the buffer is written");
    }

private:
    std::size_t offset_;
    std::vector<S> all_;
    std::vector<S> before_;
};

/// The same bits, or both NaN.
template <class S>
bool same(S a, S b)
{
    if constexpr (std::integral<S>) {
        return a == b;
    } else {
        const auto x = static_cast<double>(a);
        const auto y = static_cast<double>(b);
        return std::isnan(x) ? std::isnan(y) : x == y && std::signbit(x) == std::signbit(y);
    }
}

template <class S, class Expected>
void expect_all(std::span<S> y, const Expected& expected, const char* what)
{
    for (std::size_t i = 0; i < y.size(); ++i) {
        expect(same<std::remove_const_t<S>>(y[i], expected(i)), what);
    }
}

} // namespace rectify_fuzz
