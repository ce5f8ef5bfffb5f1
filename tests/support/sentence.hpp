#pragma once

#include <stdexcept>
#include <string>

namespace rectify_test {

/// Calls f, which must throw, and returns the sentence.
template <class F>
std::string sentence_of(const F& f)
{
    try {
        f();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "no error";
}

} // namespace rectify_test
