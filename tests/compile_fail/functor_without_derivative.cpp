// expect: rectify: .*activation functor|satisf.*\bactivation\b|\bactivation<.*evaluated to false

#include <rectify/rectify.hpp>

#include <vector>

struct identity {
    using value_type = float;
    float operator()(float x) const { return x; }
};

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::forward(identity{}, x, y);
}
