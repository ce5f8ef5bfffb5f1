#pragma once

#include <rectify/core/errors.hpp>
#include <rectify/loop/compact.hpp>
#include <rectify/loop/count.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

template <class R>
concept holds_indices = std::same_as<storage_of<R>, std::uint32_t>;

struct compact_kernel {
    template <class Arch, class S>
    RECTIFY_INLINE static std::size_t run(std::size_t n, const S* y, S* values, std::uint32_t* indices)
    {
        std::size_t total = 0;
        compact_block<S> block;
        for (std::size_t first = 0; first < n; first += compact_block<S>::size) {
            const std::size_t some = (std::min)(compact_block<S>::size, n - first);
            const std::size_t count = block.template take<Arch>(y + first, some, static_cast<std::uint32_t>(first));
            std::copy_n(static_cast<const S*>(block.values), count, values + total);
            std::copy_n(static_cast<const std::uint32_t*>(block.indices), count, indices + total);
            total += count;
        }
        return total;
    }
};

struct expand_kernel {
    template <class Arch, class S>
    RECTIFY_INLINE static void run(std::size_t count, const S* values, const std::uint32_t* indices, std::size_t n,
                                   S* y)
    {
        std::size_t k = 0;
        for (std::size_t first = 0; first < n; first += compact_block<S>::size) {
            const std::size_t some = (std::min)(compact_block<S>::size, n - first);
            std::fill_n(y + first, some, S(0));
            for (; k < count && indices[k] < first + some; ++k) {
                y[indices[k]] = values[k];
            }
        }
    }
};

} // namespace detail

/// Writes the elements of y that are not zero to values, and where they stand in y to indices, in order; returns how
/// many they are, k. NaN is not zero, -0 is.
///
/// y: n elements, n <= 2^32, of float, double or integers. values: at least k elements of the same type. indices: at
/// least k std::uint32_t. Both apart from y and from each other; nothing behind the first k of them is written.
///
/// Throws std::invalid_argument, before anything is written, if values or indices has fewer than k elements, if buffers
/// overlap, or if y has more than 2^32 elements.
template <class Arch = default_arch, class Y, class Values, class Indices>
std::size_t compact(Y&& y, Values&& values, Indices&& indices)
{
    static_assert(detail::holds_indices<Indices>, "rectify: indices must be std::uint32_t");
    const auto in = detail::input(y);
    using S = typename decltype(in)::storage_type;
    const auto kept = detail::output<S>(std::forward<Values>(values));
    static_assert(std::same_as<typename decltype(kept)::storage_type, S>,
                  "rectify: values must have the type of the elements of y");
    const auto where = detail::output<std::uint32_t>(std::forward<Indices>(indices));
    for (const detail::argument& out : {detail::argument{"values", kept}, detail::argument{"indices", where}}) {
        detail::check_apart<Arch>("compact", {"y", in}, out);
    }
    detail::check_apart<Arch>("compact", {"values", kept}, {"indices", where});
    if (in.size != 0 && in.size - 1 > (std::numeric_limits<std::uint32_t>::max)()) [[unlikely]] {
        detail::fail<Arch>("rectify::compact: y has %zu elements; indices count up to 4294967296", in.size);
    }
    if (const std::size_t room = (std::min)(kept.size, where.size); room < in.size) {
        const std::size_t needed = in.size - detail::run<Arch, detail::count_zeros_kernel>(in.size, in.data);
        if (room < needed) [[unlikely]] {
            detail::fail<Arch>("rectify::compact: values has %zu elements and indices has %zu, but y has %zu that are "
                               "not zero",
                               kept.size, where.size, needed);
        }
    }
    return detail::run<Arch, detail::compact_kernel>(in.size, in.data, kept.data, where.data);
}

/// Undoes compact(): y[indices[k]] = values[k], and 0 (+0) elsewhere.
///
/// values, indices: k elements each, the indices rising. y: all of it is written; apart from both.
///
/// Throws std::invalid_argument, before anything is written, if the sizes differ, if an index is not above the one
/// before it or not below y's size, or if buffers overlap.
template <class Arch = default_arch, class Values, class Indices, class Y>
void expand(Values&& values, Indices&& indices, Y&& y)
{
    static_assert(detail::holds_indices<Indices>, "rectify: indices must be std::uint32_t");
    const auto kept = detail::input(values);
    using S = typename decltype(kept)::storage_type;
    const auto where = detail::input<std::uint32_t>(indices);
    const auto out = detail::output<S>(std::forward<Y>(y));
    static_assert(std::same_as<typename decltype(out)::storage_type, S>,
                  "rectify: y must have elements of the type of values");
    detail::check_sizes<Arch>("expand", {"values", kept}, {"indices", where});
    detail::check_apart<Arch>("expand", {"values", kept}, {"y", out});
    detail::check_apart<Arch>("expand", {"indices", where}, {"y", out});
    bool rising = true;
    for (std::size_t k = 1; k < where.size; ++k) {
        rising &= where.data[k - 1] < where.data[k];
    }
    if (!rising) [[unlikely]] {
        std::size_t k = 1;
        while (where.data[k - 1] < where.data[k]) {
            ++k;
        }
        detail::fail<Arch>("rectify::expand: indices must rise, but indices[%zu] is %lu after %lu", k,
                           static_cast<unsigned long>(where.data[k]), static_cast<unsigned long>(where.data[k - 1]));
    }
    if (where.size != 0 && where.data[where.size - 1] >= out.size) [[unlikely]] {
        detail::fail<Arch>("rectify::expand: indices reach %lu, but y has %zu elements",
                           static_cast<unsigned long>(where.data[where.size - 1]), out.size);
    }
    detail::run<Arch, detail::expand_kernel>(where.size, kept.data, where.data, out.size, out.data);
}

} // namespace rectify::inline RECTIFY_ABI
