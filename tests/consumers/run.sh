#!/bin/bash
# Uses rectify in each way that a user can: run.sh <source folder> <work folder>. CXX and CXXFLAGS are honoured.
# xsimd must be where CMake finds it (CMAKE_PREFIX_PATH) and, for plain_include, where the compiler looks by itself.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)/consumers
rm -rf "$work"
mkdir "$work"

export CMAKE_EXPORT_COMPILE_COMMANDS=ON
unset CMAKE_BUILD_TYPE # its flags would be taken for rectify's
passed=0
failed=0

# check <name> <command...>
check() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
        echo "passed: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name: $*"
        tail -n 40 "$work/log" | sed 's/^/    /'
    fi
}

refused() { # the command fails, and says so in these words: refused <words> <command...>
    local words=$1
    shift
    local said
    if said=$("$@" 2>&1); then
        echo "accepted: $*"
        return 1
    fi
    echo "$said"
    [[ $said == *"$words"* ]]
}

no_file_holds() { # no_file_holds <folder> <text...>
    local folder=$1 text
    shift
    [ -n "$(find "$folder" -type f)" ] || return 1
    for text in "$@"; do
        if grep -rF -- "$text" "$folder"; then
            return 1
        fi
    done
}

configured_from() { # configured_from <package folder's parent> <build folder>: not another rectify of this machine
    grep "^rectify_DIR:PATH=$1/" "$2/CMakeCache.txt"
}

installs_nothing() { # installs_nothing <build folder>
    cmake --install "$1" --prefix "$1/installed"
    [ ! -e "$1/installed" ] || [ -z "$(find "$1/installed" -type f)" ]
}

# consumer <kind> <configure arguments...>: configured, built, run, and looked into
consumer() {
    local kind=$1 build=$work/$1
    shift
    check "$kind: configure" cmake -S "$here/$kind" -B "$build" "$@"
    check "$kind: build" cmake --build "$build"
    check "$kind: run" "$build/app"
    check "$kind: nothing of rectify's own is built, no flag is forced" python3 "$here/check_build.py" "$build"
    check "$kind: nothing of rectify is installed with the consumer" installs_nothing "$build"
}

version=$(sed -n 's/^#define RECTIFY_VERSION_\(MAJOR\|MINOR\) //p' "$source/include/rectify/version.hpp" | paste -sd.)

first=$work/first-prefix
moved=$work/moved-prefix
check "install: configure" cmake -S "$source" -B "$work/install" \
    -DRECTIFY_BUILD_TESTS=OFF -DRECTIFY_BUILD_BENCH=OFF -DRECTIFY_BUILD_EXAMPLES=OFF -DCMAKE_INSTALL_PREFIX="$first"
check "install: build" cmake --build "$work/install"
check "install: install" cmake --install "$work/install"
check "install: move" mv "$first" "$moved"
check "install: no file names the source, the build or the first prefix" \
    no_file_holds "$moved" "$source" "$work/install" "$first"
check "install: the headers are those of the source" diff -r "$source/include/rectify" "$moved/include/rectify"

consumer find_package -DCMAKE_PREFIX_PATH="$moved"
check "find_package: it is the moved one" configured_from "$moved" "$work/find_package"
check "find_package: version $version is accepted" cmake -S "$here/find_package" -B "$work/accepted" \
    -DCMAKE_PREFIX_PATH="$moved" -DRECTIFY_WANTED="$version"
check "find_package: version 99 is refused" refused "considered but not accepted" \
    cmake -S "$here/find_package" -B "$work/refused" -DCMAKE_PREFIX_PATH="$moved" -DRECTIFY_WANTED=99

consumer add_subdirectory -DRECTIFY_SOURCE="$source"

check "fetch_content: clone" git clone --quiet "$source" "$work/clone"
consumer fetch_content -DRECTIFY_REPOSITORY="$work/clone" \
    -DRECTIFY_COMMIT="$(git -C "$work/clone" rev-parse HEAD || echo unknown)"

check "plain_include: build" bash "$here/plain_include/build.sh" "$source/include" "$work/plain"
check "plain_include: run" "$work/plain"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
