// Measures every activation's error: in float on all 2^32 inputs, in double on random and hard ones.
// Exits with 1 where a spec's promise is broken, with 2 where the command line is wrong.

#include "exhaustive/inputs.hpp"
#include "exhaustive/tally.hpp"
#include "specs/all.hpp"
#include "support/architecture.hpp"

#include <rectify/rectify.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace {

using namespace rectify_test;

struct options {
    std::uint64_t stride = 1;
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    std::string_view function; // or empty: all
    bool markdown = false;
};

/// What a row of the table measures.
template <class S>
struct value_of {
    using spec = S;
    using T = typename S::type;
    using F = typename S::functor;
    static constexpr const char* name = "value";

    static void run(const F& f, std::span<const T> x, std::span<T> y) { rectify::forward(f, x, y); }
    static T scalar(const F& f, T x) { return f(x); }
    static auto reference(const F& f, const auto& x) { return S::value(f, x); }
    static double bound(const F& f) { return S::value_ulp(f); }
    static T result(const special<T>& s) { return s.value; }
};

template <class S>
struct derivative_of {
    using spec = S;
    using T = typename S::type;
    using F = typename S::functor;
    static constexpr const char* name = "derivative";

    static void run(const F& f, std::span<const T> x, std::span<T> d) { rectify::derivative(f, x, d); }
    static T scalar(const F& f, T x) { return f.derivative(x); }
    static auto reference(const F& f, const auto& x) { return S::derivative(f, x); }
    static double bound(const F& f) { return S::derivative_ulp(f); }
    static T result(const special<T>& s) { return s.derivative; }
};

/// What the spec's table of special values says of NaN: no reference has a rule for it.
template <class Row>
auto result_at_nan()
{
    for (const auto& s : Row::spec::specials()) {
        if (std::isnan(s.x)) {
            return Row::result(s);
        }
    }
    throw std::logic_error(std::string(Row::spec::name) + ": the spec's special values lack NaN");
}

template <class Row>
void compare_block(const typename Row::F& f, typename Row::T at_nan, std::uint64_t first, std::span<const float> x,
                   std::span<const float> y, std::span<double> reference, tally<float>& t)
{
    for (std::size_t i = 0; i < x.size(); ++i) {
        reference[i] = std::isnan(x[i]) ? at_nan : Row::reference(f, static_cast<double>(x[i]));
    }
    const auto nearest = [&f](float v) {
#if RECTIFY_WITH_MPFR
        return Row::reference(f, real(v)).template nearest<float>();
#else
        return static_cast<float>(Row::reference(f, static_cast<double>(v)));
#endif
    };
    compare(first, x, y, reference, nearest, t);
}

#if RECTIFY_WITH_MPFR
template <class Row>
void compare_block(const typename Row::F& f, typename Row::T at_nan, std::uint64_t first, std::span<const double> x,
                   std::span<const double> y, std::span<double>, tally<double>& t)
{
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!std::isnan(x[i])) {
            compare({x[i], first + i}, y[i], Row::reference(f, real(x[i])), t);
        } else {
            ++t.size;
            if (!same(y[i], at_nan)) {
                t.wrong_nan.add({x[i], first + i});
            }
        }
    }
}
#endif

/// All inputs through the batch code in blocks that stay in the cache, and some of each block as scalars.
template <class Row>
tally<typename Row::T> measure(const inputs<typename Row::T>& all, unsigned threads)
{
    using T = typename Row::T;
    constexpr std::uint64_t block = sizeof(T) == 4 ? 1 << 14 : 1 << 12;
    constexpr std::size_t scalar_step = 61;
    const auto f = Row::spec::parameters().front();
    const T at_nan = result_at_nan<Row>();

    std::atomic<std::uint64_t> next = 0;
    const auto work = [&](tally<T>& t) {
        std::vector<T> x(block);
        std::vector<T> y(block);
        std::vector<double> reference(block);
        for (std::uint64_t first = block * next++; first < all.size(); first = block * next++) {
            const auto n = static_cast<std::size_t>(std::min(block, all.size() - first));
            all.fill(first, std::span(x).first(n));
            Row::run(f, std::span(x).first(n), std::span(y).first(n));
            compare_block<Row>(f, at_nan, first, std::span(x).first(n), std::span(y).first(n),
                               std::span(reference).first(n), t);
            for (std::size_t i = static_cast<std::size_t>(first / block) % scalar_step; i < n; i += scalar_step) {
                if (!same(Row::scalar(f, x[i]), y[i])) {
                    t.not_as_scalar.add({x[i], first + i});
                }
            }
        }
#if RECTIFY_WITH_MPFR
        mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
#endif
    };
    std::vector<tally<T>> tallies(threads);
    std::vector<std::thread> running;
    running.reserve(threads);
    for (tally<T>& t : tallies) {
        running.emplace_back(work, std::ref(t));
    }
    for (std::thread& thread : running) {
        thread.join();
    }
    tally<T> sum = tallies.front();
    for (std::size_t i = 1; i < tallies.size(); ++i) {
        sum += tallies[i];
    }
    return sum;
}

/// printf's text.
std::string formatted(const char* format, auto... values)
{
    char text[160];
    static_cast<void>(std::snprintf(text, sizeof text, format, values...));
    return text;
}

/// Why the promise is broken, or nothing. A bound of at most 1 ULP promises one of the two nearest numbers, so that an
/// error of 1 itself is one too many; a bound of 0.5, or that and the reference's own error, promises the nearest.
template <class T>
std::string broken(const tally<T>& t, double bound)
{
    std::string why;
    const auto add = [&](bool is_broken, const char* what, double count, const place<T>& p) {
        if (is_broken) {
            why += formatted("; %s: %.9g, at x = %a", what, count, p.x);
        }
    };
    const bool nearest = bound <= 0.5 + 0x1p-20;
    add(!nearest && (t.max_ulp > bound || (bound <= 1 && t.max_ulp >= 1)), "error in ULP", t.max_ulp, t.where);
    add(nearest && t.not_nearest.count != 0, "not the nearest", static_cast<double>(t.not_nearest.count),
        t.not_nearest.first);
    add(t.wrong_sign.count != 0, "wrong sign of zero", static_cast<double>(t.wrong_sign.count), t.wrong_sign.first);
    add(t.wrong_nan.count != 0, "wrong at NaN, or NaN", static_cast<double>(t.wrong_nan.count), t.wrong_nan.first);
    add(t.not_as_scalar.count != 0, "other bits as a scalar", static_cast<double>(t.not_as_scalar.count),
        t.not_as_scalar.first);
    return why.empty() ? why : why.substr(2);
}

void print_line(const options& o, const std::array<std::string, 9>& cells)
{
    constexpr std::array widths = {-11, -10, -6, -12, 10, 9, -44, 22, 15}; // negative: to the left
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += o.markdown ? "| " + cells[i] + ' ' : formatted("%*s ", widths[i], cells[i].c_str());
    }
    std::cout << line << (o.markdown ? "|" : "") << std::endl;
}

void print_head(const options& o)
{
    print_line(o, {"function", "of", "type", "compiled for", "inputs", "max ULP", "at x", "not the nearest",
                   "wrong sign of 0"});
    if (o.markdown) {
        std::cout << "|---|---|---|---|--:|--:|---|--:|--:|\n";
    }
}

template <class Row>
bool row(const options& o, const inputs<typename Row::T>& all)
{
    using T = typename Row::T;
    const auto start = std::chrono::steady_clock::now();
    const tally<T> t = measure<Row>(all, o.threads);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;

    constexpr bool is_float = sizeof(T) == 4;
    const bool every = is_float && t.size == std::uint64_t{1} << 32;
    const auto count = static_cast<unsigned long long>(t.not_nearest.count);
    const double percent = 100 * static_cast<double>(count) / static_cast<double>(t.size);
    print_line(o, {Row::spec::name, Row::name, is_float ? "float" : "double", rectify::default_arch::name(),
                   every ? "2^32" : std::to_string(t.size), formatted("%.6f", t.max_ulp),
                   t.max_ulp == 0 ? "" : formatted(is_float ? "%a (%.9g)" : "%a (%.17g)", t.where.x, t.where.x),
                   count == 0 ? "0" : formatted("%llu (%.3g %%)", count, percent), std::to_string(t.wrong_sign.count)});
    const std::string title = std::string(Row::spec::name) + ' ' + Row::name + (is_float ? ", float" : ", double");
    std::cerr << title << formatted(": %.1f s\n", seconds.count());

    const std::string why = broken(t, Row::bound(Row::spec::parameters().front()));
    if (!why.empty()) {
        std::cerr << "FAILED " << title << ": " << why << '\n';
    }
    return why.empty();
}

/// The two rows of each spec of T.
template <class... Specs>
struct rows {
    static bool has(std::string_view function) { return ((Specs::name == function) || ...); }

    template <class T>
    static bool run(const options& o, const inputs<T>& all)
    {
        bool good = true;
        const auto both = [&]<class Spec>(const Spec&) {
            if constexpr (std::same_as<typename Spec::type, T>) {
                if (o.function.empty() || o.function == Spec::name) {
                    good &= row<value_of<Spec>>(o, all);
                    good &= row<derivative_of<Spec>>(o, all);
                }
            }
        };
        (both(Specs{}), ...);
        return good;
    }
};

using all_rows = activations::of_all_types<rows>;

/// The fast distance is that of support/ulp.hpp, and so is MPFR's.
bool distances_agree()
{
    std::vector<float> values = random_bits<float>(20'000, 1);
    const auto specials = special_values<float>();
    values.insert(values.end(), specials.begin(), specials.end());
    const auto agree = [](float value, double reference) {
        if (std::isnan(value) || std::isnan(reference)) {
            return true;
        }
        const double expected = ulp_error(value, reference);
        bool same_distance = ulp_distance(value, reference) == expected;
#if RECTIFY_WITH_MPFR
        const double exact = ulp_distance(value, real(reference));
        same_distance &= exact == expected || std::fabs(exact - expected) <= 1e-15 * expected;
#endif
        return same_distance;
    };
    std::mt19937_64 generator(2);
    for (const float near : values) {
        for (const float value : specials) {
            if (!agree(value, near) || !agree(near, value)) {
                return false;
            }
        }
        const double reference = near * (1 + std::ldexp(static_cast<double>(generator() >> 11), -53 - 20));
        for (const float value : {near, std::nextafter(near, 0.0f), static_cast<float>(reference), -near}) {
            if (!agree(value, reference)) {
                return false;
            }
        }
    }
    return true;
}

/// A command line that is wrong.
struct usage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::uint64_t number(const std::string& option, const char* text)
{
    char* end = nullptr;
    const unsigned long long n = std::strtoull(text, &end, 10);
    if (end == text || *end != '\0' || n == 0 || n >= 1ULL << 32) {
        throw usage(option + " takes a number from 1 on, not " + text);
    }
    return n;
}

options parse(int argc, char** argv)
{
    options o;
    for (int i = 1; i < argc; i += 2) {
        const std::string option = argv[i];
        if (i + 1 == argc) {
            throw usage(option + " lacks its argument, or is no option");
        }
        const char* argument = argv[i + 1];
        if (option == "--stride") {
            o.stride = number(option, argument);
        } else if (option == "--threads") {
            o.threads = static_cast<unsigned>(number(option, argument));
        } else if (option == "--function") {
            o.function = argument;
        } else if (option == "--format") {
            o.markdown = std::string_view(argument) == "markdown";
            if (!o.markdown && std::string_view(argument) != "text") {
                throw usage("the format is text or markdown");
            }
        } else {
            throw usage("no such option: " + option);
        }
    }
    if (o.stride % 2 == 0) {
        throw usage("the stride must be odd, so that all bits vary");
    }
    if (!o.function.empty() && !all_rows::has(o.function)) {
        throw usage("no such function: " + std::string(o.function));
    }
    return o;
}

} // namespace

int main(int argc, char** argv)
try {
    const options o = parse(argc, argv);
    if (!is_expected_architecture(std::cerr)) {
        return 1;
    }
    if (!distances_agree()) {
        std::cerr << "FAILED: the distances in ULP disagree among themselves\n";
        return 1;
    }
    print_head(o);
    bool good = all_rows::run(o, float_inputs(o.stride));
#if RECTIFY_WITH_MPFR
    good &= all_rows::run(o, double_inputs(o.stride == 1 ? 1 << 24 : 1 << 16));
#else
    std::cerr << "skipped: double, and what is nearer to a tie than double can tell; built without MPFR\n";
#endif
    return good ? 0 : 1;
} catch (const usage& problem) {
    std::cerr << problem.what()
              << "\nusage: exhaustive [--stride N] [--threads N] [--function NAME] [--format text|markdown]\n"
                 "  --stride N   every N-th float (N odd), and hard points; default 1: every float\n";
    return 2;
} catch (const std::exception& problem) {
    std::cerr << "FAILED: " << problem.what() << '\n';
    return 1;
}
