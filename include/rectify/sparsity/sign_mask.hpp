#pragma once

#include <rectify/core/emptied.hpp>
#include <rectify/core/errors.hpp>
#include <rectify/loop/bit_marks.hpp>
#include <rectify/loop/elementwise.hpp>
#include <rectify/simd/compare.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rectify::inline RECTIFY_ABI {

/// One bit an element, !(x <= 0): all that the backward pass of ReLU, Leaky ReLU and PReLU needs of x, in 1/32 of the
/// bytes of float.
///
/// Element i is bit i % 64 of word i / 64; NaN has 1. The bits behind the last element are written as 0.
class sign_mask {
public:
    /// The number of words that hold n bits.
    RECTIFY_INLINE static constexpr std::size_t words_for(std::size_t n) noexcept { return detail::words_for(n); }

    /// n bits in memory of its own, all 0. Allocates.
    RECTIFY_INLINE explicit sign_mask(std::size_t n) : own_(words_for(n)), words_(std::span(own_)), size_(n) {}

    /// n bits in the first words of the caller's, which are left as they are.
    ///
    /// Throws std::invalid_argument if there are fewer than words_for(n).
    RECTIFY_INLINE sign_mask(std::size_t n, std::span<std::uint64_t> words) : words_(words), size_(n)
    {
        if (words.size() < words_for(n)) [[unlikely]] {
            detail::fail<default_arch>("rectify::sign_mask: words has %zu elements, but %zu bits take %zu",
                                       words.size(), n, words_for(n));
        }
        words_.value = words.first(words_for(n));
    }

    /// Takes the bits over; the other mask then has none.
    sign_mask(sign_mask&&) noexcept = default;
    /// Takes the bits over; the other mask then has none.
    sign_mask& operator=(sign_mask&&) noexcept = default;
    sign_mask(const sign_mask&) = delete;
    sign_mask& operator=(const sign_mask&) = delete;
    ~sign_mask() = default;

    /// The number of bits.
    RECTIFY_INLINE std::size_t size() const noexcept { return size_.value; }

    /// Bit i. Precondition: i < size().
    RECTIFY_INLINE bool operator[](std::size_t i) const noexcept
    {
        return (words_.value[i / detail::word_bits] >> (i % detail::word_bits) & 1) != 0;
    }

    /// The words, words_for(size()) of them.
    RECTIFY_INLINE std::span<const std::uint64_t> words() const noexcept { return words_.value; }
    /// The same, to be written.
    RECTIFY_INLINE std::span<std::uint64_t> words() noexcept { return words_.value; }

private:
    std::vector<std::uint64_t> own_;
    detail::emptied<std::span<std::uint64_t>> words_;
    detail::emptied<std::size_t> size_;
};

namespace detail {

template <class M>
concept a_sign_mask = std::same_as<std::remove_cvref_t<M>, sign_mask>;

/// The mask has a bit for each element of `other`, and its words are not what is written.
template <class Arch>
RECTIFY_INLINE void check_mask(const char* function, const sign_mask& mask, const argument& other, const argument& out)
{
    if (mask.size() != other.size) [[unlikely]] {
        fail<Arch>("rectify::%s: mask has %zu bits, but %s has %zu elements", function, mask.size(), other.name,
                   other.size);
    }
    check_apart<Arch>(function, {"mask", buffer<const std::uint64_t>{mask.words().data(), mask.words().size()}}, out);
}

/// f(x), and the mark of x <= 0.
struct value_and_sign {
    template <class F, class V>
    RECTIFY_INLINE marked<V> operator()(const F& f, const V& x) const noexcept
    {
        return {f(x), is_not_positive(x)};
    }
};

/// y = f(x), and the words of the mask.
struct sign_mask_kernel {
    template <class Arch, class F, class SY, class SX>
    RECTIFY_INLINE static void run(const F& f, std::size_t n, stores how, SY* y, const SX* x, std::uint64_t* words)
    {
        using T = typename F::value_type;
        const bool stream = streams<Arch, lanes_t<T, Arch>>(how, n, y, x);
        apply(
            value_and_sign{}, f,
            [&](const auto& op) RECTIFY_INLINE_LAMBDA { transform_and_bits<Arch, T>(n, stream, op, words, y, x); },
            [&](const auto& op, const auto& g) RECTIFY_INLINE_LAMBDA {
                transform_channels_and_bits<Arch>(n, g.slope.data(), g.slope.size(), g.inner, op, words, y, x);
            });
    }
};

/// dy * f'(x), given !(x <= 0): of any activation, a few instructions.
struct chain_from_sign {
    static constexpr bool is_brief = true;

    template <class F, class V>
    RECTIFY_INLINE V operator()(const F& f, const mask_t<V>& positive, const V& dy) const noexcept
    {
        return f.backward_from_sign(positive, dy);
    }
};

} // namespace detail

/// y[i] = f(x[i]), and bit i of the mask = !(x[i] <= 0), in one pass, so that x need not be kept for backward().
///
/// f: relu, leaky_relu or prelu, computing in float or double. mask: n bits. Otherwise as forward(), whose promises and
/// errors hold; y may be x. Throws std::invalid_argument also if the mask has another size, or overlaps x or y.
template <class Arch = default_arch, sign_derivative F, class X, class Y>
void forward(const F& f, X&& x, Y&& y, sign_mask& mask, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto in = detail::input<T>(x);
    const auto out = detail::output<T>(std::forward<Y>(y));
    detail::check_elementwise<Arch>("forward", f, {"x", in}, {"y", out});
    detail::check_mask<Arch>("forward", mask, {"x", in}, {"x", in});
    detail::check_mask<Arch>("forward", mask, {"x", in}, {"y", out});

    detail::run<Arch, detail::sign_mask_kernel>(f, in.size, how, out.data, in.data, mask.words().data());
}

/// dx[i] = dy[i] * f'(x[i]), told from the signs of x that forward() has put into the mask: the bits of
/// backward(f, x, dy, dx), for negative slopes too.
///
/// f: relu, leaky_relu or prelu. mask: n bits. dy, dx: n elements; dx may be dy. ReLU gives 0 where the bit is 0,
/// whatever dy is. Otherwise as backward(). Throws std::invalid_argument also if the mask has another size, or overlaps
/// dx.
template <class Arch = default_arch, sign_derivative F, detail::a_sign_mask M, class DY, class DX>
void backward(const F& f, M&& mask, DY&& dy, DX&& dx, stores how = stores::automatic)
{
    using T = typename F::value_type;
    const auto gradient = detail::input<T>(dy);
    const auto out = detail::output<T>(std::forward<DX>(dx));
    detail::check_elementwise<Arch>("backward", f, {"dy", gradient}, {"dx", out});
    detail::check_mask<Arch>("backward", mask, {"dy", gradient}, {"dx", out});
    detail::run<Arch, detail::elementwise_kernel<detail::chain_from_sign>>(
        f, gradient.size, how, out.data, detail::bit_pointer{mask.words().data(), 0}, gradient.data);
}

/// For a functor that cannot: the error's sentence.
template <class Arch = default_arch, activation F, class X, class Y>
void forward(const F&, X&&, Y&&, sign_mask&, stores = stores::automatic)
{
    static_assert(sign_derivative<F>, "rectify: a sign mask is for relu, leaky_relu and prelu in float or double: the "
                                      "derivative of other functors depends on more than the sign of x");
}

/// For a functor that cannot: the error's sentence.
template <class Arch = default_arch, activation F, detail::a_sign_mask M, class DY, class DX>
void backward(const F&, M&&, DY&&, DX&&, stores = stores::automatic)
{
    static_assert(sign_derivative<F>, "rectify: a sign mask is for relu, leaky_relu and prelu in float or double: the "
                                      "derivative of other functors depends on more than the sign of x");
}

} // namespace rectify::inline RECTIFY_ABI
