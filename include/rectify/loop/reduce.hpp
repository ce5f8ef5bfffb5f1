#pragma once

// Sums over buffers, with or without writing one on the way.

#include <rectify/loop/transform.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

/// What an element becomes, and what it adds to a sum.
template <class V>
struct result_and_term {
    V result;
    V term;
};

/// y[i] = op(x[i], ...).result for i < n; returns the sum of op(x[i], ...).term.
///
/// Each lane adds up n / lanes / unroll terms in T, and Sum adds the lanes: n must be small enough for that to be
/// exact, or accurate enough. Without a y (nullptr) nothing is written. Otherwise as transform.
template <class Arch, class T, class Sum, class Op, class SY, class... SX>
RECTIFY_INLINE Sum transform_reduce(std::size_t n, const Op& op, SY y, const SX*... x) noexcept
{
    using V = lanes_t<T, Arch>;
    constexpr std::size_t lanes = lane_count<V>;
    constexpr bool writes = !std::is_null_pointer_v<SY>;

    const auto add_lanes = [](Sum sum, const V& terms, std::size_t count) RECTIFY_INLINE_LAMBDA {
        T term[lanes];
        store_lanes(static_cast<T*>(term), terms);
        for (std::size_t k = 0; k < count; ++k) {
            sum += static_cast<Sum>(term[k]);
        }
        return sum;
    };
    const auto at = [&](std::size_t j, V& terms) RECTIFY_INLINE_LAMBDA {
        const result_and_term<V> r = op(load_lanes<V>(x + j)...);
        if constexpr (writes) {
            store_lanes(y + j, r.result);
        }
        terms = terms + r.term;
    };

    Sum sum{};
    std::size_t i = 0;
    if (n >= unroll * lanes) {
        [&]<std::size_t... K>(std::index_sequence<K...>) RECTIFY_INLINE_LAMBDA
        {
            V terms[] = {((void)K, V(T(0)))...};
            for (; i + unroll * lanes <= n; i += unroll * lanes) {
                (at(i + K * lanes, terms[K]), ...);
            }
            ((sum = add_lanes(sum, terms[K], lanes)), ...);
        }
        (std::make_index_sequence<unroll>{});
    }
    for (; i + lanes <= n; i += lanes) {
        V terms(T(0));
        at(i, terms);
        sum = add_lanes(sum, terms, lanes);
    }
    if (i < n) {
        const result_and_term<V> r = op(load_first_lanes<V>(x + i, n - i)...);
        if constexpr (writes) {
            store_first_lanes(y + i, r.result, n - i);
        }
        sum = add_lanes(sum, r.term, n - i);
    }
    return sum;
}

} // namespace rectify::inline RECTIFY_ABI::detail
