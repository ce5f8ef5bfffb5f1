#pragma once

#include <rectify/core/emptied.hpp>
#include <rectify/core/errors.hpp>
#include <rectify/loop/count.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// active[u] += the elements of unit u that are not zero, in rows of whole samples.
struct observe_kernel {
    /// Units whose counts are kept at a time, in the first cache and in the type of the elements, or float.
    static constexpr std::size_t tile = 512;
    /// Rows that are added to a tile's counts in one walk.
    static constexpr std::size_t rows_at_once = 4;

    template <class Arch, class S>
    RECTIFY_INLINE static void run(std::size_t n, const S* y, std::size_t units, std::size_t inner,
                                   std::uint64_t* active)
    {
        if (inner == 1) {
            run_rows<Arch>(n / units, y, units, active);
            return;
        }
        std::size_t unit = 0;
        for (std::size_t first = 0; first < n; first += inner) {
            active[unit] += inner - count_zeros<Arch>(inner, y + first);
            unit = unit + 1 == units ? 0 : unit + 1;
        }
    }

    /// One row of units a sample.
    template <class Arch, class S>
    RECTIFY_INLINE static void run_rows(std::size_t rows, const S* y, std::size_t units, std::uint64_t* active)
    {
        using T = std::conditional_t<half_width<S>, float, S>;
        // So many ones an element of T adds up exactly.
        constexpr std::size_t exact = sizeof(T) == 1 ? 124 : sizeof(T) == 2 ? 32764 : std::size_t{1} << 20;
        static_assert(exact % rows_at_once == 0);
        const auto one_if_active = [](const auto& v) RECTIFY_INLINE_LAMBDA {
            using V = std::remove_cvref_t<decltype(v)>;
            return detail::select(v == V(T(0)), V(T(0)), V(T(1)));
        };
        for (std::size_t first = 0; first < units; first += tile) {
            const std::size_t count = (std::min)(tile, units - first);
            for (std::size_t row = 0; row < rows;) {
                T counts[tile] = {};
                const auto add = [&](const auto*... of_row) RECTIFY_INLINE_LAMBDA {
                    transform<Arch, T>(
                        count,
                        [&](const auto& sum, const auto&... v)
                            RECTIFY_INLINE_LAMBDA { return (sum + ... + one_if_active(v)); },
                        static_cast<T*>(counts), static_cast<const T*>(counts), of_row...);
                };
                const std::size_t end = row + (std::min)(exact, rows - row);
                for (; row + rows_at_once <= end; row += rows_at_once) {
                    const S* const p = y + row * units + first;
                    add(p, p + units, p + 2 * units, p + 3 * units);
                }
                for (; row < end; ++row) {
                    add(y + row * units + first);
                }
                for (std::size_t k = 0; k < count; ++k) {
                    active[first + k] += static_cast<std::uint64_t>(counts[k]);
                }
            }
        }
    }
};

} // namespace detail

/// How often each unit (a channel, a neuron) was not zero, over any number of batches.
///
/// Element i of a batch is an output of the unit `(i / inner) % units`: the layouts of prelu. Each output of a unit is
/// one sample of it, so that with inner > 1 every position of a feature map counts, and a batch has the same rates in
/// both layouts. +0 and -0 are zero, NaN is not. A unit is dead if it was zero in every sample.
///
/// The rate is 1 - APoZ of H. Hu, R. Peng, Y.-W. Tai, C.-K. Tang, "Network trimming: a data-driven neuron pruning
/// approach towards efficient deep architectures", 2016.
class unit_activity {
public:
    /// For `units` units of `inner` consecutive elements. Allocates 8 bytes a unit.
    ///
    /// Throws std::invalid_argument if units or inner is 0.
    RECTIFY_INLINE explicit unit_activity(std::size_t units, std::size_t inner = 1)
        : active_((check_layout(units, inner), units)), inner_(inner)
    {
    }

    /// Counts the outputs of a batch: a range of any element type, of a multiple of units * inner elements.
    ///
    /// Throws std::invalid_argument, with nothing counted, for another size.
    template <class Arch = default_arch, class Y>
    void observe(Y&& y)
    {
        const auto in = detail::input(y);
        const std::size_t units = active_.size();
        if (units == 0) [[unlikely]] {
            detail::fail<Arch>("rectify::unit_activity::%s: it has no units, as it has been moved from", "observe");
        }
        if (in.size % units != 0 || in.size / units % inner_ != 0) [[unlikely]] {
            detail::fail<Arch>(
                "rectify::unit_activity::observe: y has %zu elements, which is not a multiple of %zu units "
                "with inner = %zu",
                in.size, units, inner_);
        }
        detail::run<Arch, detail::observe_kernel>(in.size, in.data, units, inner_, active_.data());
        samples_.value += in.size / units;
    }

    /// The number of units.
    RECTIFY_INLINE std::size_t units() const noexcept { return active_.size(); }

    /// The samples that have been seen of each unit: elements by units.
    RECTIFY_INLINE std::uint64_t samples() const noexcept { return samples_.value; }

    /// The samples in which unit u was not zero. Throws std::invalid_argument if there is no such unit.
    RECTIFY_INLINE std::uint64_t active(std::size_t u) const
    {
        if (u >= active_.size()) [[unlikely]] {
            detail::fail<default_arch>("rectify::unit_activity: there is no unit %zu of %zu", u, active_.size());
        }
        return active_[u];
    }

    /// The share of samples in which unit u was not zero, 0 to 1; 0 without samples. Throws as active() does.
    RECTIFY_INLINE double rate(std::size_t u) const
    {
        const std::uint64_t count = active(u);
        return samples_.value == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(samples_.value);
    }

    /// The units that were zero in every sample, in rising order; none without samples. Allocates.
    RECTIFY_INLINE std::vector<std::size_t> dead() const
    {
        std::vector<std::size_t> units;
        for (std::size_t u = 0; u < active_.size() && samples_.value != 0; ++u) {
            if (active_[u] == 0) {
                units.push_back(u);
            }
        }
        return units;
    }

    /// Adds what was seen of other samples of the same units, in either layout.
    ///
    /// Throws std::invalid_argument for another number of units.
    RECTIFY_INLINE unit_activity& operator+=(const unit_activity& other)
    {
        if (other.units() != units()) [[unlikely]] {
            detail::fail<default_arch>("rectify::unit_activity: %zu units cannot be added to %zu", other.units(),
                                       units());
        }
        for (std::size_t u = 0; u < active_.size(); ++u) {
            active_[u] += other.active_[u];
        }
        samples_.value += other.samples_.value;
        return *this;
    }

private:
    RECTIFY_INLINE static void check_layout(std::size_t units, std::size_t inner)
    {
        if (units == 0 || inner == 0) [[unlikely]] {
            detail::fail<default_arch>("rectify::unit_activity: %zu units with inner = %zu; both must be 1 or more",
                                       units, inner);
        }
    }

    std::vector<std::uint64_t> active_;
    std::size_t inner_;
    detail::emptied<std::uint64_t> samples_{0}; // none, once moved from, as there are no units
};

} // namespace rectify::inline RECTIFY_ABI
