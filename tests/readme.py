#!/usr/bin/env python3
"""Keeps README.md true to the repository.

    readme.py check             every block of code is what its source says; exit 1 where one has drifted, or names none
    readme.py command <name>    prints the command block marked with that name, for CI to run as it stands

A marked block is a fenced block right behind one of these lines:

    <!-- command: test -->
    <!-- from: examples/one_buffer.cpp [quick-start] -->
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^<!-- (command|from): (.*?) -->\n+```\w*\n(.*?)^```$", re.M | re.S)


def blocks():
    return [m.groups() for m in BLOCK.finditer((ROOT / "README.md").read_text())]


def region(source):
    """The lines between `// [name]` and `// [/name]` of a file, or with #, without their common indentation."""
    path, name = re.fullmatch(r"(\S+) \[(.+)\]", source).groups()
    lines = (ROOT / path).read_text().split("\n")
    begin = next(i for i, line in enumerate(lines) if line.strip() in {f"// [{name}]", f"# [{name}]"})
    end = next(i for i, line in enumerate(lines) if line.strip() in {f"// [/{name}]", f"# [/{name}]"})
    body = lines[begin + 1 : end]
    indent = min(len(line) - len(line.lstrip()) for line in body if line.strip())
    return "".join(line[indent:] + "\n" for line in body)


def unmarked():
    """The first lines of fenced blocks in a language that no mark accounts for: nothing would notice them drift."""
    rest = BLOCK.sub("", (ROOT / "README.md").read_text())
    return re.findall(r"^```\w+\n.*", rest, re.M)


def check():
    failed = 0
    checked = 0
    for block in unmarked():
        checked += 1
        failed += 1
        print(f"README.md: a block has no mark that says where it is from:\n{block}")
    for kind, what, text in blocks():
        if kind == "from":
            checked += 1
            if region(what) != text:
                failed += 1
                print(f"README.md: the block from {what} is not what the file says; it says:\n{region(what)}")
    print(f"{checked - failed} passed, {failed} failed")
    return failed != 0 or checked == 0


def command(name):
    found = [text for kind, what, text in blocks() if kind == "command" and what == name]
    if len(found) != 1:
        print(f"README.md has {len(found)} commands named {name}", file=sys.stderr)
        return 1
    print(found[0], end="")
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    if len(sys.argv) == 3 and sys.argv[1] == "command":
        sys.exit(command(sys.argv[2]))
    sys.exit(__doc__)
