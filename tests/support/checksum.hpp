#pragma once

// Checksums of numbers, and numbers that are the same everywhere.

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace rectify_test {

/// Pseudo-random numbers, the same everywhere (splitmix64).
class random_words {
public:
    explicit random_words(std::uint64_t seed) : state_(seed) {}

    std::uint64_t operator()()
    {
        std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15;
        z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
        z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

template <class S>
using word_of =
    std::conditional_t<sizeof(S) == 1, std::uint8_t,
                       std::conditional_t<sizeof(S) == 2, std::uint16_t,
                                          std::conditional_t<sizeof(S) == 4, std::uint32_t, std::uint64_t>>>;

template <class S>
S from_word(std::uint64_t bits)
{
    return std::bit_cast<S>(static_cast<word_of<S>>(bits));
}

/// The bits of v, any NaN being as good as another.
template <class S>
word_of<S> significant_bits(const S& v)
{
    const auto bits = std::bit_cast<word_of<S>>(v);
    if constexpr (std::integral<S>) {
        return bits;
    } else {
        constexpr auto nan = static_cast<word_of<S>>(static_cast<word_of<S>>(-1) >> 1);
        constexpr auto infinity = std::bit_cast<word_of<S>>(S(std::numeric_limits<float>::infinity()));
        return (bits & nan) > infinity ? nan : bits;
    }
}

/// Of numbers in their order, 64 bits at a time; 0 of none.
class checksum {
public:
    template <class S>
    void add(std::span<S> numbers)
    {
        constexpr std::size_t at_once = 8 / sizeof(S);
        std::size_t i = 0;
        for (; i + at_once <= numbers.size(); i += at_once) {
            add(word(&numbers[i], at_once));
        }
        if (i < numbers.size()) {
            add(word(&numbers[i], numbers.size() - i));
        }
    }
    template <class S>
    void add(const std::vector<S>& numbers)
    {
        add(std::span(numbers));
    }
    void add(std::uint64_t word)
    {
        state_ = (state_ + word + 0x9e37'79b9'7f4a'7c15) * 0xbf58'476d'1ce4'e5b9;
        state_ ^= state_ >> 32;
    }
    std::uint32_t value() const { return static_cast<std::uint32_t>(state_); }

private:
    template <class S>
    static std::uint64_t word(S* numbers, std::size_t count)
    {
        std::uint64_t all = 0;
        for (std::size_t k = 0; k < count; ++k) {
            all |= std::uint64_t{significant_bits(numbers[k])} << (8 * sizeof(S) * k);
        }
        return all;
    }

    std::uint64_t state_ = 0;
};

} // namespace rectify_test
