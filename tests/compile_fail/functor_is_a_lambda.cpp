// expect: rectify: .*activation functor|satisf.*\bactivation\b|\bactivation<.*evaluated to false

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::forward([](float v) { return v; }, x, y);
}
