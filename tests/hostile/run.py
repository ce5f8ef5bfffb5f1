#!/usr/bin/env python3
"""Compiles and runs a small program that uses rectify, in surroundings that break others.

    tests/hostile/run.py COMPILER [ARGUMENT...]

The arguments are the compiler's: the include path, flags. What cannot hold in a row is left out by its HOSTILE_ macro,
and stands in the README.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parents[1] / "include"
FINITE = "-DHOSTILE_FINITE"
FLUSHED = "-DHOSTILE_FLUSHED"

ROWS = {
    "fast-math": ["-O2", "-ffast-math", FINITE, FLUSHED],
    "Ofast": ["-Ofast", "-march=native", FINITE, FLUSHED],
    "without exceptions and RTTI": ["-O1", "-fno-exceptions", "-fno-rtti"],
    "unsigned char": ["-O1", "-funsigned-char"],
    "NDEBUG": ["-O1", "-DNDEBUG"],
    "no optimisation": ["-O0"],
    "macros": ["-O0", "-DHOSTILE_MACROS", "-fsyntax-only"],
    "unity": ["-O0", "-fsyntax-only"],
    "rounding upward": ["-O1", "-frounding-math", "-DHOSTILE_ROUNDING=FE_UPWARD"],
    "rounding to zero": ["-O1", "-frounding-math", "-DHOSTILE_ROUNDING=FE_TOWARDZERO"],
}


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def unity(folder):
    """A file that includes every header twice."""
    headers = sorted(h.relative_to(INCLUDE).as_posix() for h in INCLUDE.rglob("*.hpp"))
    path = folder / "unity.hpp"
    path.write_text("".join(f"#include <{h}>\n" for h in headers + headers[::-1]))
    return f'-DHOSTILE_UNITY="{path}"'


def two_versions(compiler, folder):
    """Another version, whose relu has another derivative at 0, in one program with this one."""
    other = folder / "other"
    shutil.copytree(INCLUDE, other)
    version = other / "rectify" / "version.hpp"
    version.write_text(re.sub(r"(#define RECTIFY_ABI) \w+", r"\1 v999_0", version.read_text()))
    relu = other / "rectify" / "functors" / "relu.hpp"
    relu.write_text(relu.read_text().replace("x <= V(T(0)), V(T(0)), V(T(1))", "x < V(T(0)), V(T(0)), V(T(1))"))
    for name, first in (("first_version", INCLUDE), ("second_version", other)):
        code, output = run(compiler[0], f"-I{first}", *compiler[1:], "-std=c++20", "-O0", f"-DHOSTILE_NAME={name}", "-c",
                           HERE / "version.cpp", "-o", folder / f"{name}.o")
        if code != 0:
            return code, output
    code, output = run(compiler[0], HERE / "two_versions.cpp", folder / "first_version.o", folder / "second_version.o",
                       "-o", folder / "two")
    return run(folder / "two") if code == 0 else (code, output)


def outcome(row, compiler, folder):
    """The exit code of the compiler, or of the program, and what it said."""
    flags = ROWS[row]
    extra = [unity(folder)] if row == "unity" else []
    program = folder / row.replace(" ", "_")
    code, output = run(*compiler, "-std=c++20", *flags, *extra, HERE / "program.cpp", "-o", program)
    return run(program) if code == 0 and "-fsyntax-only" not in flags else (code, output)


def main():
    compiler = sys.argv[1:]
    if not compiler:
        sys.exit(__doc__)
    failed = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = pathlib.Path(name)
        outcomes = {row: pool.submit(outcome, row, compiler, folder) for row in ROWS}
        outcomes["two versions"] = pool.submit(two_versions, compiler, folder)
        for row, future in outcomes.items():
            code, output = future.result()
            print(f"{row}: {'holds' if code == 0 else 'FAILS'}", flush=True)
            if code != 0:
                print(output[:3000])
                failed += 1
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
