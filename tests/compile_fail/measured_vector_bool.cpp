// expect: rectify: an input must be a contiguous range

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<bool> y(4);
    rectify::measure_sparsity(y);
}
