#!/usr/bin/env python3
"""RECTIFY_ARCH: errors.py <program> <names of the architectures, the lowest first...>

The program prints rectify::dispatch::architecture(), or what was thrown and exits with 3.
"""

import os
import subprocess
import sys


def run(program, wanted):
    environment = {k: v for k, v in os.environ.items() if k != "RECTIFY_ARCH"}
    if wanted is not None:
        environment["RECTIFY_ARCH"] = wanted
    done = subprocess.run([program], env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


def main(program, names):
    failed = 0

    def expect(what, right, said):
        nonlocal failed
        if not right:
            failed += 1
            print(f"FAILED: {what}: {said}")

    best = run(program, None)
    expect("one is chosen", best[0] == 0 and best[1] in names, best)
    supported = names[: names.index(best[1]) + 1]
    choices = "this processor's choices are " + ", ".join(reversed(supported))
    for name in names:
        said = run(program, name)
        if name in supported:
            expect(f"{name} is forced", said == (0, name), said)
        else:
            expect(f"{name} is refused", said[0] == 3 and f'"{name}", but {choices}' in said[1], said)
    expect("an empty one is none", run(program, "") == best, run(program, ""))
    for name in ("pdp11", "SSE2"):
        said = run(program, name)
        expect(f'"{name}" is refused', said[0] == 3 and f'"{name}", but {choices}' in said[1], said)
    print(f"chosen: {best[1]}; {len(names) + 4 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
