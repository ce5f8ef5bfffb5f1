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

/// Writes bits one after another; whole words, the last filled up with zeros.
class bit_writer {
public:
    RECTIFY_INLINE explicit bit_writer(std::uint64_t* words) noexcept : words_(words) {}

    /// The `count` low bits of `bits`, count <= 64.
    RECTIFY_INLINE void append(std::uint64_t bits, std::size_t count) noexcept
    {
        bits &= low_bits(count);
        word_ |= bits << filled_;
        if (filled_ + count >= word_bits) {
            *words_++ = word_;
            word_ = (bits >> 1) >> (word_bits - 1 - filled_);
            filled_ -= word_bits;
        }
        filled_ += count;
    }

    /// Writes what is left.
    RECTIFY_INLINE void finish() noexcept
    {
        if (filled_ != 0) {
            *words_ = word_;
        }
    }

private:
    std::uint64_t* words_;
    std::uint64_t word_ = 0;
    std::size_t filled_ = 0;
};

/// Marks that write a bit an element, 0 where its mark is true.
class unmarked_bits {
public:
    RECTIFY_INLINE explicit unmarked_bits(std::uint64_t* words) noexcept : out_(words) {}

    template <class... V>
    RECTIFY_INLINE void turn(const marked<V>&... results) noexcept
    {
        constexpr std::size_t total = (lane_count<V> + ...);
        static_assert(total <= word_bits);
        std::uint64_t bits = 0;
        std::size_t first = 0;
        ((bits |= mask_bits(results.mark) << first, first += lane_count<V>), ...);
        out_.append(~bits, total);
    }

    template <class V>
    RECTIFY_INLINE void head(const marked<V>& result, std::size_t count) noexcept
    {
        out_.append(~mask_bits(result.mark), count);
    }

    template <class V>
    RECTIFY_INLINE void tail(const marked<V>& result, std::size_t skip) noexcept
    {
        static_assert(lane_count<V> < word_bits);
        out_.append(~mask_bits(result.mark) >> skip, lane_count<V> - skip);
    }

    RECTIFY_INLINE void finish() noexcept { out_.finish(); }

private:
    bit_writer out_;
};

} // namespace rectify::inline RECTIFY_ABI::detail
