"""Says which ways of the headers' branches no test takes, and fails below a percentage of lines or of branches.

    .ci/branches.py <llvm-cov's export> <folder of the headers, with its last slash> <least percentage>
"""

import json
import sys
from collections import Counter


def main(export, folder, least):
    with open(export, encoding="utf-8") as file:
        (data,) = json.load(file)["data"]
    taken = {True: Counter(), False: Counter()}  # how often, by the place of a condition
    for function in data["functions"]:
        for line, column, end_line, end_column, as_true, as_false, name, *_ in function["branches"]:
            place = function["filenames"][name], line, column, end_line, end_column
            taken[True][place] += as_true
            taken[False][place] += as_false
    places = sorted(place for place in taken[True] if place[0].startswith(folder))
    missed = [(place, way) for place in places for way in (True, False) if taken[way][place] == 0]
    for (name, line, column, *_), way in missed:
        print(f"{name.removeprefix(folder)}:{line}:{column}: never {str(way).lower()}")
    lines = data["totals"]["lines"]
    covered = {
        "lines": 100 * lines["covered"] / lines["count"],
        "branches": 100 * (1 - len(missed) / (2 * len(places))),
    }
    print(", ".join(f"{what} {percent:.2f} %" for what, percent in covered.items()))
    return 0 if min(covered.values()) >= least else f"below {least} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
