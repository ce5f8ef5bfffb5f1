#pragma once

// What a walk reads. An input has
//
//     load_at<V>(x, j)         lanes V of the elements from j on
//     load_first<V>(x, count)  lanes V of the first `count` elements, fewer than lanes
//     load_last<V>(x, j)       lanes V of the last elements, from j on
//     turn_at<Count>(x, j)     the Count elements from j on, of which load_lanes<V>(it + k) are lanes
//     end_of_turns(x, j, n)    what turns from j on must not reach beyond: n, or less if it has_ends<X>
//
// of which load_at, turn_at and end_of_turns are asked for places that rise, load_at once for each. A pointer is one,
// and so are the parameters of channels: element i has the channel (i / inner) % channels.

#include <rectify/loop/partial.hpp>
#include <rectify/simd/masks.hpp>

namespace rectify::inline RECTIFY_ABI::detail {

template <class V, class S>
RECTIFY_INLINE V load_at(const S* x, std::size_t j) noexcept
{
    return load_lanes<V>(x + j);
}

template <class V, class S>
RECTIFY_INLINE V load_first(const S* x, std::size_t count) noexcept
{
    return load_first_lanes<V>(x, count);
}

template <class V, class S>
RECTIFY_INLINE V load_last(const S* x, std::size_t last) noexcept
{
    return load_lanes<V>(x + last);
}

template <std::size_t Count, class S>
RECTIFY_INLINE const S* turn_at(const S* x, std::size_t j) noexcept
{
    return x + j;
}

template <class S>
RECTIFY_INLINE std::size_t end_of_turns(const S*, std::size_t, std::size_t n) noexcept
{
    return n;
}

template <class X>
inline constexpr bool has_ends = false;

/// A parameter an element: pattern[j % period]. A turn fits the period, of which the elements are a multiple, and as
/// many parameters as a turn's stand behind the pattern, from its start.
template <class T>
class repeated {
public:
    RECTIFY_INLINE repeated(const T* pattern, std::size_t period) noexcept : pattern_(pattern), period_(period) {}

    template <class V>
    RECTIFY_INLINE friend V load_at(repeated& x, std::size_t j) noexcept
    {
        return load_lanes<V>(x.seek(j));
    }
    template <class V>
    RECTIFY_INLINE friend V load_first(const repeated& x, std::size_t) noexcept
    {
        return load_lanes<V>(x.pattern_);
    }
    template <class V>
    RECTIFY_INLINE friend V load_last(const repeated& x, std::size_t) noexcept
    {
        return load_lanes<V>(x.pattern_ + (x.period_ - lane_count<V>));
    }
    template <std::size_t Count>
    RECTIFY_INLINE friend const T* turn_at(repeated& x, std::size_t j) noexcept
    {
        return x.seek(j);
    }
    RECTIFY_INLINE friend std::size_t end_of_turns(const repeated&, std::size_t, std::size_t n) noexcept { return n; }

private:
    RECTIFY_INLINE const T* seek(std::size_t j) noexcept
    {
        start_ = j - start_ >= period_ ? start_ + period_ : start_;
        return pattern_ + (j - start_);
    }

    const T* pattern_;
    std::size_t period_;
    std::size_t start_ = 0; // of the period that the last place is in
};

/// The same lanes, wherever they are read.
template <class V>
struct same_lanes {
    const V& v;

    RECTIFY_INLINE friend same_lanes operator+(const same_lanes& same, std::size_t) noexcept { return same; }
};

template <class V>
RECTIFY_INLINE V load_lanes(const same_lanes<V>& same) noexcept
{
    return same.v;
}

/// A parameter a channel, as lanes Lanes, where the runs of `inner` elements that share it are at least as long as
/// these, there are two channels or more, and the elements are whole runs.
template <class Lanes>
class runs {
    using T = typename lane_traits<Lanes>::value_type;

public:
    RECTIFY_INLINE runs(const T* parameters, std::size_t channels, std::size_t inner) noexcept
        : parameters_(parameters), channels_(channels), inner_(inner), end_(inner), parameter_(parameters[0])
    {
    }

    template <class V>
    RECTIFY_INLINE friend V load_at(runs& x, std::size_t j) noexcept
    {
        return j + lane_count<V> <= x.end_ ? x.parameter_ : load_across<V>(x, j);
    }
    template <class V>
    RECTIFY_INLINE friend V load_first(runs& x, std::size_t) noexcept
    {
        return x.parameter_;
    }
    template <class V>
    RECTIFY_INLINE friend V load_last(const runs& x, std::size_t) noexcept
    {
        return V(x.parameters_[x.channels_ - 1]);
    }
    template <class V>
    RECTIFY_INLINE friend V load_across(runs& x, std::size_t j) noexcept
    {
        const auto ending = mask_from_bits<V>(low_bits(x.end_ - j));
        const V parameter = x.parameter_;
        x.end_ += x.inner_;
        x.channel_ = x.channel_ + 1 == x.channels_ ? 0 : x.channel_ + 1;
        x.parameter_ = V(x.parameters_[x.channel_]);
        return detail::select(ending, parameter, x.parameter_);
    }
    template <std::size_t Count>
    RECTIFY_INLINE friend same_lanes<Lanes> turn_at(const runs& x, std::size_t) noexcept
    {
        return {x.parameter_};
    }
    RECTIFY_INLINE friend std::size_t end_of_turns(const runs& x, std::size_t, std::size_t) noexcept { return x.end_; }

private:
    const T* parameters_;
    std::size_t channels_;
    std::size_t inner_;
    std::size_t end_; // of the run whose parameter this is
    std::size_t channel_ = 0;
    Lanes parameter_;
};

template <class V>
inline constexpr bool has_ends<runs<V>> = true;

/// load_at() where the elements are known to reach to end_of_turns() at most.
template <class V, class X>
RECTIFY_INLINE auto load_within(X& x, std::size_t j) noexcept
{
    if constexpr (has_ends<X>) {
        return load_lanes<V>(turn_at<lane_count<V>>(x, j));
    } else {
        return load_at<V>(x, j);
    }
}

/// load_at() where the elements are known to reach beyond the end_of_turns() of one input.
template <class V, class X>
    requires(!has_ends<X>)
RECTIFY_INLINE auto load_across(X& x, std::size_t j) noexcept
{
    return load_at<V>(x, j);
}

} // namespace rectify::inline RECTIFY_ABI::detail
