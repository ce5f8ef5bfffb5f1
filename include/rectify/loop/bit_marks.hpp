#pragma once

// Writing a bit an element, in the words of bits.hpp, on the way to memory.

#include <rectify/loop/bits.hpp>
#include <rectify/loop/channels.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

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

/// y[i] = op(x[i]).result for i < n, and bit i of the words: 0 where its mark is true.
template <class Arch, class T, class Op, class SY, class X>
RECTIFY_LOOP void transform_and_bits(std::size_t n, bool stream, Op op, std::uint64_t* words, SY* y, X x) noexcept
{
    unmarked_bits bits(words);
    transform_marking<Arch, T>(n, stream, bits, op, y, x);
    bits.finish();
}

/// The same of op(parameters[(i / inner) % channels], x[i]), where n is a multiple of channels * inner.
template <class Arch, class T, class Op, class SY, class X>
RECTIFY_LOOP void transform_channels_and_bits(std::size_t n, const T* parameters, std::size_t channels,
                                              std::size_t inner, Op op, std::uint64_t* words, SY* y, X x) noexcept
{
    if (n == 0) {
        return; // channels * inner may overflow then
    }
    unmarked_bits bits(words);
    transform_blocks<Arch>(n, bits, parameters, channels, inner, op, y, x);
    bits.finish();
}

} // namespace rectify::inline RECTIFY_ABI::detail
