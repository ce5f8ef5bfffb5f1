#!/usr/bin/env python3
"""Programs that must not compile: run.py <folder> <compiler> [flags, such as -I...]

The first line of each .cpp is `// expect: <regular expression>`. The compiler must refuse the program, and the
expression must match one of the first lines of what it says: a user reads no further. `// expect: compiles` marks the
control: without it a wrong include folder would make all others "fail to compile". A second line `// flags: <words>`
goes before the other flags, from within the folder; without it a program is C++20.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

LINES_A_USER_READS = 15


def complaint(program, compiler):
    """What is wrong with a program's outcome, or None, and what the compiler said."""
    first_line, second_line = program.read_text().split("\n")[:2]
    expect = re.fullmatch(r"// expect: (.+)", first_line)
    flags = re.fullmatch(r"// flags: (.+)", second_line)
    if not expect:
        return "its first line is not `// expect: <regular expression>`", []
    words = flags[1].split() if flags else ["-std=c++20"]
    run = subprocess.run(
        [compiler[0], *words, *compiler[1:], "-fsyntax-only", program.name],
        cwd=program.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    said = run.stdout.splitlines()
    if expect[1] == "compiles":
        return (None if run.returncode == 0 else "it must compile, but did not"), said
    if run.returncode == 0:
        return "it compiled", said
    lines = [number for number, line in enumerate(said, 1) if re.search(expect[1], line)]
    if not lines:
        return f"the compiler said nothing that matches: {expect[1]}", said
    if lines[0] > LINES_A_USER_READS:
        return f"the sentence comes as late as line {lines[0]}: {expect[1]}", said
    return None, said


def main(folder, compiler):
    programs = sorted(pathlib.Path(folder).glob("*.cpp"))
    controls = [p for p in programs if p.read_text().startswith("// expect: compiles\n")]
    if not controls or len(controls) == len(programs):
        print(f"{folder} needs programs that must not compile, and a control that must")
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda p: complaint(p, compiler), programs))
    failed = 0
    for program, (wrong, said) in zip(programs, outcomes):
        if wrong:
            failed += 1
            print(f"FAILED: {program.name}: {wrong}")
            print("".join(f"    {line}\n" for line in said[:20]), end="")
        else:
            print(f"passed: {program.name}")
    print(f"{len(programs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
