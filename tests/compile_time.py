#!/usr/bin/env python3
"""What including rectify costs, as a ratio to including xsimd alone: compile_time.py <compiler> [flags, such as -I...]

Each header is compiled alone, turn about; a header's cost is the least user time of its compiler, which other programs
on the machine hardly change. Exit code 1 where rectify.hpp takes more than LIMIT times xsimd's time, or a functor's
header more than rectify.hpp (but for noise).
"""

import subprocess
import sys
import tempfile

try:
    import resource
except ImportError:
    sys.exit("compile_time.py needs a system that tells a program's user time")

LIMIT = 1.3
NOISE = 1.1
ROUNDS = 7
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
        for _ in range(ROUNDS):
            for header in headers:
                times[header].append(user_time(command, header))
    least = {header: min(times[header]) for header in headers}
    for header in headers:
        median = sorted(times[header])[ROUNDS // 2]
        print(f"{header:30} {least[header]:.3f} s, median {median:.3f} s, {least[header] / least[XSIMD]:.2f} times xsimd")
    too_slow = least[ALL] > LIMIT * least[XSIMD] or any(least[functor] > NOISE * least[ALL] for functor in FUNCTORS)
    print("too slow" if too_slow else "fine")
    return 1 if too_slow else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
