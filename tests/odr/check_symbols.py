#!/usr/bin/env python3
"""Looks for names that kernels of several instruction sets could share.

    check_symbols.py <nm> <architecture> <object files...>

Every function and variable that an object file exports, weak or not, must have the architecture in its name: else a
linker that sees the same name in another object takes either.
"""

import re
import subprocess
import sys

# As they are mangled: the tag of dispatch/, or xsimd's architecture.
TAGS = {
    "sse2": re.compile("4sse2"),
    "fma3_avx2": re.compile(r"9fma3_avx2|4fma3I(NS\w*_|N5xsimd)4avx2E"),
    "avx512bw": re.compile("8avx512bw"),
}
DEFINED = re.compile(r"^[0-9a-f]+ ([A-Zuvi]) (\S+)$")
# A pointer to a function of the C++ library.
HARMLESS = re.compile(r"^DW\.ref\.__gxx_personality_v0$")


def untagged(nm, architecture, objects):
    count = 0
    found = []
    said = subprocess.run([nm, "--defined-only", *objects], capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        match = DEFINED.match(line)
        if match and not HARMLESS.match(match[2]):
            count += 1
            if not TAGS[architecture].search(match[2]):
                found.append(line)
    return count, found


def main(nm, architecture, objects):
    count, found = untagged(nm, architecture, objects)
    for line in found:
        print(f"not tagged: {line}")
    print(f"{len(objects)} objects for {architecture}: {count} names, {len(found)} of them without the architecture")
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[2] not in TAGS:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
