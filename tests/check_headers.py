#!/usr/bin/env python3
"""Compiles each public header alone: check_headers.py <include folder> <compiler> [flags, such as -I...]

C++20 is the build's own check (all_verify_interface_header_sets); here are C++23, and the scalar path that is left
where the compiler has no instruction set for vectors.
"""

import concurrent.futures
import os
import pathlib
import platform
import subprocess
import sys

MODES = {"C++23": ["-std=c++2b"]}
if platform.machine().lower() in {"x86_64", "amd64"}:
    MODES["C++20 without SIMD"] = ["-std=c++20", "-mno-sse"]


def outcome(mode, header, include_folder, compiler):
    """What the compiler says of a program that includes this header alone; empty if nothing."""
    run = subprocess.run(
        [*compiler, *MODES[mode], f"-I{include_folder}", "-fsyntax-only", "-x", "c++", "-"],
        input=f"#include <{header}>\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return run.stdout if run.returncode == 0 else run.stdout or "the compiler failed"


def main(include_folder, compiler):
    headers = sorted(p.relative_to(include_folder) for p in pathlib.Path(include_folder).rglob("*.hpp"))
    cases = [(mode, header) for mode in MODES for header in headers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda case: outcome(*case, include_folder, compiler), cases))
    failed = 0
    for (mode, header), said in zip(cases, outcomes):
        if said:
            failed += 1
            print(f"FAILED: {header} in {mode}:")
            print("".join(f"    {line}\n" for line in said.splitlines()[:20]), end="")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
