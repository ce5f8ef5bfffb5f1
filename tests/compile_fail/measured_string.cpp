// expect: rectify: the elements of an input must be float, double, bfloat16, float16 or integers \(not bool, not characters\)

#include <rectify/rectify.hpp>

#include <string>

int main()
{
    const std::string y = "text";
    rectify::measure_sparsity(y);
}
