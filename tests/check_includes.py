#!/usr/bin/env python3
"""Checks how the headers of rectify hang together: check_includes.py [include folder] | --self-test

Includes go one way, so that each part can be read and tested without the parts above it; loads and stores of batches
stand in loop/ alone, so that a mistake in a buffer's footprint has one place to be in; and a header is read in one go.
"""

import pathlib
import re
import sys
import tempfile

VERBS = {"forward.hpp", "derivative.hpp", "backward.hpp", "quantized.hpp", "flush_subnormals.hpp"}
LONGEST = 200  # lines of a header
LAST = {"sparsity", "parallel", "dispatch", "interop"}
MAY_INCLUDE = {  # and version.hpp, which includes nothing
    "core": {"core"},
    "simd": {"core", "simd"},
    "math": {"core", "simd", "math"},
    "functors": {"core", "simd", "math", "functors"},
    "loop": {"core", "simd", "loop"},
    "verbs": {"core", "simd", "math", "functors", "loop"},
    **{part: {"core", "simd", "math", "functors", "loop", "verbs"} | LAST for part in LAST},
    # Run-time dispatch and the bridges to other libraries are opt-in.
    "rectify.hpp": {"core", "simd", "math", "functors", "loop", "verbs", "sparsity", "parallel"},
    "version.hpp": set(),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
PRAGMA_ONCE = re.compile(r"^\s*#\s*pragma\s+once\b", re.MULTILINE)
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
LOAD_OR_STORE = re.compile(
    r"\b(?:(?:load|store)(?:_aligned|_unaligned|_as)?|gather|scatter)\s*[<(]"
    r"|\b_mm\w*_\w*(?:load|store|stream|gather|scatter)\w*\s*\("
    r"|\bv(?:ld|st)[1-4]q?_\w+\s*\("
)


def part_of(path):
    """The part of the library that a file (relative to include/rectify) belongs to, or None."""
    if len(path.parts) > 1:
        name = path.parts[0]
    else:
        name = "verbs" if path.name in VERBS else path.name
    return name if name in MAY_INCLUDE else None


def without(text, keep_strings):
    """The code without comments, and without the contents of strings if asked; lines keep their numbers."""

    def replacement(match):
        if match[0].startswith('"'):
            return match[0] if keep_strings else '""'
        return "\n" * match[0].count("\n") or " "

    return COMMENT_OR_STRING.sub(replacement, text)


def included_header(include_folder, file, line):
    """The header of rectify that a line includes, relative to include/rectify, or None."""
    match = INCLUDE.match(line)
    if not match:
        return None
    root = include_folder / "rectify"
    beside = (file.parent / match[2]).resolve()
    if match[1] == '"' and beside.is_file() and beside.is_relative_to(root):
        return beside.relative_to(root)
    path = pathlib.PurePath(match[2])
    return path.relative_to("rectify") if path.parts[0] == "rectify" else None


def violations_of(include_folder, file):
    path = file.relative_to(include_folder / "rectify")
    part = part_of(path)
    text = file.read_text()
    if part is None:
        yield 1, f"{path} belongs to no part that this check knows; say in it what this may include"
        return
    if not PRAGMA_ONCE.search(without(text, False)):
        yield 1, "no #pragma once"
    if (length := len(text.splitlines())) > LONGEST:
        yield length, f"{length} lines, more than {LONGEST}"
    for number, line in enumerate(without(text, True).splitlines(), 1):
        target = included_header(include_folder, file, line)
        if target is None:
            continue
        if not (include_folder / "rectify" / target).is_file():
            yield number, f"rectify/{target} does not exist"
        elif part_of(target) == "rectify.hpp":
            yield number, "rectify.hpp is for users; a header includes what it needs"
        elif part_of(target) != "version.hpp" and part_of(target) not in MAY_INCLUDE[part]:
            yield number, f"{part} may not include {part_of(target) or target}"
    if part != "loop":
        for number, line in enumerate(without(text, False).splitlines(), 1):
            match = LOAD_OR_STORE.search(line)
            if match:
                yield number, f"a load or store outside loop/: {match[0]}"


def check(include_folder):
    """(file, line number, sentence) of each violation, and the number of headers."""
    include_folder = pathlib.Path(include_folder).resolve()
    files = sorted(p for p in (include_folder / "rectify").rglob("*") if p.suffix in {".hpp", ".h"})
    found = [(file, number, said) for file in files for number, said in violations_of(include_folder, file)]
    return found, len(files)


GOOD_TREE = {
    "version.hpp": "",
    "core/float16.hpp": "#include <rectify/version.hpp>",
    "core/errors.hpp": "#include <rectify/core/float16.hpp>",
    "simd/lanes.hpp": "#include <rectify/core/float16.hpp>\n#include <xsimd/xsimd.hpp>",
    "math/exp.hpp": "#include <rectify/simd/lanes.hpp>",
    "functors/relu.hpp": "// no load(p) here, /* nor */ v.store_unaligned(p)\n#include <rectify/simd/lanes.hpp>",
    "functors/elu.hpp": "#include <rectify/math/exp.hpp>\n#include <rectify/functors/relu.hpp>",
    "loop/memory.hpp": "#include <rectify/simd/lanes.hpp>\nauto a = B::load_unaligned(p); void f() { v.store(p); }",
    "loop/transform.hpp": "#include <rectify/loop/memory.hpp>\nauto a = load_lanes<V>(p);",
    "forward.hpp": "#include <rectify/loop/transform.hpp>\n#include <rectify/core/errors.hpp>",
    "sparsity/measure.hpp": '#include <rectify/forward.hpp>\nauto s = "no load(p) in a string"; auto z = load_lanes(p);',
    "parallel/openmp.hpp": "#include <rectify/sparsity/measure.hpp>",
    "dispatch/table.hpp": "#include <rectify/parallel/openmp.hpp>",
    "rectify.hpp": "#include <rectify/forward.hpp>\n#include <rectify/sparsity/measure.hpp>",
}

# What is added to a file of the good tree, and a part of the sentence that must then be said of its last line.
BAD_LINES = [
    ("version.hpp", "#include <rectify/core/errors.hpp>", "version.hpp may not include core"),
    ("core/errors.hpp", "#include <rectify/simd/lanes.hpp>", "core may not include simd"),
    ("core/errors.hpp", "#  include <rectify/loop/memory.hpp> // why not", "core may not include loop"),
    ("simd/lanes.hpp", "#include <rectify/math/exp.hpp>", "simd may not include math"),
    ("simd/lanes.hpp", '#include "../functors/relu.hpp"', "simd may not include functors"),
    ("math/exp.hpp", "#include <rectify/functors/relu.hpp>", "math may not include functors"),
    ("math/exp.hpp", "#include <rectify/loop/memory.hpp>", "math may not include loop"),
    ("functors/relu.hpp", "#include <rectify/loop/memory.hpp>", "functors may not include loop"),
    ("functors/relu.hpp", "#include <rectify/forward.hpp>", "functors may not include verbs"),
    ("loop/memory.hpp", "#include <rectify/math/exp.hpp>", "loop may not include math"),
    ("loop/memory.hpp", "#include <rectify/functors/relu.hpp>", "loop may not include functors"),
    ("forward.hpp", "#include <rectify/sparsity/measure.hpp>", "verbs may not include sparsity"),
    ("forward.hpp", '#include "parallel/openmp.hpp"', "verbs may not include parallel"),
    ("loop/memory.hpp", "#include <rectify/dispatch/table.hpp>", "loop may not include dispatch"),
    ("rectify.hpp", "#include <rectify/dispatch/table.hpp>", "rectify.hpp may not include dispatch"),
    ("dispatch/table.hpp", "#include <rectify/rectify.hpp>", "rectify.hpp is for users"),
    ("forward.hpp", '#include "rectify.hpp"', "rectify.hpp is for users"),
    ("forward.hpp", "#include <rectify/loop/no_such.hpp>", "does not exist"),
    ("functors/relu.hpp", "\n" * LONGEST, "lines, more than 200"),
    ("attic/old.hpp", "int x;", "belongs to no part"),
    ("forward_again.hpp", "int x;", "belongs to no part"),
] + [
    (file, line, "a load or store outside loop/")
    for file, line in [
        ("simd/lanes.hpp", "auto a = B::load_aligned(p);"),
        ("math/exp.hpp", "auto a = xsimd::load_unaligned (p);"),
        ("functors/relu.hpp", "v.store_aligned(p);"),
        ("forward.hpp", "v.store_unaligned(p);"),
        ("sparsity/measure.hpp", "auto a = xsimd::load_as<float>(p, xsimd::aligned_mode{});"),
        ("sparsity/measure.hpp", "xsimd::store_as(p, v, xsimd::aligned_mode{});"),
        ("parallel/openmp.hpp", "auto a = B::gather(p, i);"),
        ("dispatch/table.hpp", "v.scatter(p, i);"),
        ("math/exp.hpp", "auto a = B::load(p, mode);"),
        ("math/exp.hpp", "auto a = B::template load<M>(p);"),
        ("forward.hpp", "xsimd::store(p, v); // x"),
        ("forward.hpp", "v.store(p, mode);"),
        ("simd/lanes.hpp", "auto a = _mm256_loadu_ps(p);"),
        ("simd/lanes.hpp", "vst1q_f32(p, v);"),
    ]
]


def write_tree(include_folder, tree):
    for name, text in tree.items():
        file = include_folder / "rectify" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#pragma once\n{text}\n")


def self_test():
    failed = 0

    def expect(what, right, found):
        nonlocal failed
        if not right:
            failed += 1
            print(f"FAILED: {what}: {[(f.name, number, said) for f, number, said in found]}")

    with tempfile.TemporaryDirectory() as folder:
        include_folder = pathlib.Path(folder).resolve() / "include"
        write_tree(include_folder, GOOD_TREE)
        found, count = check(include_folder)
        expect("a good tree has no violation", not found and count == len(GOOD_TREE), found)

        for name, line, sentence in BAD_LINES:
            file = include_folder / "rectify" / name
            write_tree(include_folder, {name: "\n".join(filter(None, [GOOD_TREE.get(name), line]))})
            last = len(file.read_text().splitlines()) if "no part" not in sentence else 1
            found, _ = check(include_folder)
            right = len(found) == 1 and found[0][:2] == (file, last) and sentence in found[0][2]
            expect(f"{name} with `{line}` is reported once", right, found)
            file.unlink()
            write_tree(include_folder, {name: GOOD_TREE[name]} if name in GOOD_TREE else {})

        file = include_folder / "rectify/core/errors.hpp"
        file.write_text("// #pragma once\n#include <rectify/core/float16.hpp>\n")
        found, _ = check(include_folder)
        expect("a header without #pragma once is reported", [f[0] for f in found] == [file], found)

    print(f"{len(BAD_LINES) + 2 - failed} passed, {failed} failed")
    return 1 if failed else 0


def main(include_folder):
    found, count = check(include_folder)
    for file, number, said in found:
        print(f"{file}:{number}: {said}")
    print(f"{count} headers, {len(found)} violations")
    if count == 0:
        print(f"no headers in {include_folder}/rectify: is that the include folder?")
    return 1 if found or count == 0 else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments == ["--self-test"]:
        sys.exit(self_test())
    if len(arguments) > 1 or any(a.startswith("-") for a in arguments):
        sys.exit(__doc__)
    sys.exit(main(arguments[0] if arguments else pathlib.Path(__file__).parents[1] / "include"))
