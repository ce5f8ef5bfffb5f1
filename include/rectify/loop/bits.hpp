#pragma once

// Buffers of one bit an element, in words of 64: element i is bit i % 64 of word i / 64.

#include <rectify/loop/transform.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

inline constexpr std::size_t word_bits = 64;

/// Words that hold n bits.
RECTIFY_INLINE constexpr std::size_t words_for(std::size_t n) noexcept
{
    return n / word_bits + (n % word_bits != 0 ? 1 : 0);
}

/// An input of walk(): lanes of it are masks.
struct bit_pointer {
    const std::uint64_t* words;
    std::size_t bit;

    RECTIFY_INLINE friend constexpr bit_pointer operator+(bit_pointer p, std::size_t n) noexcept
    {
        return {p.words, p.bit + n};
    }
    RECTIFY_INLINE explicit constexpr operator const void*() const noexcept { return words; }
};

/// `count` bits from p, 0 < count <= 64; what stands above them is unspecified. No word without one of them
/// is read.
RECTIFY_INLINE std::uint64_t load_bits(const bit_pointer& p, std::size_t count) noexcept
{
    const std::size_t shift = p.bit % word_bits;
    const std::uint64_t low = p.words[p.bit / word_bits];
    const std::uint64_t high = p.words[(p.bit + count - 1) / word_bits]; // the same, unless they reach into the next
    return (low >> shift) | ((high << 1) << (word_bits - 1 - shift));
}

/// The bits of a turn of a loop, 64 of them or fewer. AVX-512 loads its masks from where they are if they begin a byte:
/// a mask register is loaded from memory faster than it is moved or shifted, so that other bits are put there first.
class few_bits {
public:
    RECTIFY_INLINE few_bits(const bit_pointer& p, std::size_t count) noexcept
        : bytes_(reinterpret_cast<const unsigned char*>(&bits_))
    {
        if (little_endian && p.bit % 8 == 0 && count == word_bits) {
            bytes_ = reinterpret_cast<const unsigned char*>(p.words) + p.bit / 8;
        } else {
            bits_ = load_bits(p, count);
        }
    }
    few_bits(const few_bits&) = delete;
    few_bits& operator=(const few_bits&) = delete;

    struct position {
        const unsigned char* bytes;
        std::size_t first;
    };

    RECTIFY_INLINE friend position operator+(const few_bits& p, std::size_t n) noexcept { return {p.bytes_, n}; }

private:
    const unsigned char* bytes_;
    std::uint64_t bits_;
};

template <class V>
RECTIFY_INLINE mask_t<V> load_lanes(const few_bits::position& p) noexcept
{
#if XSIMD_WITH_AVX512F && defined(__GNUC__)
    if constexpr (mask_is_bits<V> && lane_count<V> == 16) {
        struct [[gnu::packed, gnu::may_alias]] sixteen_bits
        {
            std::uint16_t bits;
        };
        __mmask16 mask;
        asm("{kmovw %1, %0|kmovw %0, %1}"
            : "=k"(mask)
            : "m"(*reinterpret_cast<const sixteen_bits*>(p.bytes + p.first / 8)));
        return mask_from_bits<V>(mask);
    } else
#endif
    {
        std::uint64_t bits;
        std::memcpy(&bits, p.bytes, sizeof bits);
        return mask_from_bits<V>(bits >> p.first);
    }
}

template <class V>
RECTIFY_INLINE mask_t<V> load_first(const bit_pointer& p, std::size_t count) noexcept
{
    return mask_from_bits<V>(load_bits(p, count));
}

template <class V>
RECTIFY_INLINE mask_t<V> load_at(const bit_pointer& p, std::size_t j) noexcept
{
    return mask_from_bits<V>(load_bits(p + j, lane_count<V>));
}

template <class V>
RECTIFY_INLINE mask_t<V> load_last(const bit_pointer& p, std::size_t last) noexcept
{
    return load_at<V>(p, last);
}

template <std::size_t Count>
RECTIFY_INLINE few_bits turn_at(const bit_pointer& p, std::size_t j) noexcept
{
    static_assert(Count <= word_bits);
    return few_bits(p + j, Count);
}

RECTIFY_INLINE std::size_t end_of_turns(const bit_pointer&, std::size_t, std::size_t n) noexcept
{
    return n;
}

} // namespace rectify::inline RECTIFY_ABI::detail
