#pragma once

// The elements of a block that are not zero, and where they stand.

#include <rectify/loop/memory.hpp>
#include <rectify/simd/compress.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// As many elements as a walk handles at a time; room for a vector more, so that whole vectors can be stored.
template <class S>
struct compact_block {
    static constexpr std::size_t size = 1024;
    static constexpr std::size_t slack = 64;

    alignas(64) S values[size + slack];
    alignas(64) std::uint32_t indices[size + slack];

    /// Puts the n <= size elements of y that are not zero into `values`, and their numbers, from `base` on, into
    /// `indices`; returns how many they are. y is read as transform() reads it.
    template <class Arch>
    RECTIFY_INLINE std::size_t take(const S* y, std::size_t n, std::uint32_t base) noexcept
    {
        using V = lanes_t<S, Arch>;
        using I = lanes_t<std::uint32_t, Arch>;
        std::size_t count = 0;
        std::size_t i = 0;
        if constexpr (can_compress<V> && can_compress<I>) {
            constexpr std::size_t lanes = lane_count<V>;
            static_assert(lanes <= lane_count<I> && lane_count<I> <= slack);
            I numbers = lane_numbers<I>() + I(base);
            const auto put = [&](const V& v, std::uint64_t among) RECTIFY_INLINE_LAMBDA {
                const std::uint64_t bits = ~mask_bits(v == V(S(0))) & among;
                store_lanes(values + count, compress(bits, v));
                store_lanes(indices + count, compress(bits, numbers));
                count += static_cast<std::size_t>(std::popcount(bits));
            };
            for (; i + lanes <= n; i += lanes) {
                put(load_lanes<V>(y + i), low_bits(lanes));
                numbers = numbers + I(static_cast<std::uint32_t>(lanes));
            }
            if (i < n) {
                put(load_first_lanes<V>(y + i, n - i), low_bits(n - i));
            }
        } else {
            for (; i < n; ++i) {
                values[count] = y[i];
                indices[count] = base + static_cast<std::uint32_t>(i);
                count += y[i] != S(0) ? 1u : 0u;
            }
        }
        return count;
    }
};

} // namespace rectify::inline RECTIFY_ABI::detail
