"""The bugs that run.py plants: plausible mistakes, each one replacement in one file."""

from dataclasses import dataclass


@dataclass
class Bug:
    name: str
    file: str
    old: str
    new: str
    programs: tuple


# What the programs of tests are called with.
ARGUMENTS = {"exhaustive": ["--stride", "4099"]}

VALUES = ("test_values",)
WALKS = ("test_walks",)

BUGS = [
    # functors
    Bug("relu: NaN becomes 0", "include/rectify/core/simd.hpp",
        "return v < T(0) ? T(0) : v;", "return v > T(0) ? v : T(0);", VALUES),
    Bug("relu: operands of max swapped, AVX and SSE", "include/rectify/core/simd.hpp",
        "return detail::select(v < zero, zero, v);", "return detail::select(v > zero, v, zero);", VALUES),
    Bug("relu: derivative 1 at 0", "include/rectify/functors/relu.hpp",
        "return detail::select(x <= V(T(0)), V(T(0)), V(T(1)));",
        "return detail::select(x < V(T(0)), V(T(0)), V(T(1)));", VALUES),
    Bug("relu: derivative 0 at NaN", "include/rectify/functors/relu.hpp",
        "return detail::select(x <= V(T(0)), V(T(0)), V(T(1)));",
        "return detail::select(x > V(T(0)), V(T(1)), V(T(0)));", VALUES),
    Bug("relu: an infinite gradient times 0", "include/rectify/functors/relu.hpp",
        "return detail::select(x <= V(T(0)), V(T(0)), dy);", "return dy * derivative(x);", VALUES),
    Bug("leaky_relu: slope on the wrong side", "include/rectify/functors/leaky_relu.hpp",
        "return detail::select(x > V(value_type(0)), x, V(negative_slope) * x);",
        "return detail::select(x < V(value_type(0)), x, V(negative_slope) * x);", VALUES),
    Bug("leaky_relu: the larger of x and slope * x, wrong for a slope above 1", "include/rectify/functors/leaky_relu.hpp",
        "return detail::select(x > V(value_type(0)), x, V(negative_slope) * x);",
        "return detail::select(x > V(negative_slope) * x, x, V(negative_slope) * x);", VALUES),
    Bug("leaky_relu: derivative 1 at 0", "include/rectify/functors/leaky_relu.hpp",
        "return detail::select(x <= V(value_type(0)), V(negative_slope), V(value_type(1)));",
        "return detail::select(x < V(value_type(0)), V(negative_slope), V(value_type(1)));", VALUES),
    Bug("leaky_relu: another default", "include/rectify/functors/leaky_relu.hpp",
        "T(value_type(0.01))", "T(value_type(0.2))", ("test_errors", "test_values", "test_conformance")),
    Bug("leaky_relu: a negative slope is taken for invertible", "include/rectify/functors/leaky_relu.hpp",
        "return negative_slope >= T(0) ? nullptr", "return negative_slope == negative_slope ? nullptr",
        ("test_errors", "test_values")),
    Bug("prelu: only the first slope's sign is looked at", "include/rectify/functors/prelu.hpp",
        "for (const T& s : slope) {", "for (const T& s : slope.first(1)) {", ("test_errors", "test_prelu_layouts")),
    Bug("elu: alpha lost in the value", "include/rectify/functors/elu.hpp",
        "return V(alpha) * f(x);", "return f(x);", VALUES),
    Bug("elu: alpha lost in correct", "include/rectify/functors/elu.hpp",
        "return std::remove_cvref_t<decltype(wide)>(static_cast<double>(alpha)) * f(wide);", "return f(wide);", VALUES),
    Bug("elu: alpha as a float's product in correct", "include/rectify/functors/elu.hpp",
        "if constexpr (P == precision::correct) {\n            return detail::through_double(",
        "if constexpr (P == precision::correct && false) {\n            return detail::through_double(", VALUES),
    Bug("elu: the derivative's clamp too early in correct", "include/rectify/functors/elu.hpp",
        "T(-193)", "T(-80)", VALUES),
    Bug("elu: -0 goes through the exponential", "include/rectify/functors/elu.hpp",
        "x < V(T(0)),\n            scaled(", "x <= V(T(0)),\n            scaled(", VALUES),
    Bug("elu: derivative 1 at 0", "include/rectify/functors/elu.hpp",
        "x <= V(T(0)),\n            scaled(x,", "x < V(T(0)),\n            scaled(x,", VALUES),
    Bug("elu: derivative from the output without alpha", "include/rectify/functors/elu.hpp",
        "y + V(alpha)", "y + V(T(1))", VALUES),
    # math
    Bug("expm1 as exp(x) - 1", "include/rectify/math/exp.hpp",
        "const lanes p = detail::fma(a.r * a.r, evaluate(c::short_polynomial, a.r), a.r);\n"
        "            return detail::fma(a.power, p, a.power - lanes(T(1)));",
        "const lanes p = detail::fma(a.r * a.r, evaluate(c::short_polynomial, a.r), a.r);\n"
        "            return detail::fma(a.power, p, a.power) - lanes(T(1));", VALUES),
    Bug("a coefficient of float off by one bit", "include/rectify/math/exp.hpp",
        "0x1.5554aap-3f", "0x1.5555aap-3f", ("exhaustive",)),
    Bug("a coefficient of double off in the last digits", "include/rectify/math/exp.hpp",
        "0x1.111111110f7f1p-7", "0x1.111111190f7f1p-7", ("test_values", "exhaustive")),
    Bug("ln 2 without its low part", "include/rectify/math/exp.hpp",
        "const V r = detail::fma(n, V(-c::ln2_low), x_minus_high);", "const V r = x_minus_high;", VALUES),
    Bug("e^x - 1 saturates too early", "include/rectify/math/exp.hpp",
        "expm1_lowest = -17.4f", "expm1_lowest = -15.9f", ("test_values", "exhaustive")),
    Bug("subnormal results of e^x are flushed", "include/rectify/math/exp.hpp",
        "exp_lowest = -104.0f", "exp_lowest = -87.0f", VALUES),
    Bug("e^x's guard is not undone", "include/rectify/math/exp.hpp",
        "return guard_bits == 0 ? e_r * a.power : e_r * a.power * lanes(c::guard);", "return e_r * a.power;", VALUES),
    # loop
    Bug("the tail is dropped", "include/rectify/loop/transform.hpp",
        "    store_lanes(y + (n - lanes), last);\n}", "}", WALKS),
    Bug("fewer elements than a vector are not written", "include/rectify/loop/transform.hpp",
        "store_first_lanes(y, op(load_first_lanes<V>(x, n)...), n);", "", WALKS),
    Bug("one element too many is read at the end", "include/rectify/loop/transform.hpp",
        "const V last = at(n - lanes);", "const V last = at(n - lanes + 1);", WALKS),
    Bug("in place, the last vector is computed from results", "include/rectify/loop/transform.hpp",
        "    store_lanes(y + (n - lanes), last);\n}", "    store_lanes(y + (n - lanes), at(n - lanes));\n}", WALKS),
    Bug("in place, the second vector is read after the first is written", "include/rectify/loop/transform.hpp",
        "    const V second = at(i);\n    store_lanes(y, first);", "    store_lanes(y, first);\n    const V second = at(i);",
        WALKS),
    Bug("a turn of the loop goes one vector too far", "include/rectify/loop/transform.hpp",
        "for (; i + unroll * lanes <= n; i += unroll * lanes) {\n            [&]",
        "for (; i + (unroll - 1) * lanes <= n; i += unroll * lanes) {\n            [&]", WALKS),
    Bug("a full vector is loaded where fewer elements are left", "include/rectify/loop/memory.hpp",
        "std::memcpy(lanes, p, count * sizeof(S));", "std::memcpy(lanes, p, sizeof lanes);", WALKS),
    Bug("a full vector is stored where fewer elements are left", "include/rectify/loop/memory.hpp",
        "std::memcpy(p, lanes, count * sizeof(S));", "std::memcpy(p, lanes, sizeof lanes);", WALKS),
    Bug("channels: inner and channels swapped", "include/rectify/loop/channels.hpp",
        "std::size_t left = inner; // of the run of this channel", "std::size_t left = channels;",
        ("test_prelu_layouts",)),
    Bug("channels: the run's count is not taken up again in the next block", "include/rectify/loop/channels.hpp",
        "if (left == 0) {\n                    left = inner;", "if (left == 0) {\n                    left = inner + 1;",
        ("test_prelu_layouts",)),
    Bug("channels: never back to the first", "include/rectify/loop/channels.hpp",
        "uniform(first, inner, parameters[channel]);\n            channel = channel + 1 == channels ? 0 : channel + 1;",
        "uniform(first, inner, parameters[channel]);\n            channel = channel + 1 == channels ? channel : channel + 1;",
        ("test_prelu_layouts",)),
    # errors
    Bug("unequal sizes are accepted", "include/rectify/core/errors.hpp",
        "if (a.size != b.size) [[unlikely]] {", "if (a.size < b.size) [[unlikely]] {", ("test_errors",)),
    Bug("an overlap by one element is accepted", "include/rectify/core/errors.hpp",
        "first < second + b.bytes && second < first + a.bytes", "first + 4 < second + b.bytes && second + 4 < first + a.bytes",
        ("test_errors",)),
    Bug("the sizes in the sentence are swapped", "include/rectify/core/errors.hpp",
        "function, b.name, b.size, a.name, a.size);", "function, b.name, a.size, a.name, b.size);", ("test_errors",)),
    Bug("inner = 0 divides by 0", "include/rectify/core/errors.hpp",
        "if (f.inner == 0) [[unlikely]] {", "if (false) {", ("test_errors",)),
    Bug("channels that do not divide n are accepted", "include/rectify/core/errors.hpp",
        "out.size % channels != 0 || out.size / channels % f.inner != 0", "out.size % channels != 0",
        ("test_errors", "test_prelu_layouts")),
    Bug("dslope may overlap", "include/rectify/backward.hpp",
        'detail::check_apart<Arch>("backward", other, {"dslope", slope_gradient});', "static_cast<void>(other);",
        ("test_errors",)),
    # sparsity
    Bug("-0 is not counted as a zero", "include/rectify/sparsity/measure.hpp",
        "return {detail::count_zeros<Arch>(in.size, in.data), in.size};",
        "return {detail::count_zeros<Arch>(in.size, in.data), in.size + 1};", ("test_measure",)),
    Bug("ratio of an empty buffer divides by 0", "include/rectify/sparsity/measure.hpp",
        "return size == 0 ? 0.0 :", "return false ? 0.0 :", ("test_measure",)),
    Bug("+= takes the other's counts", "include/rectify/sparsity/measure.hpp",
        "zeros += other.zeros;", "zeros = other.zeros;", ("test_measure",)),
]
