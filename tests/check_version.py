#!/usr/bin/env python3
"""The version stands once, in include/rectify/version.hpp: check_version.py <source folder> [<build folder>]

What must repeat it repeats it rightly: the inline namespace, CHANGELOG.md's newest entry, the vcpkg port, and what CMake
made of it in the build folder. What reads it, CMakeLists.txt and Conan's recipe, has none of its own.
"""

import json
import pathlib
import re
import sys


def first_match(pattern, path):
    match = re.search(pattern, path.read_text(), re.MULTILINE)
    return match[1] if match else "nothing"


def main(source, build=None):
    header = source / "include/rectify/version.hpp"
    major, minor, patch = re.findall(r"^#define RECTIFY_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$", header.read_text(), re.MULTILINE)
    version = f"{major}.{minor}.{patch}"
    own_version = r"(?:^\s*version\s*=|VERSION)\s*[\"']?(\d+\.\d+\.\d+)"
    found = [
        ("RECTIFY_ABI", first_match(r"^#define RECTIFY_ABI (\S+)$", header), f"v{major}_{minor}"),
        ("CHANGELOG.md", first_match(r"^## (\d\S*)", source / "CHANGELOG.md"), version),
        ("vcpkg.json", json.loads((source / "packaging/vcpkg/ports/rectify/vcpkg.json").read_text())["version"], version),
        ("CMakeLists.txt itself", first_match(own_version, source / "CMakeLists.txt"), "nothing"),
        ("conanfile.py itself", first_match(own_version, source / "conanfile.py"), "nothing"),
    ]
    if build:
        found.append(("CMake", first_match(r"^CMAKE_PROJECT_VERSION:STATIC=(.*)$", build / "CMakeCache.txt"), version))
    wrong = [f"FAILED: {where} says {said}, not {expected}" for where, said, expected in found if said != expected]
    print("\n".join([*wrong, f"{version}: {len(found) - len(wrong)} passed, {len(wrong)} failed"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
