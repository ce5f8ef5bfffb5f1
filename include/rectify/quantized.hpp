#pragma once

// Activations of quantised buffers: y = quantize(f(dequantize(x))), rounded once.

#include <rectify/core/quantization.hpp>
#include <rectify/loop/elementwise.hpp>
#include <rectify/loop/lookup.hpp>

#include <array>
#include <limits>
#include <vector>

namespace rectify::inline RECTIFY_ABI {

namespace detail {

/// table[bits of q] = the bits of qy.quantize(f(qx.dequantize(q))), for every q. A clamp is exact.
template <class Arch, class F, class TX, class TY>
void tabulate(const F& f, const quantization<TX>& qx, const quantization<TY>& qy, std::uint8_t* table)
{
    using T = std::conditional_t<clamping<F>, double, typename F::value_type>;
    T values[256];
    for (std::size_t k = 0; k < 256; ++k) {
        values[k] = static_cast<T>(qx.dequantize(static_cast<TX>(static_cast<std::uint8_t>(k))));
    }
    if constexpr (clamping<F>) {
        const auto lowest = static_cast<double>(f.lowest());
        for (double& v : values) {
            v = v < lowest ? lowest : v;
        }
        if constexpr (clamping_above<F>) {
            const auto highest = static_cast<double>(f.highest());
            for (double& v : values) {
                v = v > highest ? highest : v;
            }
        }
    } else {
        detail::run<Arch, elementwise_kernel<value_op>>(f, std::size_t{256}, stores::cached, static_cast<T*>(values),
                                                        static_cast<const T*>(values));
    }
    for (std::size_t k = 0; k < 256; ++k) {
        table[k] = static_cast<std::uint8_t>(qy.quantize(static_cast<double>(values[k])));
    }
}

template <class Arch, class TX, class TY>
RECTIFY_INLINE void check_quantizations(const char* function, const quantization<TX>& qx, const quantization<TY>& qy)
{
    check_quantization<Arch>(function, "x", qx);
    check_quantization<Arch>(function, "y", qy);
}

template <class T>
RECTIFY_INLINE const std::uint8_t* bytes_of(const T* p) noexcept
{
    return reinterpret_cast<const std::uint8_t*>(p);
}
template <class T>
RECTIFY_INLINE std::uint8_t* bytes_of(T* p) noexcept
{
    return reinterpret_cast<std::uint8_t*>(p);
}

/// y[i] = tables[channel * 256 + x[i]]
struct lookup_kernel {
    template <class Arch>
    RECTIFY_INLINE static void run(std::size_t n, stores how, const std::uint8_t* tables, std::size_t channels,
                                   std::size_t inner, std::uint8_t* y, const std::uint8_t* x)
    {
        if (channels == 1) {
            const bool stream = streams<Arch, lanes_t<std::uint8_t, Arch>>(how, n, y, x);
            transform_by_table<Arch>(n, stream, tables, y, x);
        } else {
            transform_by_tables<Arch>(n, tables, channels, inner, y, x);
        }
    }
};

/// y[i] = x[i], or the nearer of the bounds outside them.
struct clamp_kernel {
    template <class Arch, class T>
    RECTIFY_INLINE static void run(std::size_t n, stores how, T lowest, T highest, T* y, const T* x)
    {
        const bool stream = streams<Arch, lanes_t<T, Arch>>(how, n, y, x);
        transform<Arch, T>(
            n, stream,
            [lowest, highest](const auto& v) RECTIFY_INLINE_LAMBDA {
                using V = std::remove_cvref_t<decltype(v)>;
                return detail::at_most(V(highest), detail::at_least(V(lowest), v));
            },
            y, x);
    }
};

} // namespace detail

/// An activation of quantised numbers as a table: y for each of the 256 values of x, for each channel of f.
///
/// TX, TY: std::int8_t or std::uint8_t. The constructor is the only part that allocates: 256 bytes a channel.
template <quantized_integer TX, quantized_integer TY = TX>
class quantized_table {
public:
    /// y = qy.quantize(f(qx.dequantize(x))): f is evaluated in its own type, at qx's real numbers rounded to that type,
    /// and its result is rounded once. Of f nothing is kept. A functor in double, or one that clamps, leaves no other
    /// rounding.
    ///
    /// Throws std::invalid_argument if a scale is not finite and greater than 0, if a zero point is not a value of its
    /// type, or if f has no slope or its inner is 0.
    template <class Arch = default_arch, activation F>
        requires std::floating_point<typename F::value_type> quantized_table(const F& f, const quantization<TX>& qx,
                                                                             const quantization<TY>& qy)
        {
            detail::check_quantizations<Arch>("quantized_table", qx, qy);
            if constexpr (channelwise<F>) {
                detail::check_layout<Arch>("quantized_table", f.slope.size(), f.inner);
                inner_ = f.inner;
                tables_.resize(f.slope.size() * 256);
                for (std::size_t c = 0; c < f.slope.size(); ++c) {
                    detail::tabulate<Arch>(F::with(f.slope[c]), qx, qy, tables_.data() + c * 256);
                }
            } else {
                tables_.resize(256);
                detail::tabulate<Arch>(f, qx, qy, tables_.data());
            }
        }

    /// How many channels there are.
    std::size_t channels() const noexcept { return tables_.size() / 256; }
    /// How many consecutive elements share a channel.
    std::size_t inner() const noexcept { return inner_; }

    /// y for x, in a channel below channels().
    TY operator()(TX x, std::size_t channel = 0) const noexcept
    {
        return static_cast<TY>(tables_[channel * 256 + static_cast<std::uint8_t>(x)]);
    }

    /// 256 bytes a channel, at the bits of x the bits of y.
    const std::uint8_t* data() const noexcept { return tables_.data(); }

private:
    std::vector<std::uint8_t> tables_;
    std::size_t inner_ = 1;
};

/// y[i] = table(x[i]), of the channel of element i.
///
/// x, y: n elements of the table's types. Ranges, promises and errors are those of forward() with a functor.
template <class Arch = default_arch, class TX, class TY, class X, class Y>
void forward(const quantized_table<TX, TY>& table, X&& x, Y&& y, stores how = stores::automatic)
{
    const auto in = detail::input<TX>(x);
    const auto out = detail::output<TY>(std::forward<Y>(y));
    detail::check_sizes<Arch>("forward", {"x", in}, {"y", out});
    detail::check_same_or_apart<Arch>("forward", {"x", in}, {"y", out});
    if (table.channels() == 0 && out.size != 0) [[unlikely]] {
        detail::fail<Arch>("rectify::%s: the table has no entries, as it has been moved from", "forward");
    }
    detail::check_whole_samples<Arch>("forward", table.channels(), table.inner(), {"y", out});

    detail::run<Arch, detail::lookup_kernel>(in.size, how, table.data(), table.channels(), table.inner(),
                                             detail::bytes_of(out.data), detail::bytes_of(in.data));
}

/// y[i] = qy.quantize(f(qx.dequantize(x[i]))).
///
/// f: an activation functor without channels, in float or double. x, y: n elements of std::int8_t or std::uint8_t, as
/// qx and qy say. An activation that clamps (relu) only compares, where qx and qy are the same; others make a
/// table of 256 first, which a quantized_table keeps from call to call.
///
/// Ranges, promises and errors are those of the other forward(), and those of quantized_table.
template <class Arch = default_arch, activation F, class X, quantized_integer TX, class Y, quantized_integer TY>
    requires(!channelwise<F> && std::floating_point<typename F::value_type>)
void forward(const F& f, X&& x, const quantization<TX>& qx, Y&& y, const quantization<TY>& qy,
             stores how = stores::automatic)
{
    const auto in = detail::input<TX>(x);
    const auto out = detail::output<TY>(std::forward<Y>(y));
    detail::check_sizes<Arch>("forward", {"x", in}, {"y", out});
    detail::check_same_or_apart<Arch>("forward", {"x", in}, {"y", out});
    detail::check_quantizations<Arch>("forward", qx, qy);

    if constexpr (clamping<F> && std::same_as<TX, TY>) {
        if (qx == qy) {
            const TX lowest = qy.quantize(static_cast<double>(f.lowest()));
            TX highest = (std::numeric_limits<TX>::max)();
            if constexpr (detail::clamping_above<F>) {
                highest = qy.quantize(static_cast<double>(f.highest()));
            }
            detail::run<Arch, detail::clamp_kernel>(in.size, how, lowest, highest, out.data, in.data);
            return;
        }
    }
    std::uint8_t table[256];
    detail::tabulate<Arch>(f, qx, qy, static_cast<std::uint8_t*>(table));
    detail::run<Arch, detail::lookup_kernel>(in.size, how, static_cast<const std::uint8_t*>(table), std::size_t{1},
                                             std::size_t{1}, detail::bytes_of(out.data), detail::bytes_of(in.data));
}

} // namespace rectify::inline RECTIFY_ABI
