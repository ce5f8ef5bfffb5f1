// expect: bfloat16 and float16 are for storage: compute in float

#include <rectify/rectify.hpp>

rectify::elu<rectify::float16> elu;

int main() {}
