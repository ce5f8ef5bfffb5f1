#pragma once

// One walk over buffers whose elements have channels, which writes one and sums up products, a channel, in double.

#include <rectify/loop/channels.hpp>
#include <rectify/simd/doubles.hpp>
#include <rectify/simd/fma.hpp>

#include <array>

namespace rectify::inline RECTIFY_ABI::detail {

/// What an element becomes, and the two factors of what it adds to its channel's sum.
template <class V>
struct result_and_factors {
    V result;
    V left;
    V right;
};

/// The sums of as many channels, or positions, as are kept at a time.
inline constexpr std::size_t sums_tile = 512;

/// A run of `inner` elements is summed as one from this length on, a vector or more; shorter ones, position by
/// position.
template <class V>
inline constexpr std::size_t long_sum = lane_count<V> > 32 ? lane_count<V> : 32;

/// sums + left * right in double, where a product of floats is exact.
template <class Doubles, class V>
RECTIFY_INLINE Doubles add_products(const Doubles& sums, const V& left, const V& right) noexcept
{
    const Doubles a = as_doubles(left);
    const Doubles b = as_doubles(right);
    Doubles sum = sums;
    for (std::size_t k = 0; k < sum.size(); ++k) {
        sum[k] = detail::fma(a[k], b[k], sum[k]);
    }
    return sum;
}

/// y[i] = op(x[i], ...).result for the n elements of one channel, a vector or more; returns the sum of their products,
/// of which each lane adds up its own. Not by walk(), whose turns begin at y's boundary: the sum must not depend on
/// where y lies.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE double transform_one_sum(std::size_t n, const Op& op, SY* y, const SX*... x) noexcept
{
    using V = lanes_t<T, Arch>;
    using doubles = decltype(as_doubles(V(T(0))));
    using D = typename doubles::value_type;
    constexpr std::size_t lanes = lane_count<V>;

    doubles sums[2];
    for (doubles& s : sums) {
        s.fill(D(0.0));
    }
    // The last vector overlaps the one before; it is read before anything is written, so that an x may be y.
    const result_and_factors<V> last = op(load_lanes<V>(x + (n - lanes))...);
    std::size_t i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        const result_and_factors<V> r[] = {op(load_lanes<V>(x + i)...), op(load_lanes<V>(x + (i + lanes))...)};
        store_lanes(y + i, r[0].result);
        store_lanes(y + (i + lanes), r[1].result);
        sums[0] = add_products(sums[0], r[0].left, r[0].right);
        sums[1] = add_products(sums[1], r[1].left, r[1].right);
    }
    for (; i + lanes <= n; i += lanes) {
        const result_and_factors<V> r = op(load_lanes<V>(x + i)...);
        store_lanes(y + i, r.result);
        sums[0] = add_products(sums[0], r.left, r.right);
    }
    if (i < n) {
        const auto added_now = lane_numbers<V>() >= V(static_cast<T>(i - (n - lanes))); // the others were, above
        const V zero(T(0));
        store_lanes(y + (n - lanes), last.result);
        sums[0] = add_products(sums[0], detail::select(added_now, last.left, zero),
                               detail::select(added_now, last.right, zero));
    }

    double terms[lanes] = {};
    for (std::size_t k = 0; k < sums[0].size(); ++k) {
        store_lanes(terms + k * lane_count<D>, sums[0][k] + sums[1][k]);
    }
    double sum = 0;
    for (const double term : terms) {
        sum += term;
    }
    return sum;
}

/// y[i] = op(parameters[i], x[i], ...).result for i < n, and sums[i] += its product.
template <class Arch, class T, class Op, class SY, class... SX>
RECTIFY_INLINE void transform_sums(std::size_t n, const Op& op, double* sums, const T* parameters, SY* y,
                                   const SX*... x) noexcept
{
    using V = lanes_t<T, Arch>;
    using doubles = decltype(as_doubles(V(T(0))));
    using D = typename doubles::value_type;
    constexpr std::size_t lanes = lane_count<V>;

    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const result_and_factors<V> r = op(load_lanes<V>(parameters + i), load_lanes<V>(x + i)...);
        store_lanes(y + i, r.result);
        doubles s;
        for (std::size_t k = 0; k < s.size(); ++k) {
            s[k] = load_lanes<D>(static_cast<const double*>(sums) + (i + k * lane_count<D>));
        }
        s = add_products(s, r.left, r.right);
        for (std::size_t k = 0; k < s.size(); ++k) {
            store_lanes(sums + (i + k * lane_count<D>), s[k]);
        }
    }
    if (i < n) {
        const result_and_factors<V> r =
            op(load_first_lanes<V>(parameters + i, n - i), load_first_lanes<V>(x + i, n - i)...);
        store_first_lanes(y + i, r.result, n - i);
        T left[lanes];
        T right[lanes];
        store_lanes(static_cast<T*>(left), r.left);
        store_lanes(static_cast<T*>(right), r.right);
        for (std::size_t k = 0; i + k < n; ++k) {
            sums[i + k] += static_cast<double>(left[k]) * static_cast<double>(right[k]);
        }
    }
}

/// y[i] = op(parameter, x[i], ...).result, where element i has the channel c = (i / inner) % channels and the parameter
/// parameters[c]; and add(c, sum) once a channel, with the sum of the products of its elements in double. n is a
/// multiple of channels * inner.
///
/// One pass: each element is read and written once. The order of a sum's terms depends on n, the layout and the lanes,
/// and on nothing else.
template <class Arch, class T, class Op, class Add, class SY, class... SX>
RECTIFY_INLINE void transform_channel_sums(std::size_t n, const T* parameters, std::size_t channels, std::size_t inner,
                                           const Op& op, const Add& add, SY* y, const SX*... x)
{
    const std::size_t period = channels * inner;
    if (n == 0) {
        return;
    }
    if (inner >= long_sum<lanes_t<T, Arch>>) {
        for (std::size_t c = 0; c < channels; c += sums_tile) {
            const std::size_t tile = (std::min)(sums_tile, channels - c);
            double sums[sums_tile] = {};
            for (std::size_t first = c * inner; first < n; first += period) {
                for (std::size_t k = 0; k < tile; ++k) {
                    const std::size_t run = first + k * inner;
                    const auto with_parameter = [p = parameters[c + k], op](const auto&... v) RECTIFY_INLINE_LAMBDA {
                        return op(std::common_type_t<std::remove_cvref_t<decltype(v)>...>(p), v...);
                    };
                    const double sum = transform_one_sum<Arch, T>(inner, with_parameter, y + run, (x + run)...);
                    sums[k] += sum;
                }
            }
            for (std::size_t k = 0; k < tile; ++k) {
                add(c + k, sums[k]);
            }
        }
        return;
    }

    // Short runs: a sum for each position of a row, which is as many whole periods as fit, or a part of one.
    constexpr std::size_t room = lane_count<lanes_t<T, Arch>>;
    T spelled[sums_tile + room];
    const std::size_t channels_a_row = (std::min)(channels, sums_tile / inner);
    const std::size_t periods_a_row = channels_a_row < channels ? 1 : (std::min)(sums_tile, n) / period;
    const std::size_t stride = periods_a_row * period;
    for (std::size_t c = 0; c < channels; c += channels_a_row) {
        const std::size_t tile = (std::min)(channels_a_row, channels - c);
        const std::size_t positions = tile * inner; // of a period
        const std::size_t row = periods_a_row * positions;
        spell<Arch>(row, parameters + c, tile, inner, static_cast<T*>(spelled));
        double sums[sums_tile];
        std::fill_n(static_cast<double*>(sums), row, 0.0);
        for (std::size_t first = c * inner; first < n; first += stride) {
            transform_sums<Arch>((std::min)(row, n - first), op, static_cast<double*>(sums),
                                 static_cast<const T*>(spelled), y + first, (x + first)...);
        }
        for (std::size_t periods = periods_a_row; periods > 1; periods -= periods / 2) { // the later half to the first
            const std::size_t later = (periods - periods / 2) * positions;
            for (std::size_t i = 0; i < periods / 2 * positions; ++i) {
                sums[i] += sums[later + i];
            }
        }
        for (std::size_t k = 0; k < tile; ++k) {
            double sum = 0;
            for (std::size_t i = k * inner; i < (k + 1) * inner; ++i) {
                sum += sums[i];
            }
            add(c + k, sum);
        }
    }
}

} // namespace rectify::inline RECTIFY_ABI::detail
