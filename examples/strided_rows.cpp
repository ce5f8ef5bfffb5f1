// An image whose rows are padded, as OpenCV's cv::Mat has them, or a part of a larger one: a row at a time. No result
// depends on where a row starts or ends.

#include <rectify/rectify.hpp>

#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

/// As of a cv::Mat: data, rows, cols, and the elements from one row's start to the next's (step / sizeof(float)).
struct image {
    float* data;
    std::size_t rows;
    std::size_t cols;
    std::size_t step;
};

// [strided-rows]
rectify::sparsity rectify_rows(const image& m)
{
    rectify::sparsity zeros;
    for (std::size_t r = 0; r < m.rows; ++r) {
        const std::span<float> row(m.data + r * m.step, m.cols);
        zeros += rectify::forward_measured(rectify::relu<float>{}, row, row);
    }
    return zeros;
}
// [/strided-rows]

int main()
{
    constexpr std::size_t rows = 5, cols = 37, step = 48;
    std::vector<float> memory(rows * step, -1.0f);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < cols; ++c) {
            memory[r * step + c] = static_cast<float>(c) - 18.0f;
        }
    }
    const rectify::sparsity zeros = rectify_rows({memory.data(), rows, cols, step});
    std::printf("%zu of %zu are zero\n", zeros.zeros, zeros.size);

    bool right = zeros == rectify::sparsity{rows * 19, rows * cols};
    for (std::size_t i = 0; i < memory.size(); ++i) {
        const std::size_t c = i % step;
        const float expected = c >= cols ? -1.0f : c < 18 ? 0.0f : static_cast<float>(c) - 18.0f; // the padding stays
        right = right && memory[i] == expected;
    }
    return right ? 0 : 1;
}
