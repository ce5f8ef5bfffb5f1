#pragma once

// Numbers of MPFR: exact, for what is asked of them here. With RECTIFY_WITH_MPFR only.

#if RECTIFY_WITH_MPFR
#include <algorithm>
#include <cmath>
#include <compare>
#include <concepts>
#include <limits>

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

} // namespace rectify_test
#endif
