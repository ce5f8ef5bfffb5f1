// The demo's reader of IDX files on any bytes, as they are or behind a gzip header of zlib's making: it returns what
// the header promises, or throws user_error.

#include "idx.hpp"

#include <unistd.h>

#include <cstdlib>

namespace {

/// A file of this process, which each input overwrites.
const std::string& path_of_input()
{
    static const std::string path =
        (std::filesystem::temp_directory_path() / ("rectify-fuzz-" + std::to_string(getpid()))).string();
    static const int removed_at_exit = std::atexit([] { std::filesystem::remove(path_of_input()); });
    static_cast<void>(removed_at_exit);
    return path;
}

template <class Read>
void try_reading(const Read& read)
{
    try {
        static_cast<void>(read());
    } catch (const demo::user_error&) {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    // The first byte says whether the others are compressed on the way.
    const std::string& path = path_of_input();
    const bool compressed = data[0] % 2 == 1;
    gzFile out = gzopen(path.c_str(), compressed ? "wb1" : "wbT");
    if (out == nullptr) {
        std::abort();
    }
    gzwrite(out, data + 1, static_cast<unsigned>(size - 1));
    gzclose(out);
    try_reading([&] {
        const auto pixels = demo::read_idx_images(path);
        if (pixels.empty() || pixels.size() % demo::image_pixels != 0) {
            std::abort();
        }
        return pixels;
    });
    try_reading([&] {
        const auto labels = demo::read_idx_labels(path);
        if (labels.empty() || std::ranges::any_of(labels, [](auto l) { return l >= demo::class_count; })) {
            std::abort();
        }
        return labels;
    });
    return 0;
}
