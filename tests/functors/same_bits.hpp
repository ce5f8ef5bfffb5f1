#pragma once

// Checksums of all that the verbs compute, compared with those in recorded_bits.hpp.

#include "functors/recorded_bits.hpp"
#include "support/checksum.hpp"

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rectify_test {

/// Every step but the last is exact: nothing depends on whether the compiler joins two.
inline double from_minus_40_to_1(std::uint64_t random)
{
    return static_cast<double>((random >> 17) * 41) * 0x1p-47 - 40;
}

/// All numbers of 8 and 16 bits. Of floats every 4099th, and more of those from -128 to -2^-30, where ELU is not x or
/// a constant; of doubles random ones, of any exponent and where ELU bends. In a random order, so that signs alternate.
template <class S>
const std::vector<S>& inputs()
{
    static const std::vector<S> all = [] {
        std::vector<S> x;
        random_words random(1);
        if constexpr (sizeof(S) <= 2) {
            for (std::uint32_t bits = 0; bits < 1u << 16; ++bits) {
                x.push_back(from_word<S>(bits));
            }
        } else if constexpr (std::same_as<S, float>) {
            for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 4099) {
                x.push_back(from_word<float>(bits));
            }
            for (std::uint32_t bits = significant_bits(-0x1p-30f); bits < significant_bits(-128.0f); bits += 397) {
                x.push_back(from_word<float>(bits));
            }
        } else {
            x = {S(0), S(1), static_cast<S>(-1)};
            while (x.size() < 1u << 20) {
                x.push_back(from_word<S>(random()));
                if constexpr (std::same_as<S, double>) {
                    const double bend = from_minus_40_to_1(random());
                    x.insert(x.end(), {bend, bend * 19, bend * 0x1p-20}); // e^x is 0 from -745 on
                }
            }
        }
        for (std::size_t i = x.size(); i > 1; --i) {
            std::swap(x[i - 1], x[static_cast<std::size_t>(random() % i)]);
        }
        return x;
    }();
    return all;
}

/// dy: any bits, and often what a product treats in a way of its own. As many as the most inputs.
template <class S>
const std::vector<S>& gradients()
{
    static const std::vector<S> all = [] {
        std::vector<S> dy(2'000'000);
        random_words random(2);
        for (S& v : dy) {
            v = from_word<S>(random());
        }
        if constexpr (!std::integral<S>) {
            constexpr float infinity = std::numeric_limits<float>::infinity();
            constexpr float special[] = {0.0f, infinity, -0.0f, -infinity, std::numeric_limits<float>::quiet_NaN(), 1};
            for (std::size_t k = 0; k < dy.size() / 31; ++k) {
                dy[k * 31] = S(special[k % std::size(special)]);
            }
        }
        return dy;
    }();
    return all;
}

/// Each layout of channels is walked in a way of its own: slopes are taken from where they lie, spelled out once or a
/// block at a time, or shared by a run.
template <class T>
std::vector<rectify::prelu<T>> prelus_of_channels()
{
    static const std::vector<T> slopes = [] {
        std::vector<T> all(4000);
        random_words random(3);
        for (T& slope : all) {
            slope = static_cast<T>(random() % 1000) / T(700);
        }
        for (std::size_t i = 0; i < all.size() / 2; i += 3) {
            all[i] = -all[i];
        }
        return all;
    }();
    struct layout {
        std::size_t channels;
        std::size_t inner;
    };
    std::vector<rectify::prelu<T>> all;
    for (const std::size_t first : {0u, 2000u}) { // only where no slope is negative does the output tell the derivative
        for (const layout& l :
             {layout{3, 1}, {64, 1}, {1500, 1}, {5, 3}, {64, 7}, {1000, 7}, {37, 49}, {5, 196}, {64, 196}, {2, 3136}}) {
            all.push_back({.slope = {slopes.data() + first, l.channels}, .inner = l.inner});
        }
    }
    return all;
}

/// As many of n elements as f takes.
template <class F>
std::size_t whole_samples(const F& f, std::size_t n)
{
    if constexpr (rectify::channelwise<F>) {
        return n - n % (f.slope.size() * f.inner);
    } else {
        return n;
    }
}

/// What differs from recorded_everywhere where T is computed on.
template <class T>
constexpr std::span<const recorded> exceptions()
{
    using lanes = rectify::detail::lanes_t<T, rectify::default_arch>;
#if defined(FP_FAST_FMAF) && defined(FP_FAST_FMA)
    constexpr bool scalars_fuse = std::floating_point<lanes>;
#else
    constexpr bool scalars_fuse = false;
#endif
    if constexpr (rectify::detail::fuses<lanes>) {
        return {};
    } else if constexpr (scalars_fuse) {
        return recorded_of_scalars_with_fma;
    } else {
        return recorded_without_fma;
    }
}

/// What is recorded under a name.
class expectation {
public:
    explicit expectation(std::string name, std::span<const recorded> first = {}) : name_(std::move(name))
    {
        for (const std::span<const recorded> table : {first, std::span<const recorded>(recorded_everywhere)}) {
            for (const recorded& row : table) {
                row_ = row_ == nullptr && name_ == row.name ? &row : row_;
            }
        }
    }

    void operator()(const char* verb, std::uint32_t recorded::*column, const checksum& computed) const
    {
        const std::uint32_t is = computed.value();
        const std::uint32_t was = row_ == nullptr ? 0 : row_->*column;
        if (row_ == nullptr || is != was) {
            ADD_FAILURE() << name_ << ": the checksum of " << verb << " is 0x" << std::hex << is
                          << (row_ == nullptr ? ", but nothing is recorded: 0x" : ", but recorded is 0x") << was;
        }
    }

private:
    std::string name_;
    const recorded* row_ = nullptr;
};

/// The types of x (or y, for backward_from_output), of dy, and of results; and what they are called.
template <class X, class DY, class Y>
struct storage {
    std::string name;
};

/// All verbs of functors of one name, one functor after another.
template <class F, class X, class DY, class Y>
void expect_recorded(const std::string& name, const storage<X, DY, Y>& stored, const std::vector<F>& functors)
{
    checksum forward, measured, derivative, backward, from_output, zeros, with_mask, signs, from_mask, with_dslope;
    for (const F& f : functors) {
        const std::size_t n = whole_samples(f, inputs<X>().size());
        const std::span<const X> x(inputs<X>().data(), n);
        const std::span<const DY> dy(gradients<DY>().data(), n);
        std::vector<Y> y(n);
        const auto add = [&y](checksum& sum, const auto& verb) {
            std::fill(y.begin(), y.end(), Y(77)); // what is not written is noticed
            verb();
            sum.add(y);
        };
        add(forward, [&] { rectify::forward(f, x, y); });
        add(measured, [&] { zeros.add(rectify::forward_measured(f, x, y).zeros); });
        zeros.add(rectify::measure_sparsity(f, x).zeros);
        zeros.add(rectify::measure_sparsity(f, x, 0.25).zeros);
        add(derivative, [&] { rectify::derivative(f, x, y); });
        add(backward, [&] { rectify::backward(f, x, dy, y); });
        if (f.check_from_output() == nullptr) {
            add(from_output, [&] { rectify::backward_from_output(f, x, dy, y); });
        }
        if constexpr (rectify::sign_derivative<F>) {
            rectify::sign_mask mask(n);
            add(with_mask, [&] { rectify::forward(f, x, y, mask); });
            signs.add(std::as_const(mask).words());
            add(from_mask, [&] { rectify::backward(f, mask, dy, y); });
        }
        if constexpr (rectify::channelwise<F>) {
            std::vector<typename F::value_type> dslope(f.slope.size());
            add(with_dslope, [&] { rectify::backward(f, x, dy, y, dslope); });
        }
    }

    const expectation expect(name + ' ' + stored.name, exceptions<typename F::value_type>());
    expect("forward", &recorded::forward, forward);
    expect("forward_measured", &recorded::forward, measured);
    expect("derivative", &recorded::derivative, derivative);
    expect("backward", &recorded::backward, backward);
    expect("backward_from_output", &recorded::from_output, from_output);
    expect("the zeros", &recorded::zeros, zeros);
    if constexpr (rectify::sign_derivative<F>) {
        expect("forward with a mask", &recorded::forward, with_mask);
        expect("the mask", &recorded::signs, signs);
        expect("backward from a mask", &recorded::backward, from_mask);
    }
    if constexpr (rectify::channelwise<F>) {
        expect("backward with dslope", &recorded::backward, with_dslope);
    }
}

/// All activations that compute in T.
template <class T, class X, class DY, class Y>
void expect_recorded(const storage<X, DY, Y>& stored)
{
    static constexpr T slope = T(0.25);
    expect_recorded("relu", stored, std::vector{rectify::relu<T>{}});
    expect_recorded("leaky_relu", stored, std::vector{rectify::leaky_relu<T>{}});
    expect_recorded("prelu", stored, std::vector{rectify::prelu<T>{.slope = {&slope, 1}}});
    expect_recorded("prelu of channels", stored, prelus_of_channels<T>());
    expect_recorded("elu", stored, std::vector{rectify::elu<T>{}});
    expect_recorded("elu(0.3)", stored, std::vector{rectify::elu<T>{.alpha = T(0.3)}});
    expect_recorded("elu(-1.5)", stored, std::vector{rectify::elu<T>{.alpha = T(-1.5)}});
    if constexpr (std::same_as<T, float>) {
        using correct_elu = rectify::elu<float, rectify::precision::correct>;
        expect_recorded("correct elu", stored, std::vector{correct_elu{}});
        expect_recorded("correct elu(0.3)", stored, std::vector{correct_elu{.alpha = 0.3f}});
    }
}

/// dslope, of products that are exact in double. `row`, as the order of a sum's terms depends on how many lanes there
/// are.
template <class T>
void expect_recorded_dslope(const std::string& row)
{
    std::vector<T> x(200'000), dy(x.size()), dx(x.size());
    random_words random(4);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = static_cast<T>(static_cast<float>(from_minus_40_to_1(random()) + 20));
        dy[i] = static_cast<T>(static_cast<float>(from_minus_40_to_1(random()) + 20));
    }
    static constexpr T slope = T(0.25);
    std::vector<rectify::prelu<T>> functors = prelus_of_channels<T>();
    functors.push_back({.slope = {&slope, 1}});
    checksum sum;
    for (const auto& f : functors) {
        const std::size_t n = whole_samples(f, x.size());
        std::vector<T> dslope(f.slope.size());
        rectify::backward(f, std::span(x).first(n), std::span(dy).first(n), std::span(dx).first(n), dslope);
        sum.add(dslope);
    }
    expectation{row}("dslope", &recorded::forward, sum);
}

} // namespace rectify_test
