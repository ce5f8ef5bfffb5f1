#pragma once

// Grey images with labels, as the demo's readers deliver them and its network takes them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace demo {

inline constexpr std::size_t image_side = 28;
inline constexpr std::size_t image_pixels = image_side * image_side;
inline constexpr std::size_t class_count = 10;

/// Whatever the user can put right: an option, a file, a directory. The message is one line that names it.
struct user_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Images row by row, one byte a pixel, and the class of each.
struct labelled_images {
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;

    std::size_t size() const noexcept { return labels.size(); }

    std::span<const std::uint8_t, image_pixels> image(std::size_t index) const
    {
        return std::span(pixels).subspan(index * image_pixels).first<image_pixels>();
    }
};

struct dataset {
    labelled_images train;
    labelled_images test;
    /// Where the images are from.
    std::string source;
    /// Drawn by the demo itself, because there were no others.
    bool is_synthetic = false;
};

} // namespace demo
