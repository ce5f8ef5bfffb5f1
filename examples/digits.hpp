#pragma once

// Digits for a machine without MNIST: those of a seven-segment display, slanted, shifted, thick or thin, and noisy.

#include "dataset.hpp"
#include "random.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace demo {

namespace digits {

struct point {
    double x;
    double y;
};

struct segment {
    point from;
    point to;
};

/// A display of width 1 and height 2, with y downwards:
///    0
///   5 1
///    6
///   4 2
///    3
inline constexpr std::array<segment, 7> segments{{
    {{0, 0}, {1, 0}},
    {{1, 0}, {1, 1}},
    {{1, 1}, {1, 2}},
    {{0, 2}, {1, 2}},
    {{0, 1}, {0, 2}},
    {{0, 0}, {0, 1}},
    {{0, 1}, {1, 1}},
}};

/// Bit s is set where the digit has segment s.
inline constexpr std::array<unsigned, class_count> lit{0b0111111, 0b0000110, 0b1011011, 0b1001111, 0b1100110,
                                                       0b1101101, 0b1111101, 0b0000111, 0b1111111, 0b1101111};

inline double distance(point p, const segment& s)
{
    const point along{s.to.x - s.from.x, s.to.y - s.from.y};
    const double length_squared = along.x * along.x + along.y * along.y;
    const double where = ((p.x - s.from.x) * along.x + (p.y - s.from.y) * along.y) / length_squared;
    const double t = std::clamp(where, 0.0, 1.0);
    return std::hypot(p.x - s.from.x - t * along.x, p.y - s.from.y - t * along.y);
}

/// From the display's coordinates to pixels.
struct placement {
    point centre;
    double scale;
    double slant;

    point operator()(point p) const
    {
        const double y = (p.y - 1.0) * scale;
        return {centre.x + (p.x - 0.5) * scale - slant * y, centre.y + y};
    }
};

inline void draw(unsigned digit, std::span<std::uint8_t> image, random_engine& random)
{
    const placement place{
        {uniform(random, 10, 18), uniform(random, 11, 17)}, uniform(random, 6, 9), uniform(random, -0.1, 0.4)};
    const double radius = uniform(random, 0.7, 1.8);
    const double ink = uniform(random, 120, 255);
    const double noise = uniform(random, 10, 80);

    std::array<segment, segments.size()> strokes{};
    std::size_t stroke_count = 0;
    for (std::size_t s = 0; s < segments.size(); ++s) {
        if ((lit[digit] >> s & 1u) != 0) {
            strokes[stroke_count++] = {place(segments[s].from), place(segments[s].to)};
        }
    }

    for (std::size_t i = 0; i < image.size(); ++i) {
        const std::size_t row = i / image_side;
        const point pixel{static_cast<double>(i % image_side), static_cast<double>(row)};
        double nearest = 1e9;
        for (std::size_t s = 0; s < stroke_count; ++s) {
            nearest = std::min(nearest, distance(pixel, strokes[s]));
        }
        const double cover = std::clamp(radius + 0.5 - nearest, 0.0, 1.0);
        const double value = ink * cover + uniform(random, -noise, noise);
        image[i] = static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
    }
}

} // namespace digits

/// `count` images, of the ten classes in turn.
inline labelled_images draw_digits(std::size_t count, std::uint64_t seed)
{
    random_engine random(seed);
    labelled_images images;
    images.pixels.resize(count * image_pixels);
    images.labels.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        images.labels[i] = static_cast<std::uint8_t>(i % class_count);
        digits::draw(images.labels[i], std::span(images.pixels).subspan(i * image_pixels, image_pixels), random);
    }
    return images;
}

/// 6,000 images to train on, and 1,000 others to test.
inline dataset draw_dataset()
{
    return {draw_digits(6000, 1), draw_digits(1000, 2), "Drawn seven-segment digits", true};
}

} // namespace demo
