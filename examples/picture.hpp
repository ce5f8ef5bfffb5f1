#pragma once

// A comparison as one SVG picture: learning curves on the left, the hidden units' activity on the right.

#include "results.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

namespace picture {

// Colours that stay apart for a colour-blind reader (Okabe and Ito's), darkened where they are thin on white.
inline constexpr std::array<const char*, 4> colours{"#0072b2", "#d55e00", "#008f68", "#b0568e"};
inline constexpr const char* ink = "#24292f";
inline constexpr const char* faint_ink = "#57606a";
inline constexpr const char* grid = "#e4e8ec";

constexpr const char* colour_of(activation a)
{
    return colours[static_cast<std::size_t>(a)];
}

template <class... Values>
std::string format(const char* pattern, Values... values)
{
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), pattern, values...);
    return text.data();
}

/// Text that a path may be in, as XML in ASCII.
inline std::string escaped(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        default:
            result += c >= ' ' && c <= '~' ? c : '?';
        }
    }
    return result;
}

struct style {
    double size = 13;
    const char* colour = ink;
    const char* anchor = "start";
    const char* weight = "normal";
};

/// The elements of an SVG file, one a line.
class canvas {
public:
    void text(double x, double y, const std::string& content, const style& s = {})
    {
        add(format("<text x='%.1f' y='%.1f' font-size='%.0f' fill='%s' text-anchor='%s' font-weight='%s'>", x, y,
                   s.size, s.colour, s.anchor, s.weight) +
            content + "</text>");
    }

    /// Read from the bottom to the top.
    void upward_text(double x, double y, const std::string& content, const style& s = {})
    {
        add(format("<g transform='translate(%.1f %.1f) rotate(-90)'>", x, y));
        text(0, 0, content, s);
        add("</g>");
    }

    void line(double x1, double y1, double x2, double y2, const char* colour, double width = 1)
    {
        add(format("<path d='M%.1f %.1fL%.1f %.1f' stroke='%s' stroke-width='%.1f' fill='none'/>", x1, y1, x2, y2,
                   colour, width));
    }

    void rectangle(double x, double y, double width, double height, const char* colour)
    {
        add(format("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, width, height, colour));
    }

    void add(const std::string& element) { elements_ += element + '\n'; }

    std::string file(double width, double height, const std::string& title) const
    {
        return format("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' width='%.0f' height='%.0f' ",
                      width, height, width, height) +
               "role='img' font-family='Helvetica, Arial, sans-serif'>" + "\n<title>" + title + "</title>\n" +
               format("<rect x='0.5' y='0.5' width='%.0f' height='%.0f' rx='10' fill='#fff' stroke='#d0d7de'/>",
                      width - 1, height - 1) +
               '\n' + elements_ + "</svg>\n";
    }

private:
    std::string elements_;
};

struct box {
    double left;
    double top;
    double right;
    double bottom;
};

/// From values to positions, along one axis.
struct scale {
    double from;
    double to;
    double first;
    double last;

    double operator()(double value) const { return first + (value - from) / (to - from) * (last - first); }
};

/// The smallest of 1, 2, 5, 10, 20, ... times `unit` that divides `range` into at most `most` parts.
inline double tick_step(double range, double unit, int most)
{
    double step = unit;
    for (const double factor : {2.0, 2.5, 2.0, 2.0, 2.5, 2.0, 2.0, 2.5, 2.0}) {
        if (range / step <= most + 1e-9) {
            break;
        }
        step *= factor;
    }
    return step;
}

/// A mark for each activation, so that the curves are told apart without colours.
inline std::string marker(activation a, double x, double y)
{
    const auto shape = [&] {
        switch (a) {
        case activation::leaky_relu:
            return format("<path d='M%.1f %.1fl4.6 8h-9.2z'", x, y - 5);
        case activation::prelu:
            return format("<path d='M%.1f %.1fh7.4v7.4h-7.4z'", x - 3.7, y - 3.7);
        case activation::elu:
            return format("<path d='M%.1f %.1fl5 5l-5 5l-5 -5z'", x, y - 5);
        case activation::relu:
            break;
        }
        return format("<circle cx='%.1f' cy='%.1f' r='4'", x, y);
    };
    return shape() + format(" stroke='#fff' fill='%s'/>", colour_of(a));
}

/// Moves positions apart until neighbours have `distance` between them, and keeps their order.
inline void spread(std::vector<double>& positions, double distance, double bottom)
{
    std::vector<std::size_t> order(positions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return positions[i]; });
    for (std::size_t k = 1; k < order.size(); ++k) {
        positions[order[k]] = std::max(positions[order[k]], positions[order[k - 1]] + distance);
    }
    double limit = bottom;
    for (std::size_t k = order.size(); k-- > 0;) {
        positions[order[k]] = std::min(positions[order[k]], limit);
        limit -= distance;
    }
}

inline scale accuracy_axis(const comparison& found, canvas& page, const box& plot)
{
    double lowest = 1;
    double highest = 0;
    for (const run& r : found.runs) {
        for (const epoch_result& e : r.curve) {
            lowest = std::min(lowest, e.accuracy);
            highest = std::max(highest, e.accuracy);
        }
    }
    const double step = tick_step(std::max(highest - lowest, 0.02), 0.01, 6);
    const double from = std::floor(lowest / step + 1e-9) * step;
    const double to = std::max(std::ceil(highest / step - 1e-9) * step, from + step);
    const scale y{from, to, plot.bottom, plot.top};
    for (int tick = 0; from + tick * step < to + step / 2; ++tick) {
        const double value = from + tick * step;
        page.line(plot.left, y(value), plot.right, y(value), grid);
        page.text(plot.left - 8, y(value) + 4, format("%.0f %%", 100 * value), {.colour = faint_ink, .anchor = "end"});
    }
    return y;
}

inline scale epoch_axis(int epochs, canvas& page, const box& plot)
{
    const scale x{1, std::max(epochs, 2) * 1.0, plot.left + 10, plot.right};
    const int step = static_cast<int>(tick_step(epochs, 1, 10));
    for (int epoch = 1; epoch <= epochs; epoch = (epoch == 1 && step > 1 ? 0 : epoch) + step) {
        page.text(x(epoch), plot.bottom + 18, std::to_string(epoch), {.colour = faint_ink, .anchor = "middle"});
    }
    page.line(plot.left, plot.bottom, plot.right, plot.bottom, faint_ink);
    page.text((plot.left + plot.right) / 2, plot.bottom + 38, "epoch", {.anchor = "middle"});
    return x;
}

/// Test accuracy after each epoch.
inline void draw_learning_curves(const comparison& found, canvas& page, const box& plot)
{
    page.text(plot.left - 46, plot.top - 20, "Test accuracy after each epoch", {.size = 15, .weight = "bold"});
    const scale y = accuracy_axis(found, page, plot);
    const scale x = epoch_axis(static_cast<int>(found.runs.front().curve.size()), page, plot);

    std::vector<double> label_at;
    for (const run& r : found.runs) {
        std::string curve;
        std::string markers;
        for (std::size_t i = 0; i < r.curve.size(); ++i) {
            const double px = x(static_cast<double>(i + 1));
            const double py = y(r.curve[i].accuracy);
            curve += format("%s%.1f %.1f", i == 0 ? "M" : "L", px, py);
            if (r.curve.size() <= 30) {
                markers += marker(r.which, px, py) + '\n';
            }
        }
        page.add(
            format("<path fill='none' stroke-width='2.2' stroke-linejoin='round' stroke='%s' d='", colour_of(r.which)) +
            curve + "'/>");
        page.add(markers);
        label_at.push_back(y(r.curve.back().accuracy));
    }
    spread(label_at, 19, plot.bottom);
    for (std::size_t i = 0; i < found.runs.size(); ++i) {
        const run& r = found.runs[i];
        const double end = x(static_cast<double>(r.curve.size()));
        page.line(end + 6, y(r.curve.back().accuracy), plot.right + 20, label_at[i], colour_of(r.which), 0.8);
        page.add(marker(r.which, plot.right + 26, label_at[i]));
        page.text(plot.right + 35, label_at[i] + 4,
                  format("%s  %.1f %%", name_of(r.which), 100 * r.curve.back().accuracy),
                  {.colour = colour_of(r.which), .weight = "bold"});
    }
}

inline constexpr std::size_t bin_count = 20;

/// How many units are active for a share of the images that falls into each bin.
inline std::array<int, bin_count> activity_histogram(const evaluation& e)
{
    std::array<int, bin_count> bins{};
    for (const std::size_t active : e.active) {
        bins[std::min(active * bin_count / e.images(), bin_count - 1)] += 1;
    }
    return bins;
}

inline void draw_strip(const run& r, int tallest, canvas& page, const box& plot)
{
    const scale x{0, bin_count, plot.left, plot.right};
    const scale y{0, static_cast<double>(tallest), plot.bottom, plot.top + 18};
    page.line(plot.left, y(tallest), plot.right, y(tallest), grid);
    page.text(plot.left - 8, y(tallest) + 4, std::to_string(tallest),
              {.size = 12, .colour = faint_ink, .anchor = "end"});
    page.text(plot.left - 8, plot.bottom + 3, "0", {.size = 12, .colour = faint_ink, .anchor = "end"});

    const std::array<int, bin_count> bins = activity_histogram(r.last);
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        const double left = x(static_cast<double>(bin)) + 1;
        const double right = x(static_cast<double>(bin + 1)) - 1;
        const double top = y(bins[bin]);
        if (bins[bin] != 0) {
            page.rectangle(left, top, right - left, plot.bottom - top, colour_of(r.which));
        }
    }
    page.line(plot.left, plot.bottom, plot.right, plot.bottom, faint_ink);

    page.add(marker(r.which, plot.left + 6, plot.top + 5));
    page.text(plot.left + 16, plot.top + 9, name_of(r.which), {.colour = colour_of(r.which), .weight = "bold"});
    page.text(plot.right, plot.top + 9,
              format("zero outputs %.1f %%, dead units %zu", 100 * r.last.hidden.ratio(), r.last.units.dead().size()),
              {.size = 12, .colour = faint_ink, .anchor = "end"});

    // These would puzzle a reader: a unit with a negative slope is above zero on both sides.
    const auto negative = std::ranges::count_if(r.slopes, [](float slope) { return slope < 0; });
    if (negative != 0) {
        page.text(x(bin_count - 1) - 6, y(tallest) + 16, format("%td units learned a negative slope:", negative),
                  {.size = 12, .colour = faint_ink, .anchor = "end"});
        page.text(x(bin_count - 1) - 6, y(tallest) + 31, "above 0 on both sides",
                  {.size = 12, .colour = faint_ink, .anchor = "end"});
    }
}

/// For each activation, a histogram of the share of test images for which a hidden unit's output is above zero.
inline void draw_activity(const comparison& found, canvas& page, const box& plot)
{
    page.text(plot.left - 46, plot.top - 14, "How active the hidden units are", {.size = 15, .weight = "bold"});
    int tallest = 1;
    for (const run& r : found.runs) {
        tallest = std::max(tallest, std::ranges::max(activity_histogram(r.last)));
    }
    const int step = static_cast<int>(tick_step(tallest, 1, 2));
    tallest = (tallest + step - 1) / step * step;
    const double height = (plot.bottom - plot.top) / static_cast<double>(found.runs.size());
    for (std::size_t i = 0; i < found.runs.size(); ++i) {
        const double top = plot.top + height * static_cast<double>(i);
        draw_strip(found.runs[i], tallest, page, {plot.left, top + 10, plot.right, top + height});
    }
    const scale x{0, 100, plot.left, plot.right};
    for (int percent = 0; percent <= 100; percent += 20) {
        page.text(x(percent), plot.bottom + 18, format("%d %%", percent), {.colour = faint_ink, .anchor = "middle"});
    }
    page.text((plot.left + plot.right) / 2, plot.bottom + 38, "test images for which the unit's output is above 0",
              {.anchor = "middle"});
    page.upward_text(plot.left - 40, (plot.top + plot.bottom) / 2, "hidden units", {.anchor = "middle"});
}

} // namespace picture

inline std::string draw_comparison(const comparison& found)
{
    constexpr double width = 960;
    constexpr double height = 484;
    const std::string title = picture::escaped(found.source) + ": a hidden layer of " +
                              std::to_string(found.runs.front().last.active.size()) + " units, by activation";
    const std::string details = picture::format("%zu training images, %zu test images, epochs: %zu, seed: %llu",
                                                found.train_images, found.test_images, found.runs.front().curve.size(),
                                                static_cast<unsigned long long>(found.seed));

    picture::canvas page;
    page.text(24, 36, title, {.size = 18, .weight = "bold"});
    page.text(24, 57, details, {.colour = picture::faint_ink});
    picture::draw_learning_curves(found, page, {70, 118, 360, 424});
    picture::draw_activity(found, page, {576, 112, 922, 424});
    return page.file(width, height, title);
}

} // namespace demo
