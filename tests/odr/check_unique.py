#!/usr/bin/env python3
"""Looks for names that keep a plug-in from being unloaded: check_unique.py <nm> <object files...>

An object that includes rectify has no symbol of rectify's that is STB_GNU_UNIQUE: once glibc's loader has bound one, the
library that defines it stays for good.
"""

import subprocess
import sys


def main(nm, objects):
    said = subprocess.run([nm, "--defined-only", "-A", *objects], capture_output=True, text=True, check=True).stdout
    lines = [line for line in said.splitlines() if "7rectify" in line]
    unique = [line for line in lines if line.split()[-2] == "u"]
    print(*(f"unique: {line}" for line in unique), sep="\n")
    print(f"{len(objects)} objects, {len(lines)} names of rectify's, {len(unique)} unique")
    return 0 if lines and not unique else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
