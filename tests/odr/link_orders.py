#!/usr/bin/env python3
"""Links code for several instruction sets into one program, in every order, and runs it.

    link_orders.py <work folder> <compiler with its flags> -- <objects of sse2> -- <of fma3_avx2> -- <of avx512bw>

First without dispatch: translation units that include rectify, with different -m flags, at -O0 and -O2. Then main.cpp
at -O0 and -O2 with the kernel objects. Both run also on an emulated processor without AVX (qemu-x86_64, of Debian's
qemu-user), where a function that SSE2's code shares with another's crashes, and where dispatch must pick SSE2; left
out, with a word, where there is no emulator.
"""

import itertools
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
FLAGS = {
    "sse2": ["-march=x86-64"],
    "fma3_avx2": ["-march=x86-64", "-mavx2", "-mfma"],
    "avx512bw": ["-march=x86-64", "-mfma", *(f"-mavx512{part}" for part in ("f", "cd", "dq", "bw", "vl"))],
}
EMULATED = ["qemu-x86_64", "-cpu", "Nehalem-v1"]


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def must(*command):
    code, said = run(*command)
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{said}")


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, what, *command):
        code, said = run(*command)
        if code == 0:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED ({code}): {what}: {said.strip()}")


def main(work, compiler, objects):
    work.mkdir(parents=True, exist_ok=True)
    emulated = shutil.which(EMULATED[0]) is not None
    if not emulated:
        print("SKIPPED: the emulated processor: qemu-x86_64 is not installed (Debian: qemu-user)")
    tally = Tally()
    for level in ("-O0", "-O2"):
        compile_ = [*compiler, "-std=c++20", level]
        own = work / f"main{level}.o"
        must(*compile_, FLAGS["sse2"][0], "-c", HERE / "main.cpp", "-o", own)
        units = {}
        for name, flags in FLAGS.items():
            units[name] = work / f"{name}{level}.o"
            must(*compile_, *flags, f"-DUNIT=unit_{name}", "-c", HERE / "unit.cpp", "-o", units[name])
        dispatched = work / f"dispatched{level}.o"
        must(*compile_, FLAGS["sse2"][0], "-DWITH_DISPATCH", "-DRECTIFY_DISPATCH", "-DRECTIFY_DISPATCH_WITH_elu=1", "-c", HERE / "main.cpp", "-o", dispatched)

        for order in itertools.permutations(FLAGS):
            program = work / "program"
            must(*compiler, *(units[name] for name in order), own, "-o", program)
            tally.expect(f"units {order} at {level}", program)
            if emulated:
                tally.expect(f"units {order} at {level}, emulated", *EMULATED, program)

            must(*compiler, *(o for name in order for o in objects[name]), dispatched, "-o", program)
            tally.expect(f"kernels {order} at {level}", program)
            if emulated:
                tally.expect(f"kernels {order} at {level}, emulated", *EMULATED, program, "sse2")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed or tally.passed == 0 else 0


if __name__ == "__main__":
    groups = [list(group) for dashes, group in itertools.groupby(sys.argv[1:], lambda word: word == "--") if not dashes]
    if len(groups) != 1 + len(FLAGS) or len(groups[0]) < 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(groups[0][0]), groups[0][1:], dict(zip(FLAGS, groups[1:]))))
