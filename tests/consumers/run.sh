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

. "$here/checks.sh"

configured_from() { # configured_from <package folder's parent> <build folder>: not another rectify of this machine
    grep "^rectify_DIR:PATH=$1/" "$2/CMakeCache.txt"
}

installs_nothing() { # installs_nothing <build folder>
    cmake --install "$1" --prefix "$1/installed"
    [ ! -e "$1/installed" ] || [ -z "$(find "$1/installed" -type f)" ]
}

holds_only() { # holds_only <folder> <files...>, besides headers
    local folder=$1
    shift
    diff <(printf '%s\n' "$@" | sort) <(cd "$folder" && find . ! -type d ! -path './include/rectify/*.hpp' -printf '%P\n' | sort)
}

names_no_place() { # names_no_place <folder>: no file but the headers has a path from the root, such as /usr/include
    [ -n "$(find "$1/share" -type f)" ] && ! grep -rnE "(^|[\"' =:;(]|-[ILl])/[[:alnum:]_.-]+/" "$1/share"
}

# consumer <name> <project's folder> <configure arguments...>: configured, built, run, and looked into
consumer() {
    local name=$1 project=$2 build=$work/$1
    shift 2
    check "$name: configure" cmake -S "$here/$project" -B "$build" "$@"
    check "$name: build" cmake --build "$build"
    check "$name: run" "$build/app"
    check "$name: nothing of rectify's own is built, no flag is forced" python3 "$here/check_build.py" "$build"
    check "$name: nothing of rectify is installed with the consumer" installs_nothing "$build"
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
check "install: no file has an absolute path" names_no_place "$moved"
check "install: the configuration for CMake and pkg-config, the kernels' sources and the licence, and no more" \
    holds_only "$moved" share/pkgconfig/rectify.pc share/licenses/rectify/LICENSE share/cmake/rectify/find_xsimd.cmake \
    share/cmake/rectify/rectify{-config,-config-version,-targets,_add_dispatch}.cmake \
    $(cd "$source/cmake" && printf 'share/cmake/rectify/%s\n' dispatch/*)
check "install: the headers are those of the source" diff -r "$source/include/rectify" "$moved/include/rectify"

consumer find_package find_package -DCMAKE_PREFIX_PATH="$moved"
check "find_package: it is the moved one" configured_from "$moved" "$work/find_package"
check "find_package: version $version is accepted" cmake -S "$here/find_package" -B "$work/accepted" \
    -DCMAKE_PREFIX_PATH="$moved" -DRECTIFY_WANTED="$version"
check "find_package: version 99 is refused" refused "considered but not accepted" \
    cmake -S "$here/find_package" -B "$work/refused" -DCMAKE_PREFIX_PATH="$moved" -DRECTIFY_WANTED=99

# Its kernels are rectify's: check_build.py is for those who do not ask for them.
check "dispatch: configure" cmake -S "$here/dispatch" -B "$work/dispatch" -DCMAKE_PREFIX_PATH="$moved"
check "dispatch: build" cmake --build "$work/dispatch" -j 2
check "dispatch: run" "$work/dispatch/app"
check "dispatch: an unknown RECTIFY_ARCH is refused" refused "but this processor's choices are" \
    env RECTIFY_ARCH=none "$work/dispatch/app"
check "dispatch: nothing of rectify is installed with the consumer" installs_nothing "$work/dispatch"

targets() { # targets <name> <configure arguments...>: of each kind, built and run
    local build=$work/$1
    check "$1: configure" cmake -S "$here/dispatch_targets" -B "$build" -DCMAKE_INSTALL_PREFIX="$build/installed" "${@:2}"
    check "$1: build" cmake --build "$build" -j 2
    check "$1: run" ctest --test-dir "$build" --output-on-failure --no-tests=error
    check "$1: the kernels' flags" python3 "$here/check_kernels.py" "$build"
}
targets dispatch_targets -DCMAKE_PREFIX_PATH="$moved" -DSANITIZED=ON
check "dispatch_targets: install" cmake --install "$work/dispatch_targets"
check "dispatch_exported: configure" cmake -S "$here/dispatch_exported" -B "$work/dispatch_exported" \
    -DCONSUMER="$work/dispatch_targets/installed"
check "dispatch_exported: build" cmake --build "$work/dispatch_exported"
check "dispatch_exported: run" "$work/dispatch_exported/app"
if command -v ninja >/dev/null; then
    targets dispatch_in_tree -DRECTIFY_SOURCE="$source" -G Ninja -DCMAKE_BUILD_TYPE=Release
else
    echo "SKIPPED: dispatch_in_tree: ninja is not installed"
fi
number=0
while read -r sentence; do
    check "dispatch is refused: $sentence" refused "$sentence" cmake -S "$here/dispatch_refused" \
        -B "$work/dispatch_refused" -DCMAKE_PREFIX_PATH="$moved" -DCASE=$number
    number=$((number + 1))
done <<'sentences'
rectify_add_dispatch(app): "selu" is not known behind FUNCTORS
rectify_add_dispatch(app): "avx3" is not known behind ARCHITECTURES
rectify_add_dispatch(app): nothing stands behind FUNCTORS
rectify_add_dispatch(app apq): "apq" is no target
rectify_add_dispatch(no_code): no_code is not compiled here
rectify_add_dispatch(imported): imported is not compiled here
rectify_add_dispatch() needs a target
sentences

consumer add_subdirectory add_subdirectory -DRECTIFY_SOURCE="$source"

check "fetch_content: clone" git clone --quiet "$source" "$work/clone"
consumer fetch_content fetch_content -DRECTIFY_REPOSITORY="$work/clone" \
    -DRECTIFY_COMMIT="$(git -C "$work/clone" rev-parse HEAD || echo unknown)"

check "plain_include: build" bash "$here/plain_include/build.sh" "$source/include" "$work/plain"
check "plain_include: run" "$work/plain"

if command -v pkg-config >/dev/null; then
    export PKG_CONFIG_PATH=$moved/share/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
    check "pkg_config: build" bash "$here/pkg_config/build.sh" "$work/pkg_config"
    check "pkg_config: run" "$work/pkg_config"
    check "pkg_config: version $version is accepted" pkg-config --print-errors "rectify >= $version"
    check "pkg_config: version 99 is refused" refused "'rectify >= 99'" pkg-config --print-errors "rectify >= 99"
else
    echo "SKIPPED: pkg_config: pkg-config is not installed"
fi

# The port's tree is that of `cmake --install`, with the places that vcpkg has for the licence and the config.
port=$source/packaging/vcpkg/ports/rectify
check "vcpkg: the port installs" cmake -DPORT_FOLDER="$port" -DWORK="$work/vcpkg" -P "$here/vcpkg/install_port.cmake"
expected=$work/expected-of-port
cp -r "$moved" "$expected"
mv "$expected/share/cmake/rectify" "$expected/share/rectify"
mv "$expected/share/licenses/rectify/LICENSE" "$expected/share/rectify/copyright"
rm -r "$expected/share/cmake" "$expected/share/licenses"
cp "$port/usage" "$expected/share/rectify"
# How far up the prefix lies differs with the config's place.
check "vcpkg: its tree is that of cmake --install" diff -r -I '_PREFIX.*\.\.\|_IMPORT_PREFIX}" PATH' \
    "$expected" "$work/vcpkg/packages"
check "vcpkg: no file has an absolute path" names_no_place "$work/vcpkg/packages"
consumer with_vcpkg find_package -DCMAKE_PREFIX_PATH="$work/vcpkg/packages"
check "with_vcpkg: it is the port's" configured_from "$work/vcpkg/packages" "$work/with_vcpkg"

all_passed
