// Draws each activation in the list of specs, and writes its page: docs_curves <folder>
//
// The curves and the special values are what the library computes; the formula, the error and the source come from the
// functor's own comment. A new activation is in the documentation once its spec is in the list.

#include "specs/all.hpp"

#include <rectify/rectify.hpp>

#include <cxxabi.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <vector>

namespace {

struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using file = std::unique_ptr<std::FILE, close_file>;

file create(const std::string& path)
{
    file opened(std::fopen(path.c_str(), "w"));
    if (!opened) {
        throw std::runtime_error(path + ": cannot be written");
    }
    return opened;
}

/// The name without namespaces and template arguments, as Doxygen knows a functor's class.
template <class F>
std::string class_name()
{
    const std::unique_ptr<char, decltype(&std::free)> demangled(
        abi::__cxa_demangle(typeid(F).name(), nullptr, nullptr, nullptr), &std::free);
    const std::string name = demangled.get();
    const std::size_t end = name.find('<');
    const std::size_t begin = name.rfind("::", end) + 2;
    return name.substr(begin, end - begin);
}

// The picture, in pixels, of x from -range to range.
constexpr float range = 4;
constexpr int steps_a_unit = 40;
constexpr float unit = 60;
constexpr float margin = 24;

/// A value's place from the left, and from the top, where `top` is the highest value in the picture.
float across(float x)
{
    return margin + (x + range) * unit;
}
float down(float y, float top)
{
    return margin + (top - y) * unit;
}

/// A curve through the points, broken where it jumps.
void draw_curve(std::FILE* svg, const char* stroke, std::span<const float> x, std::span<const float> y, float top)
{
    constexpr float jump = 0.2f;
    std::fprintf(svg, "<path fill=\"none\" stroke-width=\"2\" %s d=\"", stroke);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool starts = i == 0 || std::fabs(y[i] - y[i - 1]) > jump;
        std::fprintf(svg, "%c%.1f %.1f", starts ? 'M' : 'L', static_cast<double>(across(x[i])),
                     static_cast<double>(down(y[i], top)));
    }
    std::fprintf(svg, "\"/>\n");
}

template <class F>
void draw(std::FILE* svg, const F& f)
{
    std::vector<float> x;
    for (int i = -static_cast<int>(range) * steps_a_unit; i <= static_cast<int>(range) * steps_a_unit; ++i) {
        x.push_back(static_cast<float>(i) / steps_a_unit);
    }
    std::vector<float> y(x.size()), d(x.size());
    rectify::forward(f, x, y);
    rectify::derivative(f, x, d);

    const float top = std::ceil(std::max(*std::ranges::max_element(y), *std::ranges::max_element(d)));
    const float bottom = std::floor(std::min({-1.0f, *std::ranges::min_element(y), *std::ranges::min_element(d)}));
    const double width = 2 * static_cast<double>(across(0)), height = static_cast<double>(down(bottom, top) + margin);
    std::fprintf(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" "
        "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
        width, height, width, height);
    const auto line = [&](float x1, float y1, float x2, float y2, const char* colour) {
        std::fprintf(svg, "<path stroke=\"%s\" d=\"M%g %gL%g %g\"/>\n", colour, static_cast<double>(across(x1)),
                     static_cast<double>(down(y1, top)), static_cast<double>(across(x2)),
                     static_cast<double>(down(y2, top)));
    };
    const auto label = [&](float at_x, float at_y, const char* colour, const std::string& text) {
        std::fprintf(svg, "<text x=\"%g\" y=\"%g\" fill=\"%s\">%s</text>\n", static_cast<double>(across(at_x)) + 3,
                     static_cast<double>(down(at_y, top)) - 3, colour, text.c_str());
    };
    for (int i = -static_cast<int>(range); i <= static_cast<int>(range); ++i) {
        const auto at = static_cast<float>(i);
        line(at, bottom, at, top, i == 0 ? "#57606a" : "#e4e8ec");
        label(at, 0, "#57606a", std::to_string(i));
    }
    for (int i = static_cast<int>(bottom); i <= static_cast<int>(top); ++i) {
        const auto at = static_cast<float>(i);
        line(-range, at, range, at, i == 0 ? "#57606a" : "#e4e8ec");
        if (i != 0) {
            label(0, at, "#57606a", std::to_string(i));
        }
    }
    draw_curve(svg, "stroke=\"#0072b2\"", x, y, top);
    draw_curve(svg, "stroke=\"#d55e00\" stroke-dasharray=\"6 3\"", x, d, top);
    label(-range, top - 0.5f, "#0072b2", "f(x)");
    label(-range, top - 0.9f, "#d55e00", "f'(x)");
    std::fprintf(svg, "</svg>\n");
}

std::string promise(double ulp)
{
    char text[64];
    static_cast<void>(std::snprintf(text, sizeof text, "at most %.3g ULP", ulp));
    return ulp == 0 ? "exact" : text;
}

template <class Spec>
void write_page(const std::string& folder, std::FILE* index)
{
    using T = typename Spec::type;
    const std::string name = Spec::name;
    const std::string functor = "rectify::" + class_name<typename Spec::functor>();
    const auto f = Spec::parameters().front();
    draw(create(folder + "/" + name + ".svg").get(), f);

    const file page = create(folder + "/" + name + ".md");
    std::fprintf(page.get(), "# %s {#activation_%s}\n\n\\copybrief %s\n\n![f and its derivative](%s.svg)\n\n",
                 name.c_str(), name.c_str(), functor.c_str(), name.c_str());
    std::fprintf(page.get(),
                 "\\copydetails %s\n\n## Special values, as computed\n\n| x | f(x) | f'(x) |\n|--:|--:|--:|\n",
                 functor.c_str());
    for (const rectify_test::special<T>& at : Spec::specials()) {
        std::fprintf(page.get(), "| %g | %g | %g |\n", static_cast<double>(at.x), static_cast<double>(f(at.x)),
                     static_cast<double>(f.derivative(at.x)));
    }
    std::fprintf(page.get(), "\n## Error, as promised and tested\n\nThe value: %s. The derivative: %s.\n",
                 promise(Spec::value_ulp(f)).c_str(), promise(Spec::derivative_ulp(f)).c_str());

    std::fprintf(index, "| \\subpage activation_%s | %s | %s | \\copybrief %s |\n", name.c_str(),
                 promise(Spec::value_ulp(f)).c_str(), promise(Spec::derivative_ulp(f)).c_str(), functor.c_str());
}

template <class... Specs>
struct write_pages {
    static void to(const std::string& folder)
    {
        const file index = create(folder + "/index.md");
        std::fprintf(index.get(), "# rectify {#mainpage}\n\nActivation functions for C++20, vectorised with xsimd. "
                                  "The verbs are in the namespace rectify.\n\n"
                                  "| activation | error of f | of its derivative | |\n|---|---|---|---|\n");
        const auto of_float = [&]<class Spec>(std::type_identity<Spec>) {
            if constexpr (std::is_same_v<typename Spec::type, float>) {
                write_page<Spec>(folder, index.get());
            }
        };
        (of_float(std::type_identity<Specs>{}), ...);
    }
};

} // namespace

int main(int count, char** words)
{
    if (count != 2) {
        std::fprintf(stderr, "docs_curves <folder>\n");
        return 2;
    }
    try {
        rectify_test::activations::of_all_types<write_pages>::to(words[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
