#!/usr/bin/env python3
"""What rectify brought into a consumer's build: check_build.py <build folder>.

The only source that is compiled is the consumer's main.cpp, there are no tests, and the compiler's command has nothing
but what the consumer asks for itself (warnings, and CXXFLAGS of the environment), C++20, include folders, and what
xsimd's own package defines (Debian 13's does).
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

OWN = {"-Wall", "-Wextra", "-Wpedantic", "-Werror", *shlex.split(os.environ.get("CXXFLAGS", ""))}
ALLOWED = {"-std=gnu++20", "-std=c++20"}
OF_XSIMD = "-DXSIMD_ENABLE_"
WITH_ARGUMENT = {"-isystem", "-I", "-o", "-c"}


def foreign_words(command):
    """The words of a compiler's command that neither the consumer nor C++20 and include folders account for."""
    compiler = len(shlex.split(os.environ.get("CXX", "c++")))
    words = iter(shlex.split(command)[compiler:])
    foreign = []
    for word in words:
        if word in WITH_ARGUMENT:
            next(words)
        elif word not in OWN | ALLOWED and not word.startswith(("-I", OF_XSIMD)):
            foreign.append(word)
    return foreign


def problems(build):
    commands = json.loads((build / "compile_commands.json").read_text())
    sources = [pathlib.Path(c["file"]).name for c in commands]
    if sources != ["main.cpp"]:
        yield f"these sources are compiled, not main.cpp alone: {sources}"
    for command in commands:
        words = shlex.split(command["command"])
        if not ALLOWED & set(words):
            yield f"no flag for C++20: {command['command']}"
        foreign = foreign_words(command["command"])
        if foreign:
            yield f"flags that the consumer did not ask for: {foreign}"
    options = re.findall(r"^RECTIFY_(?:BUILD_\w+|INSTALL):BOOL=ON$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)
    if options:
        yield f"options that are for rectify's own developers: {options}"
    tests = subprocess.run(["ctest", "-N"], cwd=build, capture_output=True, text=True, check=True).stdout
    if "Total Tests: 0" not in tests:
        yield f"the consumer has tests that are not its own: {tests}"


found = list(problems(pathlib.Path(sys.argv[1])))
for problem in found:
    print(problem)
sys.exit(1 if found else 0)
