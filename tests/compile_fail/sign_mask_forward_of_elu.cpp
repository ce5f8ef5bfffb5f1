// expect: rectify: a sign mask is for relu, leaky_relu and prelu

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    std::vector<float> x(4);
    rectify::sign_mask mask(4);
    rectify::forward(rectify::elu<float>{}, x, x, mask);
}
