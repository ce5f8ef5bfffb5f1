// The demo's reader of IDX files, on files that the test writes: good ones, and every kind of bad one.
//
// Build: a GoogleTest program (gtest, gtest_main), with examples/ in the include path, linked with zlib.

#include "idx.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using bytes = std::vector<std::uint8_t>;

void append_word(bytes& file, std::uint32_t word)
{
    for (const int shift : {24, 16, 8, 0}) {
        file.push_back(static_cast<std::uint8_t>(word >> shift));
    }
}

bytes image_header(std::uint32_t count, std::uint32_t rows = 28, std::uint32_t columns = 28)
{
    bytes file;
    for (const std::uint32_t word : {std::uint32_t{0x803}, count, rows, columns}) {
        append_word(file, word);
    }
    return file;
}

/// Images whose pixels count from 0 upwards.
bytes image_file(std::uint32_t count)
{
    bytes file = image_header(count);
    for (std::size_t i = 0; i < count * demo::image_pixels; ++i) {
        file.push_back(static_cast<std::uint8_t>(i));
    }
    return file;
}

bytes label_file(const bytes& labels)
{
    bytes file;
    append_word(file, 0x801);
    append_word(file, static_cast<std::uint32_t>(labels.size()));
    file.insert(file.end(), labels.begin(), labels.end());
    return file;
}

bytes contents(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class IdxTest : public testing::Test {
protected:
    IdxTest()
        : directory_(std::filesystem::path(testing::TempDir()) /
                     (std::string("rectify_idx_") + testing::UnitTest::GetInstance()->current_test_info()->name()))
    {
        std::filesystem::remove_all(directory_);
        std::filesystem::create_directories(directory_);
    }

    ~IdxTest() override { std::filesystem::remove_all(directory_); }

    std::filesystem::path write(const std::string& name, const bytes& content) const
    {
        std::filesystem::path path = directory_ / name;
        std::ofstream out(path, std::ios::binary);
        for (const std::uint8_t byte : content) {
            out.put(static_cast<char>(byte));
        }
        return path;
    }

    std::filesystem::path write_compressed(const std::string& name, const bytes& content) const
    {
        std::filesystem::path path = directory_ / name;
        gzFile out = gzopen(path.string().c_str(), "wb");
        EXPECT_EQ(gzwrite(out, content.data(), static_cast<unsigned>(content.size())),
                  static_cast<int>(content.size()));
        EXPECT_EQ(gzclose(out), Z_OK);
        return path;
    }

    void write_four_files() const
    {
        write("train-images-idx3-ubyte", image_file(2));
        write("train-labels-idx1-ubyte", label_file({0, 9}));
        write_compressed("t10k-images-idx3-ubyte.gz", image_file(1));
        write_compressed("t10k-labels-idx1-ubyte.gz", label_file({5}));
    }

    std::filesystem::path directory_;
};

/// read() throws a one-line user_error that names the file and contains `reason`.
template <class Read>
void expect_error(const Read& read, std::string_view file, std::string_view reason)
{
    try {
        read();
        ADD_FAILURE() << "nothing was thrown; expected: " << reason;
    } catch (const demo::user_error& error) {
        const std::string_view message = error.what();
        EXPECT_NE(message.find(file), std::string_view::npos) << message;
        EXPECT_NE(message.find(reason), std::string_view::npos) << message;
        EXPECT_EQ(message.find('\n'), std::string_view::npos) << message;
    }
}

void expect_bad_images(const std::filesystem::path& path, std::string_view reason)
{
    expect_error([&] { demo::read_idx_images(path); }, path.filename().string(), reason);
}

void expect_bad_labels(const std::filesystem::path& path, std::string_view reason)
{
    expect_error([&] { demo::read_idx_labels(path); }, path.filename().string(), reason);
}

TEST_F(IdxTest, reads_plain_images)
{
    const bytes pixels = demo::read_idx_images(write("images", image_file(3)));
    ASSERT_EQ(pixels.size(), 3 * demo::image_pixels);
    EXPECT_EQ(pixels[300], 300 % 256);
}

TEST_F(IdxTest, reads_compressed_images)
{
    EXPECT_EQ(demo::read_idx_images(write_compressed("images.gz", image_file(3))),
              demo::read_idx_images(write("images", image_file(3))));
}

TEST_F(IdxTest, reads_more_than_one_step_of_its_buffer)
{
    const bytes pixels = demo::read_idx_images(write_compressed("images.gz", image_file(3000)));
    ASSERT_EQ(pixels.size(), 3000 * demo::image_pixels);
    EXPECT_EQ(pixels.back(), static_cast<std::uint8_t>(pixels.size() - 1));
}

TEST_F(IdxTest, reads_labels)
{
    EXPECT_EQ(demo::read_idx_labels(write("labels", label_file({0, 9, 4}))), (bytes{0, 9, 4}));
    EXPECT_EQ(demo::read_idx_labels(write_compressed("labels.gz", label_file({0, 9, 4}))), (bytes{0, 9, 4}));
}

TEST_F(IdxTest, reads_a_directory_of_plain_and_compressed_files)
{
    write_four_files();
    const demo::dataset data = demo::read_idx_directory(directory_);
    EXPECT_EQ(data.train.size(), 2u);
    EXPECT_EQ(data.train.labels, (bytes{0, 9}));
    EXPECT_EQ(data.train.image(1)[0], demo::image_pixels % 256);
    EXPECT_EQ(data.test.size(), 1u);
    EXPECT_FALSE(data.is_synthetic);
}

TEST_F(IdxTest, rejects_a_directory_that_is_absent_or_a_file)
{
    expect_error([&] { demo::read_idx_directory(directory_ / "absent"); }, "absent", "");
    const std::filesystem::path file = write("file", {});
    expect_error([&] { demo::read_idx_directory(file); }, "file", "not a directory");
}

TEST_F(IdxTest, rejects_a_missing_file)
{
    write_four_files();
    std::filesystem::remove(directory_ / "t10k-labels-idx1-ubyte.gz");
    expect_error([&] { demo::read_idx_directory(directory_); }, "t10k-labels-idx1-ubyte", "no such file");
}

TEST_F(IdxTest, rejects_a_directory_in_place_of_a_file)
{
    write_four_files();
    std::filesystem::create_directory(directory_ / "t10k-labels-idx1-ubyte");
    expect_error([&] { demo::read_idx_directory(directory_); }, "t10k-labels-idx1-ubyte", "not a file");
}

TEST_F(IdxTest, rejects_an_empty_file)
{
    expect_bad_images(write("images", {}), "truncated");
}

TEST_F(IdxTest, rejects_every_truncation)
{
    const bytes whole = image_file(1);
    for (std::size_t size = 0; size < whole.size(); size += size < 20 ? 1 : 97) {
        const bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        expect_bad_images(write("images", part), "truncated");
        expect_bad_images(write_compressed("images.gz", part), "truncated");
    }
    expect_bad_labels(write("labels", bytes{0, 0, 8, 1, 0, 0, 0, 3, 1, 2}), "truncated");
}

TEST_F(IdxTest, rejects_a_file_that_goes_on)
{
    bytes images = image_file(1);
    images.push_back(0);
    expect_bad_images(write("images", images), "oversized");
    expect_bad_images(write_compressed("images.gz", images), "oversized");
    bytes labels = label_file({1, 2});
    labels.push_back(3);
    expect_bad_labels(write("labels", labels), "oversized");
}

TEST_F(IdxTest, rejects_foreign_files)
{
    expect_bad_images(write("images", label_file({1, 2, 3, 4, 5, 6, 7, 8})), "magic number is 0x00000801");
    expect_bad_labels(write("labels", image_file(1)), "magic number is 0x00000803");
    expect_bad_images(write("picture", {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a}), "magic number is 0x89504e47");
}

TEST_F(IdxTest, rejects_images_of_another_size)
{
    expect_bad_images(write("images", image_header(1, 32, 28)), "32 x 28");
    expect_bad_images(write("images", image_header(1, 28, 0)), "28 x 0");
}

TEST_F(IdxTest, rejects_dimensions_whose_product_overflows)
{
    expect_bad_images(write("images", image_header(0xffffffff, 0xffffffff, 0xffffffff)), "4294967295");
    expect_bad_images(write("images", image_header(1, 0x80000000, 0x80000000)), "2147483648 x 2147483648");
    expect_bad_labels(write("labels", bytes{0, 0, 8, 1, 0xff, 0xff, 0xff, 0xff}), "4294967295");
}

TEST_F(IdxTest, rejects_no_images_and_no_labels)
{
    expect_bad_images(write("images", image_header(0)), "no images");
    expect_bad_labels(write("labels", label_file({})), "no labels");
}

TEST_F(IdxTest, a_header_that_lies_costs_no_memory)
{
    // The header promises 784 MB; what the vector grows to is bounded by the file's own bytes and one step.
    expect_bad_images(write("images", image_header(1'000'000)), "truncated");
}

TEST_F(IdxTest, rejects_a_label_above_nine)
{
    expect_bad_labels(write("labels", label_file({0, 9, 10})), "label 2 is 10");
    expect_bad_labels(write("labels", label_file({255})), "label 0 is 255");
}

TEST_F(IdxTest, rejects_counts_that_differ)
{
    const auto images = write("images", image_file(2));
    const auto labels = write("labels", label_file({1, 2, 3}));
    expect_error([&] { demo::read_idx_pair(images, labels); }, "labels", "3 labels for the 2 images");
}

TEST_F(IdxTest, rejects_compressed_data_that_ends_early)
{
    const bytes whole = contents(write_compressed("whole.gz", image_file(2)));
    for (std::size_t size = 12; size < whole.size(); size += 3) {
        const bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        expect_bad_images(write("images.gz", part), "truncated");
    }
}

TEST_F(IdxTest, rejects_compressed_data_with_a_flipped_bit)
{
    const bytes whole = contents(write_compressed("whole.gz", image_file(2)));
    // From behind gzip's own header, whose time stamp and flags carry no data, to the checksum and the length.
    for (std::size_t at = 10; at < whole.size(); ++at) {
        bytes flipped = whole;
        flipped[at] ^= 0x10;
        expect_bad_images(write("images.gz", flipped), "images.gz");
    }
}

TEST_F(IdxTest, rejects_a_wrong_checksum)
{
    bytes file = contents(write_compressed("images.gz", image_file(2)));
    file[file.size() - 8] ^= 1;
    expect_bad_images(write("images.gz", file), "corrupt gzip data");
}

} // namespace
