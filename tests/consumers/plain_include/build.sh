#!/bin/bash
# Without CMake: build.sh <include folder> <program>. xsimd is where the compiler looks by itself (CPLUS_INCLUDE_PATH).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# CXX and CXXFLAGS may be several words.
${CXX:-c++} ${CXXFLAGS:-} -std=c++20 -Wall -Wextra -Wpedantic -Werror -I"$1" "$here/../main.cpp" -o "$2"
