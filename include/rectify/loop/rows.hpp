#pragma once

// Sums of a matrix's rows, a number times each.

#include <rectify/loop/transform.hpp>
#include <rectify/simd/fma.hpp>

#include <utility>

namespace rectify::inline RECTIFY_ABI::detail {

/// Rows that are added in one walk over the sums: so many times less often are these loaded and stored. (With software
/// prefetches into the rows, or four rows, a matrix in memory was read 5 to 15 % slower.)
inline constexpr std::size_t rows_a_walk = 8;

/// sums[j] = sums[j] + factor[0] * row[0][j] + factor[1] * row[1][j] + ..., from left to right, each term one fma, for
/// j < columns, a multiple of V's lanes.
template <class V, std::size_t... K, class SA, class S, class T>
RECTIFY_INLINE void add_rows(std::index_sequence<K...>, const SA* factor, const S* const* row, std::size_t columns,
                             T* sums) noexcept
{
    constexpr std::size_t lanes = lane_count<V>;
    const V factors[] = {V(static_cast<T>(factor[K]))...};
    const S* const rows[] = {row[K]...};
    for (std::size_t j = 0; j < columns; j += lanes) {
        V sum = load_lanes<V>(static_cast<const T*>(sums + j));
        ((sum = detail::fma(factors[K], load_lanes<V>(rows[K] + j), sum)), ...);
        store_lanes(sums + j, sum);
    }
}

/// The weighted rows of a matrix.
template <class SA, class S>
struct row_selection {
    const S* w;         // row 0, column 0 of the whole matrix
    std::size_t stride; // elements from a row to the next
    std::size_t end;    // elements of the whole matrix
    const std::uint32_t* indices;
    const SA* factors;
    std::size_t count;
};

/// sums[j] += the sum over k of factors[k] * w[indices[k]][first + j] for j < columns, in the order of k: the bits of
/// sums[j] do not depend on anything else. Nothing outside the matrix is read, of `sums` nothing else touched.
template <class Arch, class T, class SA, class S>
RECTIFY_INLINE void add_selected_rows(const row_selection<SA, S>& selected, std::size_t first, std::size_t columns,
                                      T* sums) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;
    const std::size_t whole = columns / lanes * lanes;
    const auto row = [&](std::size_t k)
                         RECTIFY_INLINE_LAMBDA { return selected.w + (selected.indices[k] * selected.stride + first); };

    if (whole != 0) {
        const S* rows[rows_a_walk];
        std::size_t k = 0;
        for (; k + rows_a_walk <= selected.count; k += rows_a_walk) {
            for (std::size_t r = 0; r < rows_a_walk; ++r) {
                rows[r] = row(k + r);
            }
            add_rows<V>(std::make_index_sequence<rows_a_walk>{}, selected.factors + k,
                        static_cast<const S* const*>(rows), whole, sums);
        }
        for (; k < selected.count; ++k) {
            rows[0] = row(k);
            add_rows<V>(std::make_index_sequence<1>{}, selected.factors + k, static_cast<const S* const*>(rows), whole,
                        sums);
        }
    }
    if (const std::size_t rest = columns - whole; rest != 0) {
        // A whole vector is read where the matrix goes on behind the row; what is in the other lanes does not matter.
        V sum = load_first_lanes<V>(static_cast<const T*>(sums + whole), rest);
        for (std::size_t k = 0; k < selected.count; ++k) {
            const S* const from = row(k) + whole;
            const bool inside = static_cast<std::size_t>(from - selected.w) + lanes <= selected.end;
            const V terms = inside ? load_lanes<V>(from) : load_first_lanes<V>(from, rest);
            sum = detail::fma(V(static_cast<T>(selected.factors[k])), terms, sum);
        }
        store_first_lanes(sums + whole, sum, rest);
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
