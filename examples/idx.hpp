#pragma once

// MNIST's file format, IDX: big-endian 32-bit words (a magic number, then one word a dimension), then the bytes.
// A file may be compressed by gzip.
//
// A header is not believed: its dimensions are checked before anything is allocated, and memory grows with the bytes
// that the file really has.

#include "dataset.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace demo {

namespace idx {

inline constexpr std::uint32_t magic_of_images = 0x00000803; // bytes, three dimensions
inline constexpr std::uint32_t magic_of_labels = 0x00000801; // bytes, one dimension
/// More is taken for a broken header. (The largest relative of MNIST, EMNIST, has 814,255.)
inline constexpr std::uint32_t most_images = 1'000'000;

/// A file, read from its start to its end. Compressed or not is zlib's to find out.
class file {
public:
    explicit file(const std::filesystem::path& path) : name_(path.string())
    {
        std::error_code error;
        const std::filesystem::file_status status = std::filesystem::status(path, error);
        if (!std::filesystem::exists(status)) {
            fail("there is no such file, nor one with .gz behind its name");
        }
        if (!std::filesystem::is_regular_file(status)) {
            fail(error ? error.message() : "not a file");
        }
        errno = 0;
        handle_.reset(gzopen(name_.c_str(), "rb"));
        if (!handle_) {
            fail(errno != 0 ? std::generic_category().message(errno) : "out of memory");
        }
    }

    /// Fills `bytes`, and throws if the file ends before.
    void read(std::span<std::uint8_t> bytes)
    {
        if (read_some(bytes) < bytes.size()) {
            fail("truncated: it ends before the bytes that its header promises");
        }
    }

    std::uint32_t read_word()
    {
        std::array<std::uint8_t, 4> bytes{};
        if (read_some(bytes) < bytes.size()) {
            fail("truncated: it ends within the header");
        }
        std::uint32_t word = 0;
        for (const std::uint8_t byte : bytes) {
            word = word << 8 | byte;
        }
        return word;
    }

    /// Throws unless everything has been read. It is here that zlib compares gzip's checksum.
    void expect_end()
    {
        std::array<std::uint8_t, 1> byte{};
        if (read_some(byte) != 0) {
            fail("oversized: it goes on after the bytes that its header promises");
        }
    }

    [[noreturn]] void fail(const std::string& what) const { throw user_error(name_ + ": " + what); }

private:
    std::size_t read_some(std::span<std::uint8_t> bytes)
    {
        const int count = gzread(handle_.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
        int state = Z_OK;
        const char* message = gzerror(handle_.get(), &state);
        if (state == Z_BUF_ERROR) {
            fail("truncated: the compressed data ends early");
        }
        if (count < 0 || state < 0) {
            fail(state == Z_ERRNO ? std::string("cannot be read") : std::string("corrupt gzip data (") + message + ")");
        }
        return static_cast<std::size_t>(count);
    }

    struct closer {
        void operator()(gzFile handle) const { gzclose_r(handle); }
    };

    std::string name_;
    std::unique_ptr<gzFile_s, closer> handle_;
};

inline void expect_magic(file& in, std::uint32_t expected, const char* content)
{
    const std::uint32_t magic = in.read_word();
    if (magic != expected) {
        char what[96];
        std::snprintf(what, sizeof what, "not an IDX file of %s: its magic number is 0x%08x, not 0x%08x", content,
                      static_cast<unsigned>(magic), static_cast<unsigned>(expected));
        in.fail(what);
    }
}

inline std::uint32_t read_count(file& in, const char* content)
{
    const std::uint32_t count = in.read_word();
    if (count == 0) {
        in.fail(std::string("its header promises no ") + content);
    }
    if (count > most_images) {
        in.fail("its header promises " + std::to_string(count) + " " + content + ", and at most " +
                std::to_string(most_images) + " are read");
    }
    return count;
}

/// `size` bytes, which must be all that is left.
inline std::vector<std::uint8_t> read_rest(file& in, std::size_t size)
{
    constexpr std::size_t step = std::size_t{1} << 20;
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < size) {
        const std::size_t first = bytes.size();
        bytes.resize(first + std::min(step, size - first));
        in.read(std::span(bytes).subspan(first));
    }
    in.expect_end();
    return bytes;
}

} // namespace idx

/// The pixels of images of 28 by 28.
inline std::vector<std::uint8_t> read_idx_images(const std::filesystem::path& path)
{
    idx::file in(path);
    idx::expect_magic(in, idx::magic_of_images, "images");
    const std::uint32_t count = idx::read_count(in, "images");
    const std::uint32_t rows = in.read_word();
    const std::uint32_t columns = in.read_word();
    if (rows != image_side || columns != image_side) {
        in.fail("its images are " + std::to_string(rows) + " x " + std::to_string(columns) + " pixels, not 28 x 28");
    }
    return idx::read_rest(in, count * image_pixels);
}

/// Labels from 0 to 9.
inline std::vector<std::uint8_t> read_idx_labels(const std::filesystem::path& path)
{
    idx::file in(path);
    idx::expect_magic(in, idx::magic_of_labels, "labels");
    const std::uint32_t count = idx::read_count(in, "labels");
    std::vector<std::uint8_t> labels = idx::read_rest(in, count);
    const auto wrong = std::ranges::find_if(labels, [](std::uint8_t label) { return label >= class_count; });
    if (wrong != labels.end()) {
        in.fail("label " + std::to_string(wrong - labels.begin()) + " is " + std::to_string(*wrong) +
                ", and a label is from 0 to 9");
    }
    return labels;
}

inline labelled_images read_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels)
{
    labelled_images pair{read_idx_images(images), read_idx_labels(labels)};
    const std::size_t image_count = pair.pixels.size() / image_pixels;
    if (image_count != pair.labels.size()) {
        throw user_error(labels.string() + ": " + std::to_string(pair.labels.size()) + " labels for the " +
                         std::to_string(image_count) + " images of " + images.filename().string());
    }
    return pair;
}

/// The four files of MNIST, or of Fashion-MNIST, in `directory`.
inline dataset read_idx_directory(const std::filesystem::path& directory)
{
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error)) {
        throw user_error(directory.string() + ": " + (error ? error.message() : "not a directory"));
    }
    const auto plain_or_compressed = [&](const char* name) {
        const std::filesystem::path plain = directory / name;
        std::filesystem::path compressed = plain;
        compressed += ".gz";
        std::error_code ignored;
        const bool is_compressed =
            !std::filesystem::exists(plain, ignored) && std::filesystem::exists(compressed, ignored);
        return is_compressed ? compressed : plain;
    };
    const auto read = [&](const char* images, const char* labels) {
        return read_idx_pair(plain_or_compressed(images), plain_or_compressed(labels));
    };
    return {read("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
            read("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"), directory.string(), false};
}

} // namespace demo
