#!/usr/bin/env python3
"""What dispatch's kernels are compiled with: check_kernels.py <build folder>

From compile_commands.json: none has a flag that is for others, of a folder that is sanitized they are too, and only
there; debug information is that of the folder.
"""

import json
import pathlib
import re
import sys

FORBIDDEN = re.compile(r" -(ffast-math|march=native|O0|ftrapv|flto\S*|-coverage|Wall|fno-inline|mavx2|mavx512f)(?= )")


def main(build):
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    kernels = [command["command"] for command in commands if "rectify_dispatch_" in command["command"]]
    wrong = [f"{found[0]}: {command}" for command in kernels if (found := FORBIDDEN.search(command))]
    debugged = [command for command in kernels if " -g1 " in command]
    sanitized = [command for command in kernels if "-fsanitize=address,undefined" in command]
    expected = 2 if any("sanitized_folder" in command["command"] for command in commands) else 0
    print(*wrong, sep="\n")
    print(f"{len(kernels)} sources, {len(wrong)} wrong; {len(debugged)} with debug information, {len(sanitized)} sanitized")
    return 0 if kernels and not wrong and len(debugged) == 2 and len(sanitized) == expected else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
