#!/usr/bin/env python3
"""Counts the instructions of the hot loops, and fails where one takes more than its bound.

    instructions.py <speed_counted> <valgrind> [--record]

The program is compiled for AVX2 with FMA, which valgrind can run; a count is the same on every machine and in every
run. What a call costs is in it, beside 4096 elements. A bound is the count recorded here, and SLACK of it; --record
prints the counts as they stand, for when a loop has changed for a reason. Exits with 77 for a compiler or an xsimd of
which nothing is recorded.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SLACK = 1.05
TIMES = 200  # calls between two runs of the program whose difference is counted

# Instructions a call, by what has compiled it.
RECORDED = {
    "g++ 12, xsimd 8": {
        "forward/relu": 1880,
        "forward/leaky_relu": 3411,
        "forward/prelu_64x1": 4820,
        "forward/elu": 14990,
        "forward/elu_correct": 35006,
        "forward/relu/bf16": 7172,
        "forward_mask/relu": 5928,
        "backward_mask/relu": 6422,
        "backward/relu": 3566,
        "backward/elu": 18622,
        "backward_slopes/prelu_64x1": 18523,
        "forward_measured/relu": 3511,
        "measure_sparsity": 2818,
        "sparse_gemv/64x64": 798,
    },
    "clang 14, xsimd 8": {
        "forward/relu": 1775,
        "forward/leaky_relu": 3319,
        "forward/prelu_64x1": 5356,
        "forward/elu": 18094,
        "forward/elu_correct": 36582,
        "forward/relu/bf16": 7124,
        "forward_mask/relu": 6016,
        "backward_mask/relu": 5407,
        "backward/relu": 2823,
        "backward/elu": 22218,
        "backward_slopes/prelu_64x1": 15506,
        "forward_measured/relu": 2871,
        "measure_sparsity": 1784,
        "sparse_gemv/64x64": 776,
    },
}


def instructions(valgrind, program, loop, times):
    """Of the whole program that calls the loop so many times."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [valgrind, "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, loop, str(times)],
            capture_output=True, text=True)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or counted is None:
        sys.exit(f"valgrind does not run {program} {loop}:\n{done.stderr}")
    return int(counted[1])


def main(program, valgrind, record=False):
    compiler, *loops = subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()
    if not record and compiler not in RECORDED:
        print(f"SKIPPED: no counts of {compiler} are recorded, but of {' and of '.join(RECORDED)}")
        return 77

    def per_call(loop):
        return (instructions(valgrind, program, loop, TIMES + 1) - instructions(valgrind, program, loop, 1)) / TIMES

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(zip(loops, pool.map(per_call, loops)))
    if record:
        for loop, count in counts.items():
            print(f'        "{loop}": {count:.0f},')
        return 0
    bounds = RECORDED[compiler]
    if counts.keys() != bounds.keys():
        sys.exit(f"recorded are {', '.join(bounds)}, but the loops are {', '.join(counts)}")
    slower = 0
    for loop, count in counts.items():
        too_many = count > SLACK * bounds[loop]
        slower += too_many
        verdict = "  TOO MANY" if too_many else ""
        print(f"{loop:28} {count:8.0f}, recorded {bounds[loop]:8.0f}: {count / bounds[loop]:.2f}{verdict}")
    return 1 if slower else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:3], record=sys.argv[3:] == ["--record"]))
