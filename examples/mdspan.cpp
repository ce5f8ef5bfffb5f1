// With std::mdspan: where its elements lie side by side, they are one range; else each row is. Exit code 77: this
// compiler's library has none.

#include <cstdio>

#if __has_include(<mdspan>)
#include <mdspan>
#endif

#if defined(__cpp_lib_mdspan)

#include <rectify/rectify.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

using matrix = std::mdspan<float, std::dextents<std::size_t, 2>, std::layout_stride>;

void activate(const matrix& m)
{
    const rectify::relu<float> f;
    if (m.is_exhaustive()) {
        const std::span<float> all(m.data_handle(), m.size());
        rectify::forward(f, all, all);
        return;
    }
    for (std::size_t r = 0; r < m.extent(0); ++r) { // rows of elements side by side: stride(1) == 1
        const std::span<float> row(&m[r, 0], m.extent(1));
        rectify::forward(f, row, row);
    }
}

int main()
{
    constexpr std::size_t rows = 3, cols = 10, step = 16;
    std::vector<float> memory(rows * step, -1.0f);
    const std::dextents<std::size_t, 2> extents(rows, cols);
    activate({memory.data(), std::layout_stride::mapping(extents, std::array<std::size_t, 2>{step, 1})});
    bool right = true;
    for (std::size_t i = 0; i < memory.size(); ++i) {
        right = right && memory[i] == (i % step < cols ? 0.0f : -1.0f);
    }

    std::vector<float> packed(rows * cols, -1.0f);
    activate({packed.data(), std::layout_stride::mapping(extents, std::array<std::size_t, 2>{cols, 1})});
    right = right && packed == std::vector<float>(rows * cols, 0.0f);
    std::puts(right ? "right" : "wrong");
    return right ? 0 : 1;
}

#else

int main()
{
    std::puts("SKIPPED: no std::mdspan here");
    return 77;
}

#endif
