#!/usr/bin/env python3
"""Plants bugs, one at a time, in a copy of the sources, and sees whether the tests notice.

    tests/planted/run.py [--check] [--sample N] [--only TEXT] [--jobs N] [--work DIR]

Each bug of bugs.py is a replacement of one place in one file, and names the programs of tests that must notice: they
are built and run, and one of them must not compile or must fail. A bug whose place is not there exactly once is an
error: the list is kept true; --check looks at that alone. --sample N takes every bug whose turn it is today, N of them,
so that all have theirs in time. Exits with 1 where a bug was not noticed.
"""

import argparse
import datetime
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
import bugs  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 300  # for a program of tests that a bug makes run for ever


def say(command, folder, seconds=None):
    """The exit code and the output of a command; a code that is not 0 if it takes too long."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, errors="replace")
    except subprocess.TimeoutExpired:
        return 1, f"took more than {seconds} s"
    return done.returncode, done.stdout + done.stderr


def sound_text(source, bug):
    """The text of a bug's file, in which its place stands once."""
    text = (source / bug.file).read_text()
    if text.count(bug.old) != 1:
        raise LookupError(f"its place stands {text.count(bug.old)} times in {bug.file}")
    return text


class Copy:
    """A copy of the sources, in which bugs are planted one after the other; configured once for each set of flags."""

    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "source"
        self.builds = {}
        shutil.rmtree(folder, ignore_errors=True)
        self.source.mkdir(parents=True)
        for name in ("CMakeLists.txt", "cmake", "docs", "include", "tests", "examples"):
            place = SOURCE / name
            (shutil.copytree if place.is_dir() else shutil.copy)(place, self.source / name)

    def build(self, flags):
        """The folder in which the programs are built with these flags."""
        if flags not in self.builds:
            build = self.folder / f"build{len(self.builds)}"
            code, output = say(
                ["cmake", "-S", self.source, "-B", build, "-DRECTIFY_BUILD_BENCH=OFF", "-DRECTIFY_BUILD_EXAMPLES=OFF",
                 "-DCMAKE_CXX_FLAGS=-O1", f"-DRECTIFY_CPU_FLAGS={flags} -DRECTIFY_NO_ALWAYS_INLINE"], self.folder)
            if code != 0:
                sys.exit(f"the copy in {self.folder} cannot be configured:\n{output}")
            self.builds[flags] = build
        return self.builds[flags]

    def run(self, flags, programs):
        """The program that fails and its first words, or None."""
        build = self.build(flags)
        for program in programs:
            code, output = say(["cmake", "--build", build, "--target", program], build)
            if code != 0:
                return f"{program} does not compile", output
            code, output = say([build / "tests" / program, *bugs.ARGUMENTS.get(program, [])], build, SECONDS)
            if code != 0:
                return program, output
        return None

    def try_bug(self, bug):
        """What noticed the bug, or None."""
        path = self.source / bug.file
        text = sound_text(self.source, bug)
        path.write_text(text.replace(bug.old, bug.new))
        try:
            return self.run(bug.flags, bug.programs)
        finally:
            path.write_text(text)


def processor():
    """What this processor has, as /proc/cpuinfo names it."""
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return set(next((line for line in lines if line.startswith("flags")), "").split())


def first_failure(output):
    for line in output.splitlines():
        if "[  FAILED  ]" in line or "error:" in line or "FAILED" in line:
            return line.strip()[:110]
    return "ends by a signal"


def check(chosen):
    """Says which bugs cannot be planted; 1 if there are any."""
    astray = 0
    for bug in chosen:
        try:
            sound_text(SOURCE, bug)
        except LookupError as problem:
            print(f"{bug.name}: {problem}")
            astray = 1
    print(f"{len(chosen)} bugs, {len({bug.name for bug in chosen})} names")
    return astray


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only whether each bug's place stands once")
    parser.add_argument("--sample", type=int, help="so many of the bugs")
    parser.add_argument("--only", default="", help="the bugs whose name has this text")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--work", type=pathlib.Path, default=SOURCE / "build" / "planted")
    options = parser.parse_args()

    chosen = [bug for bug in bugs.BUGS if options.only in bug.name]
    if options.sample:
        first = datetime.date.today().toordinal() * options.sample % len(chosen)
        chosen = (chosen + chosen)[first : first + min(options.sample, len(chosen))]
    if not chosen:
        sys.exit("no bug has that name")

    if options.check:
        sys.exit(check(chosen))
    here = processor()
    for bug in chosen:
        if not bugs.NEEDED[bug.flags] <= here:
            print(f"{bug.name}: SKIPPED: this processor cannot run {bug.flags}")
    chosen = [bug for bug in chosen if bugs.NEEDED[bug.flags] <= here]
    copies = [Copy(options.work / str(number)) for number in range(max(1, options.jobs))]
    for flags in sorted({bug.flags for bug in chosen}):
        unsound = copies[0].run(flags, sorted({p for bug in chosen if bug.flags == flags for p in bug.programs}))
        if unsound:
            sys.exit(f"without a bug, {unsound[0]}: {first_failure(unsound[1])}")

    waiting = queue.Queue()
    for bug in chosen:
        waiting.put(bug)
    problems = []
    lock = threading.Lock()

    def work(copy):
        while True:
            try:
                bug = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                found = copy.try_bug(bug)
                line = f"noticed by {found[0]}: {first_failure(found[1])}" if found else "NOT NOTICED"
            except LookupError as problem:
                found, line = None, str(problem)
            with lock:
                print(f"{bug.name}: {line}", flush=True)
                if not found:
                    problems.append(f"{bug.name}: {line}")

    threads = [threading.Thread(target=work, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{len(chosen)} bugs planted, {len(problems)} problems")
    for problem in problems:
        print("  " + problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
