// Prints the architecture that is chosen; or why none is, and exits with 3.

#include <rectify/dispatch/dispatch.hpp>

#include <cstdio>
#include <stdexcept>

int main()
{
    try {
        std::puts(rectify::dispatch::architecture());
        return 0;
    } catch (const std::invalid_argument& error) {
        std::puts(error.what());
        return 3;
    }
}
