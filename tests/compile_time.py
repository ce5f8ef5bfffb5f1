#!/usr/bin/env python3
"""What including rectify costs, as a ratio to including xsimd alone: compile_time.py <compiler> [flags, such as -I...]

Each header is compiled alone, turn about; a header's cost is the least user time of its compiler, which other programs
on the machine change the less the oftener it is tried: what seems too slow is tried again before it is believed. Exit
code 1 where rectify.hpp takes more than LIMIT times xsimd's time, or a functor's header more than rectify.hpp.
"""

import subprocess
import sys
import tempfile

try:
    import resource
except ImportError:
    sys.exit("compile_time.py needs a system that tells a program's user time")

LIMIT = 1.3
ROUNDS = 7
TRIES = 4
XSIMD, ALL = "xsimd/xsimd.hpp", "rectify/rectify.hpp"
FUNCTORS = ["rectify/functors/relu.hpp", "rectify/functors/elu.hpp"]


def user_time(command, header):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, input=f"#include <{header}>\n", text=True, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main(compiler):
    headers = [XSIMD, ALL, *FUNCTORS]
    times = {header: [] for header in headers}
    with tempfile.TemporaryDirectory() as folder:
        command = [*compiler, "-std=c++20", "-O2", "-c", "-x", "c++", "-", "-o", f"{folder}/object.o"]
        for _ in range(TRIES):
            for _ in range(ROUNDS):
                for header in headers:
                    times[header].append(user_time(command, header))
            least = {header: min(times[header]) for header in headers}
            too_slow = least[ALL] > LIMIT * least[XSIMD] or any(least[functor] > least[ALL] for functor in FUNCTORS)
            if not too_slow:
                break
    for header in headers:
        print(f"{header:30} {least[header]:.3f} s, the least of {len(times[header])}, {least[header] / least[XSIMD]:.2f} times xsimd")
    print("too slow" if too_slow else "fine")
    return 1 if too_slow else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
