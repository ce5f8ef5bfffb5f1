#!/bin/bash
# With pkg-config, which knows where rectify and xsimd are: build.sh <program>.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
flags=$(pkg-config --cflags rectify)
# CXX, CXXFLAGS and pkg-config's answer may be several words.
${CXX:-c++} ${CXXFLAGS:-} -std=c++20 -Wall -Wextra -Wpedantic -Werror $flags "$here/../main.cpp" -o "$1"
