#!/bin/bash
# Packages rectify with Conan's own client, in a fresh home: run.sh <source folder> <work folder> <xsimd's include folder>.
# No remote is asked: xsimd is packaged from the headers given. Exit code 77: there is no client here.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$1" && pwd)
mkdir -p "$2"
work=$(cd "$2" && pwd)/conan
export XSIMD_INCLUDE=$3
rm -rf "$work"
mkdir "$work"

. "$here/../checks.sh"

if [[ $(conan --version 2>&1 || true) != "Conan version 2."* ]]; then
    if ! { python3 -m venv "$work/client" && timeout 180 "$work/client/bin/pip" install --quiet --retries 1 --timeout 15 conan; }; then
        echo "SKIPPED: Conan 2 is not installed, and not to be had here"
        exit 77
    fi
    PATH=$work/client/bin:$PATH
fi
conan --version

export CONAN_HOME=$work/home
conan profile detect >"$work/log" 2>&1

# A copy, as the client writes beside the recipe.
recipe=$work/recipe
mkdir -p "$recipe/tests"
cp -r "$source"/{conanfile.py,LICENSE,cmake,include,test_package} "$recipe"
cp -r "$source/tests/consumers" "$recipe/tests"

create() { # create <C++ standard> <build type>
    conan create "$recipe" --no-remote -s compiler.cppstd="$1" -s build_type="$2"
}
package_xsimd() { # package_xsimd <version>
    conan create "$here/xsimd" --no-remote --version "$1" -s compiler.cppstd=20
}

one_package_id() {
    conan list 'rectify/*:*' --format=json | python3 -c '
import json, sys
ids = [p for ref in json.load(sys.stdin)["Local Cache"].values() for r in ref["revisions"].values() for p in r["packages"]]
print(ids)
sys.exit(len(ids) != 1)'
}

package_is_whole() {
    local package
    package=$(conan cache path "$(conan list 'rectify/*:*' --format=compact | grep -o 'rectify/[^ ]*:[0-9a-f]*' | tail -n 1)")
    diff -r "$source/include" "$package/include"
    diff "$source/LICENSE" "$package/licenses/LICENSE"
    diff -r "$source/cmake/dispatch" "$package/cmake/dispatch"
}

version_of() { # version_of <macro prefix> <header>
    sed -n "s/^#define $1_VERSION_\(MAJOR\|MINOR\|PATCH\) //p" "$2" | paste -sd.
}
version=$(version_of RECTIFY "$source/include/rectify/version.hpp")

check "xsimd 7 is packaged" package_xsimd 7.6.0
check "rectify refuses xsimd 7" refused "'>=8.1 <15'" create 20 Release
check "xsimd is packaged" package_xsimd "$(version_of XSIMD "$XSIMD_INCLUDE/xsimd/config/xsimd_config.hpp")"
check "Release: packaged, and its test package runs" create 20 Release
check "Debug: packaged, and its test package runs" create 20 Debug
check "Release and Debug are one package" one_package_id
check "the package holds the headers and the licence" package_is_whole
check "C++17 is refused" refused "lower than the required C++ standard (20)" create gnu17 Release
check "version $version is accepted" conan install --no-remote --requires "rectify/$version" -s compiler.cppstd=20
check "version 99 is refused" refused "could not be resolved" \
    conan install --no-remote --requires "rectify/[>=99]" -s compiler.cppstd=20

all_passed
