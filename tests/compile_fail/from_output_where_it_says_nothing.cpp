// expect: rectify: .*from its output|satisf.*\binvertible_derivative\b|\binvertible_derivative<.*evaluated to false

#include <rectify/rectify.hpp>

#include <vector>

struct square {
    using value_type = float;
    float operator()(float x) const { return x * x; }
    float derivative(float x) const { return 2 * x; }
};

int main()
{
    const std::vector<float> x(4);
    std::vector<float> y(4);
    rectify::backward_from_output(square{}, x, x, y);
}
