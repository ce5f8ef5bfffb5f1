// expect: rectify: the first argument must be an activation functor

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    rectify::measure_sparsity([](float v) { return v; }, x);
}
