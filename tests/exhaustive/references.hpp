#pragma once

// The functions of the specs in MPFR's arithmetic: exact, for what is asked of them.
//
// A spec finds its reference by its own type, or that of a base class.

#include "specs/all.hpp"

#if !defined(RECTIFY_WITH_MPFR)
#if __has_include(<mpfr.h>)
#define RECTIFY_WITH_MPFR 1
#else
#define RECTIFY_WITH_MPFR 0
#endif
#endif

#if RECTIFY_WITH_MPFR
#include <compare>
#include <concepts>

#include <mpfr.h>

namespace rectify_test {

/// A number of 160 bits with a practically unlimited exponent; every operation rounds once.
class real {
public:
    static constexpr mpfr_prec_t precision = 160;

    real(double v = 0) : real(uninitialised()) { mpfr_set_d(number_, v, MPFR_RNDN); }
    real(const real& other) : real(uninitialised()) { mpfr_set(number_, other.number_, MPFR_RNDN); }
    real(real&& other) noexcept : real(uninitialised()) { mpfr_swap(number_, other.number_); }
    real& operator=(real other)
    {
        mpfr_swap(number_, other.number_);
        return *this;
    }
    ~real() { mpfr_clear(number_); }

    /// The nearest T, to even at a tie, subnormals included.
    template <std::floating_point T>
    T nearest() const
    {
        if constexpr (std::same_as<T, float>) {
            return mpfr_get_flt(number_, MPFR_RNDN);
        } else {
            return mpfr_get_d(number_, MPFR_RNDN);
        }
    }

    bool negative() const { return mpfr_signbit(number_) != 0; }

    friend real operator*(const real& a, const real& b) { return apply(mpfr_mul, a, b); }
    friend real operator-(const real& a, const real& b) { return apply(mpfr_sub, a, b); }
    friend real exp(const real& x) { return apply(mpfr_exp, x); }
    friend real expm1(const real& x) { return apply(mpfr_expm1, x); }
    friend real abs(const real& x) { return apply(mpfr_abs, x); }

    friend std::partial_ordering operator<=>(const real& a, const real& b)
    {
        return mpfr_unordered_p(a.number_, b.number_) != 0 ? std::partial_ordering::unordered
                                                           : mpfr_cmp(a.number_, b.number_) <=> 0;
    }

    /// What ulp_error() says, against an exact reference; neither is NaN.
    template <class T>
    friend double ulp_distance(T value, const real& reference)
    {
        if (std::isinf(value) || mpfr_inf_p(reference.number_) != 0) {
            return value == reference.nearest<T>() ? 0 : std::numeric_limits<double>::infinity();
        }
        long exponent = std::numeric_limits<T>::min_exponent;
        if (mpfr_zero_p(reference.number_) == 0) {
            exponent = std::max(exponent, static_cast<long>(mpfr_get_exp(reference.number_)));
        }
        real distance = abs(value - reference);
        mpfr_mul_2si(distance.number_, distance.number_, std::numeric_limits<T>::digits - exponent, MPFR_RNDN);
        return distance.nearest<double>();
    }

private:
    struct uninitialised {};
    explicit real(uninitialised) { mpfr_init2(number_, precision); }

    template <class Function, class... Arguments>
    static real apply(Function function, const Arguments&... arguments)
    {
        real result{uninitialised()};
        function(result.number_, arguments.number_..., MPFR_RNDN);
        return result;
    }

    mpfr_t number_;
};

template <class T>
struct relu_reference {
    static real value(const auto&, const real& x) { return x < 0 ? 0 : x; }
    static real derivative(const auto&, const real& x) { return x <= 0 ? 0 : 1; }
};

template <class T>
struct leaky_relu_reference {
    static real value(const auto& f, const real& x) { return x > 0 ? x : x * f.negative_slope; }
    static real derivative(const auto& f, const real& x) { return x <= 0 ? f.negative_slope : 1; }
};

template <class T>
struct prelu_reference {
    static real value(const auto& f, const real& x) { return x > 0 ? x : x * f.slope[0]; }
    static real derivative(const auto& f, const real& x) { return x <= 0 ? f.slope[0] : 1; }
};

template <class T>
struct elu_reference {
    static real value(const auto& f, const real& x) { return x > 0 ? x : f.alpha * expm1(x); }
    static real derivative(const auto& f, const real& x) { return x <= 0 ? f.alpha * exp(x) : 1; }
};

struct no_reference {};
no_reference reference_of(...);
template <class T>
relu_reference<T> reference_of(const relu_spec<T>*);
template <class T>
leaky_relu_reference<T> reference_of(const leaky_relu_spec<T>*);
template <class T>
prelu_reference<T> reference_of(const prelu_spec<T>*);
template <class T, rectify::precision P>
elu_reference<T> reference_of(const elu_spec<T, P>*);

template <class Spec>
struct exact {
    using reference = decltype(reference_of(static_cast<const Spec*>(nullptr)));
    static_assert(!std::same_as<reference, no_reference>,
                  "this spec has no reference in MPFR: write one in tests/exhaustive/references.hpp");
};

} // namespace rectify_test
#endif
