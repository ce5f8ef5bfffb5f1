// expect: rectify: an output must be a contiguous range

#include <rectify/rectify.hpp>

#include <list>
#include <vector>

int main()
{
    const std::vector<float> x(4);
    std::list<float> y(4);
    rectify::forward(rectify::relu<float>{}, x, y);
}
