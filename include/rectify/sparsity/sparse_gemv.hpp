#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/core/executor.hpp>
#include <rectify/loop/compact.hpp>
#include <rectify/loop/rows.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace rectify::inline RECTIFY_ABI {

/// What a product does with what stands in its output.
enum class update {
    /// Replaces it.
    overwrite,
    /// Adds to it: a bias is then its initial value.
    add,
};

namespace detail {

/// The columns whose sums are kept at a time, in the first cache.
inline constexpr std::size_t column_tile = 4096;
/// With several samples, the block of the matrix that all of them use before the next one is read, in the second cache.
inline constexpr std::size_t shared_columns = 512;
inline constexpr std::size_t shared_rows = 256;

/// out[s][j] = (or +=) the sum over i of a[s][i] * w[i][j], rows with a[s][i] = 0 left out, in the order of i.
template <class Arch, class T, class SW, class SA>
RECTIFY_INLINE void sparse_product(std::size_t samples, std::size_t rows, std::size_t columns, const SW* w, const SA* a,
                                   T* out, update how) noexcept
{
    if (how == update::overwrite) {
        std::fill_n(out, samples * columns, T(0));
    }
    const std::size_t tile = samples == 1 ? column_tile : shared_columns;
    const std::size_t block_rows = samples == 1 ? compact_block<SA>::size : shared_rows;
    compact_block<SA> block;
    for (std::size_t column = 0; column < columns; column += tile) {
        for (std::size_t row = 0; row < rows; row += block_rows) {
            for (std::size_t s = 0; s < samples; ++s) {
                const std::size_t n = (std::min)(block_rows, rows - row);
                const std::size_t count = block.template take<Arch>(a + s * rows + row, n, 0);
                const row_selection<SA, SW> selected{w + row * columns, columns,      (rows - row) * columns,
                                                     block.indices,     block.values, count};
                add_selected_rows<Arch>(selected, column, (std::min)(tile, columns - column),
                                        out + s * columns + column);
            }
        }
    }
}

/// The sizes of a product's arguments fit, and its output is apart from the others.
template <class Arch>
RECTIFY_INLINE void check_product(const char* function, std::size_t samples, const argument& w, const argument& a,
                                  const argument& out)
{
    if (samples == 0 ? a.size != 0 || out.size != 0 : a.size % samples != 0 || out.size % samples != 0) [[unlikely]] {
        fail<Arch>("rectify::%s: a has %zu elements and out has %zu, which is not a multiple of %zu samples", function,
                   a.size, out.size, samples);
    }
    const std::size_t rows = samples == 0 ? 0 : a.size / samples;
    const std::size_t columns = samples == 0 ? 0 : out.size / samples;
    const bool fits = columns == 0 ? w.size == 0 : w.size % columns == 0 && w.size / columns == rows;
    if (!fits && samples != 0) [[unlikely]] {
        fail<Arch>("rectify::%s: w has %zu elements, but takes %zu rows (of a) times %zu columns (of out)", function,
                   w.size, rows, columns);
    }
    check_apart<Arch>(function, w, out);
    check_apart<Arch>(function, a, out);
}

/// sparse_product(), as a kernel.
struct product_kernel {
    template <class Arch, class T, class SW, class SA>
    RECTIFY_INLINE static void run(std::size_t samples, std::size_t rows, std::size_t columns, const SW* w, const SA* a,
                                   T* out, update how)
    {
        sparse_product<Arch>(samples, rows, columns, w, a, out, how);
    }
};

template <class Out>
concept floating_range = contiguous_sized<Out> && std::floating_point<storage_of<Out>>;

/// sparse_gemv() and sparse_gemm(), which name themselves in errors.
template <class Arch, class W, class A, class Out>
RECTIFY_INLINE void sparse_verb(const char* function, std::size_t samples, W& w, A& a, Out&& out, update how)
{
    static_assert(floating_range<Out>, "rectify: the elements of out must be float or double");
    using T = storage_of<Out>;
    const auto matrix = input<T>(w);
    const auto factors = input<T>(a);
    const auto sums = output<T>(std::forward<Out>(out));
    check_product<Arch>(function, samples, {"w", matrix}, {"a", factors}, {"out", sums});
    if (samples != 0) {
        run<Arch, product_kernel>(samples, factors.size / samples, sums.size / samples, matrix.data, factors.data,
                                  sums.data, how);
    }
}

} // namespace detail

/// out = a^T W with a sparse a: out[j] = the sum over i of a[i] * w[i][j], of which only the rows with a[i] != 0 are
/// read. With update::add, out[j] += it.
///
/// w: a matrix of a.size() rows by out.size() columns, row by row (one row an input unit). a: the activations, one a
/// row. out: float or double, apart from w and a; all is computed in its type.
///
/// The terms are added in the order of the rows, each by one fma, so that the result does not depend on anything but
/// the terms, and has the bits of the same sum with the zeros. With k elements of a that are not zero its error is
/// below k * 2^-24 (double: 2^-53) times the sum of the terms' magnitudes, out's own among them with update::add; one
/// more rounding in that k where there is no FMA instruction. NaN is not zero. A row with a[i] = 0 is not looked at:
/// infinity or NaN in it does not matter.
///
/// At full density this is a dense product, read in the same order: there is no density from which another way would be
/// faster. Nothing is allocated. Throws std::invalid_argument, before anything is written, for sizes that do not fit,
/// and if out overlaps w or a.
template <class Arch = default_arch, class W, class A, class Out>
void sparse_gemv(W&& w, A&& a, Out&& out, update how = update::overwrite)
{
    detail::sparse_verb<Arch>("sparse_gemv", 1, w, a, std::forward<Out>(out), how);
}

/// The same for several samples: a is samples x rows, out samples x columns, each row by row. A part of w is used by
/// all samples while it is in the second cache. The bits of each sample are those of sparse_gemv().
template <class Arch = default_arch, class W, class A, class Out>
void sparse_gemm(std::size_t samples, W&& w, A&& a, Out&& out, update how = update::overwrite)
{
    detail::sparse_verb<Arch>("sparse_gemm", samples, w, a, std::forward<Out>(out), how);
}

} // namespace rectify::inline RECTIFY_ABI
