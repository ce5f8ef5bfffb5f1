// expect: rectify: a sign mask is for relu, leaky_relu and prelu

#include <rectify/rectify.hpp>

#include <vector>

int main()
{
    const std::vector<float> dy(4);
    std::vector<float> dx(4);
    const rectify::sign_mask mask(4);
    rectify::backward(rectify::elu<float>{}, mask, dy, dx);
}
