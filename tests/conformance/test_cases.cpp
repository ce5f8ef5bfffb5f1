// Other projects' test cases (ONNX, Keras, XNNPACK, oneDNN), kept as text in a folder beside the checkout. They are not
// part of rectify: where the folder is absent, the tests are skipped. Its path is RECTIFY_CASES_DIR, an environment
// variable or else a definition at compile time.

#include <rectify/rectify.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#if !defined(RECTIFY_CASES_DIR)
#define RECTIFY_CASES_DIR ""
#endif

namespace {

struct tensor {
    std::string dtype;
    std::vector<std::size_t> shape;
    std::vector<double> values;
};

/// A case as its file has it.
struct test_case {
    std::string file;
    std::string op;
    std::map<std::string, std::string> attributes;
    std::map<std::string, tensor> inputs;
    std::map<std::string, tensor> outputs;

    /// The values of an input, in the type to compute in.
    template <class T>
    std::vector<T> input(const std::string& name) const
    {
        std::vector<T> values;
        for (const double v : inputs.at(name).values) {
            values.push_back(static_cast<T>(v));
        }
        return values;
    }

    /// The number that one of two names has. Attributes were floats where they come from: also read as such for double.
    float number(const std::string& name, const std::string& other_name) const
    {
        const auto found = attributes.find(attributes.contains(name) ? name : other_name);
        if (found == attributes.end()) {
            throw std::runtime_error(file + ": no attribute " + name + " or " + other_name);
        }
        return std::strtof(found->second.c_str(), nullptr);
    }
};

/// How far a result may be from what a case expects: the sum of the three.
struct tolerance {
    double absolute = 0;
    double relative = 0;
    double ulp = 0;
};

std::filesystem::path cases_folder()
{
    const char* from_environment = std::getenv("RECTIFY_CASES_DIR"); // NOLINT(concurrency-mt-unsafe): before any thread
    return from_environment != nullptr && *from_environment != '\0' ? from_environment : RECTIFY_CASES_DIR;
}

std::vector<std::string> split(const std::string& line, char separator)
{
    std::vector<std::string> fields;
    std::string::size_type first = 0;
    for (auto next = line.find(separator); next != std::string::npos; next = line.find(separator, first)) {
        fields.push_back(line.substr(first, next - first));
        first = next + 1;
    }
    fields.push_back(line.substr(first));
    return fields;
}

/// "LeakyRelu" and "leaky_relu" are one operator.
std::string without_case_and_underscores(const std::string& name)
{
    std::string plain;
    for (const char c : name) {
        if (c != '_') {
            plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    return plain;
}

/// "input x dtype=float32 shape=3,4", and the line of values after it.
void read_tensor(test_case& c, const std::string& header, const std::string& values)
{
    const auto fail = [&](const char* why) { throw std::runtime_error(c.file + ": " + why + ": " + header); };
    static const std::regex form(R"((input|output) (\w+) dtype=(\w+) shape=([0-9,]*))");
    std::smatch part;
    if (!std::regex_match(header, part, form)) {
        fail("not the first line of a tensor");
    }
    tensor t;
    t.dtype = part[3];
    std::size_t size = 1;
    if (part[4].length() != 0) {
        for (const std::string& dimension : split(part[4], ',')) {
            t.shape.push_back(std::stoul(dimension));
            size *= t.shape.back();
        }
    }
    std::istringstream words(values);
    for (std::string word; words >> word;) {
        char* end = nullptr;
        t.values.push_back(std::strtod(word.c_str(), &end));
        if (*end != '\0') {
            fail("not a number among the values");
        }
    }
    if (t.values.size() != size) {
        fail("another number of values than its shape says");
    }
    (part[1] == "input" ? c.inputs : c.outputs)[part[2]] = std::move(t);
}

test_case read_case(const std::filesystem::path& path)
{
    test_case c;
    c.file = path.filename().string();
    std::ifstream in(path);
    std::string line;
    std::getline(in, line);
    for (const std::string& word : split(line, ' ')) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) {
            throw std::runtime_error(path.string() + ": no operator and attributes in: " + line);
        }
        c.attributes[word.substr(0, equals)] = word.substr(equals + 1);
    }
    c.op = without_case_and_underscores(c.attributes.at("op"));
    for (std::string values; std::getline(in, line) && std::getline(in, values);) {
        read_tensor(c, line, values);
    }
    return c;
}

/// A line of INDEX.tsv: column name -> text.
using index_row = std::map<std::string, std::string>;

std::vector<index_row> read_index(const std::filesystem::path& folder)
{
    std::ifstream in(folder / "INDEX.tsv");
    std::string line;
    std::getline(in, line);
    const std::vector<std::string> columns = split(line, '\t');
    std::vector<index_row> rows;
    while (std::getline(in, line)) {
        const std::vector<std::string> fields = split(line, '\t');
        index_row row;
        for (std::size_t k = 0; k < std::min(columns.size(), fields.size()); ++k) {
            row[columns[k]] = fields[k];
        }
        rows.push_back(row);
    }
    return rows;
}

tolerance read_tolerance(const index_row& row)
{
    // ONNX: the expected values come from float formulas, and this is how far they are off.
    if (const auto own_error = row.find("max_ulp_err_of_expected_vs_exact"); own_error != row.end()) {
        return {.ulp = std::stod(own_error->second) + 4};
    }
    const std::string& text = row.at("tolerance_in_source");
    std::smatch part;
    if (std::regex_search(text, part, std::regex(R"(atol (\S+) rtol (\S+))"))) {
        return {.absolute = std::stod(part[1]), .relative = std::stod(part[2])};
    }
    if (std::regex_search(text, part, std::regex(R"(abs (\S+))"))) {
        return {.absolute = std::stod(part[1])};
    }
    if (std::regex_search(text, part, std::regex(R"((\d+) ULP)"))) {
        return {.ulp = std::stod(part[1])};
    }
    if (std::regex_search(text, std::regex("exact|is NaN|equal to 0"))) {
        return {};
    }
    if (text.starts_with("the source says only")) {
        return {.ulp = 1}; // the source has no tolerance: rectify's own bound
    }
    throw std::runtime_error(row.at("file") + ": a tolerance of an unknown form: " + text);
}

/// Compared as floats, also what was computed in double: the cases are in float.
bool is_close(double actual_value, double expected_value, const tolerance& allowed)
{
    const double actual = static_cast<float>(actual_value);
    const double expected = static_cast<float>(expected_value);
    if (std::isnan(actual) || std::isnan(expected)) {
        return std::isnan(actual) && std::isnan(expected);
    }
    if (actual == expected) { // zeros of either sign, and infinities
        return true;
    }
    if (std::isinf(actual) || std::isinf(expected)) {
        return false;
    }
    const double ulp = std::ldexp(1.0, (expected == 0 ? -126 : std::max(std::ilogb(expected), -126)) - 23);
    return std::abs(actual - expected) <= allowed.absolute + allowed.relative * std::abs(expected) + allowed.ulp * ulp;
}

template <class T>
void expect_close(const char* what, const std::vector<T>& actual, const tensor& expected, const tolerance& allowed)
{
    ASSERT_EQ(actual.size(), expected.values.size()) << what;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (!is_close(actual[i], expected.values[i], allowed) && ++wrong == 1) {
            ADD_FAILURE() << what << "[" << i << "] is " << std::hexfloat << actual[i] << ", expected "
                          << expected.values[i] << std::defaultfloat << " (" << actual[i] << ", " << expected.values[i]
                          << ")";
        }
    }
    EXPECT_EQ(wrong, 0u) << "of " << actual.size() << " elements of " << what;
}

/// n elements that no case expects.
template <class T>
std::vector<T> unwritten(std::size_t n)
{
    return std::vector<T>(n, T(-12345));
}

template <class T>
std::vector<T> output_gradient(const test_case& c)
{
    return c.inputs.contains("dy") ? c.input<T>("dy") : std::vector<T>(c.inputs.at("x").values.size(), T(1));
}

/// Whatever the case has of y and dx.
template <class F>
void check(const test_case& c, const tolerance& allowed, const F& f)
{
    using T = typename F::value_type;
    const std::vector<T> x = c.input<T>("x");
    ASSERT_TRUE(c.outputs.contains("y") || c.outputs.contains("dx")) << "nothing that could be checked";
    if (c.outputs.contains("y")) {
        std::vector<T> y = unwritten<T>(x.size());
        rectify::forward(f, x, y);
        expect_close("y", y, c.outputs.at("y"), allowed);
    }
    if (c.outputs.contains("dx")) {
        const std::vector<T> dy = output_gradient<T>(c);
        std::vector<T> dx = unwritten<T>(x.size());
        rectify::backward(f, x, dy, dx);
        expect_close("dx", dx, c.outputs.at("dx"), allowed);
        if constexpr (rectify::invertible_derivative<F>) {
            if (c.inputs.contains("y")) {
                dx = unwritten<T>(x.size());
                rectify::backward_from_output(f, c.input<T>("y"), dy, dx);
                expect_close("dx from y", dx, c.outputs.at("dx"), allowed);
            }
        }
    }
}

/// The slope's shape, with as many dimensions as x has.
std::vector<std::size_t> aligned_slope_shape(const test_case& c)
{
    const std::vector<std::size_t>& x = c.inputs.at("x").shape;
    const std::vector<std::size_t>& slope = c.inputs.at("slope").shape;
    std::optional<std::size_t> axis;
    if (slope.size() == 1 && slope[0] > 1) {
        if (c.attributes.contains("slope_axis")) {
            axis = std::stoul(c.attributes.at("slope_axis"));
        } else if (c.attributes.contains("per_channel_broadcast") && c.attributes.at("per_channel_broadcast") == "1") {
            axis = c.attributes.at("data_format") == "NXC" ? x.size() - 1 : 1;
        }
    }
    std::vector<std::size_t> aligned(x.size(), 1);
    if (axis) {
        aligned.at(*axis) = slope[0];
    } else if (slope.size() <= x.size()) {
        std::copy_backward(slope.begin(), slope.end(), aligned.end());
    }
    for (std::size_t d = 0; d < x.size(); ++d) {
        if (slope.size() > x.size() || (aligned[d] != 1 && aligned[d] != x[d])) {
            throw std::runtime_error(c.file + ": a slope that does not broadcast to x");
        }
    }
    return aligned;
}

/// For each element of x, the index of its slope.
std::vector<std::size_t> slope_indices(const test_case& c)
{
    const std::vector<std::size_t>& x = c.inputs.at("x").shape;
    const std::vector<std::size_t> slope = aligned_slope_shape(c);
    std::vector<std::size_t> indices(c.inputs.at("x").values.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
        std::size_t rest = i;
        std::size_t stride = 1;
        for (std::size_t d = x.size(); d-- > 0;) {
            indices[i] += slope[d] == 1 ? 0 : rest % x[d] * stride;
            rest /= x[d];
            stride *= slope[d];
        }
    }
    return indices;
}

/// prelu's `inner`, where one dimension at most has slopes of its own.
std::optional<std::size_t> inner_of_channels(const test_case& c)
{
    const std::vector<std::size_t>& x = c.inputs.at("x").shape;
    const std::vector<std::size_t> slope = aligned_slope_shape(c);
    std::optional<std::size_t> inner;
    std::size_t elements = 1;
    for (std::size_t d = x.size(); d-- > 0; elements *= x[d]) {
        if (slope[d] > 1) {
            if (inner) {
                return std::nullopt;
            }
            inner = elements;
        }
    }
    return inner ? inner : 1;
}

/// dx and dslope; the slope k of f is the slope indices[k] of the case.
template <class T>
void check_slope_gradient(const test_case& c, const tolerance& allowed, const rectify::prelu<T>& f,
                          const std::vector<std::size_t>& indices)
{
    const std::vector<T> x = c.input<T>("x");
    std::vector<T> dx = unwritten<T>(x.size());
    std::vector<T> dslope(f.slope.size());
    rectify::backward(f, x, output_gradient<T>(c), dx, dslope);
    expect_close("dx beside dslope", dx, c.outputs.at("dx"), allowed);

    std::vector<T> sums(c.inputs.at("slope").values.size());
    for (std::size_t k = 0; k < dslope.size(); ++k) {
        sums.at(indices[k]) += dslope[k];
    }
    expect_close("dslope", sums, c.outputs.at("dslope"), allowed);
}

/// With one slope an element, which serves every way to broadcast; and by channels where the case has them.
template <class T>
void check_prelu(const test_case& c, const tolerance& allowed)
{
    const auto check_both = [&](const rectify::prelu<T>& f, const std::vector<std::size_t>& indices) {
        check(c, allowed, f);
        if (c.outputs.contains("dslope")) {
            check_slope_gradient(c, allowed, f, indices);
        }
    };
    const std::vector<T> slope = c.input<T>("slope");
    const std::vector<std::size_t> indices = slope_indices(c);
    {
        SCOPED_TRACE("one slope an element");
        std::vector<T> spelled;
        spelled.reserve(indices.size());
        for (const std::size_t k : indices) {
            spelled.push_back(slope.at(k));
        }
        check_both({.slope = spelled, .inner = 1}, indices);
    }
    if (const std::optional<std::size_t> inner = inner_of_channels(c)) {
        SCOPED_TRACE("by channels, inner = " + std::to_string(*inner));
        std::vector<std::size_t> itself(slope.size());
        std::iota(itself.begin(), itself.end(), std::size_t{0});
        check_both({.slope = slope, .inner = *inner}, itself);
    }
}

using check_function = void (*)(const test_case&, const tolerance&);

/// Every operator that rectify has, in lower case without underscores, and how a case of it is checked.
template <class T>
const std::map<std::string, check_function>& operators()
{
    using c = const test_case&;
    using t = const tolerance&;
    static const std::map<std::string, check_function> table = {
        {"relu", [](c of, t allowed) { check(of, allowed, rectify::relu<T>{}); }},
        {"leakyrelu",
         [](c of, t allowed) {
             check(of, allowed, rectify::leaky_relu<T>{.negative_slope = of.number("negative_slope", "alpha")});
         }},
        {"prelu", check_prelu<T>},
        {"elu", [](c of, t allowed) { check(of, allowed, rectify::elu<T>{.alpha = of.number("alpha", "alpha")}); }},
    };
    return table;
}

/// onnx_extra is left out: softmax and other functions that are no activations of one number.
const char* const folders[] = {"onnx", "keras", "xnnpack", "onednn"};

bool is_float_or_double(const test_case& c)
{
    const std::string& dtype = c.inputs.at("x").dtype;
    return dtype == "float32" || dtype == "float64";
}

template <class T>
void check_folder(const std::string& name)
{
    const std::filesystem::path folder = cases_folder() / name;
    const std::vector<index_row> rows = read_index(folder);
    ASSERT_FALSE(rows.empty()) << "no cases in " << (folder / "INDEX.tsv");
    const auto is_case = [](const auto& entry) { return entry.path().extension() == ".txt"; };
    ASSERT_EQ(std::ranges::count_if(std::filesystem::directory_iterator(folder), is_case), std::ssize(rows))
        << "as many files as lines in INDEX.tsv";

    std::map<std::string, std::size_t> ran;
    std::map<std::string, std::size_t> left_out;
    for (const index_row& row : rows) {
        SCOPED_TRACE(name + "/" + row.at("file"));
        ASSERT_TRUE(std::filesystem::exists(folder / row.at("file"))) << "in INDEX.tsv, but not there";
        const test_case c = read_case(folder / row.at("file"));
        const auto found = operators<T>().find(c.op);
        if (found == operators<T>().end()) {
            ++left_out[c.op];
        } else if (!is_float_or_double(c)) {
            ++left_out[c.op + " of " + c.inputs.at("x").dtype];
        } else {
            found->second(c, read_tolerance(row));
            ++ran[c.op];
        }
    }

    std::cout << name << " ran:";
    for (const auto& [op, count] : ran) {
        std::cout << " " << op << " " << count;
    }
    std::cout << "\n" << name << " left out:";
    for (const auto& [op, count] : left_out) {
        std::cout << " " << op << " " << count;
    }
    std::cout << "\n";
    EXPECT_FALSE(ran.empty()) << "no case of " << name << " ran";
}

class all_cases : public testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::is_directory(cases_folder())) {
            GTEST_SKIP() << "There is no folder " << cases_folder()
                         << " of other projects' test cases; RECTIFY_CASES_DIR in the environment names another.";
        }
    }
};

class cases : public all_cases, public testing::WithParamInterface<const char*> {};

TEST_P(cases, hold_in_float)
{
    check_folder<float>(GetParam());
}

TEST_P(cases, hold_in_double)
{
    check_folder<double>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(of, cases, testing::ValuesIn(folders), [](const auto& folder) { return folder.param; });

TEST_F(all_cases, cover_every_operator_of_the_table)
{
    std::set<std::string> seen;
    for (const char* name : folders) {
        for (const index_row& row : read_index(cases_folder() / name)) {
            seen.insert(read_case(cases_folder() / name / row.at("file")).op);
        }
    }
    for (const auto& [op, unused] : operators<float>()) {
        EXPECT_TRUE(seen.contains(op)) << op << " has no case: is its name right?";
    }
}

} // namespace
