#!/usr/bin/env python3
"""What a call of a verb costs a user:
kernel_cost.py [--slack <factor> | --sanitized | --self-test] <compiler> [flags, such as -I...]

(a) The compile time that a call adds, by the time of including rectify.hpp: the compiler's least processor time, turn
about; what seems too slow is tried again before it is believed, and by --slack: the limits of time, not those of size,
are multiplied by this factor, for a machine that others use too. (b) The bytes of machine code in the object, functions
that a linker may merge and the ways to an error included. (c) In how many places of a kernel a functor's arithmetic
stands: a functor of its own leaves a comment in the assembly wherever it is computed.

All with -march=x86-64-v4, unless the flags say otherwise. Exit code 1 where a limit is exceeded, 77 for a compiler that
is not for x86-64. --sanitized: instead, the time that a small program takes under the address sanitizer, and its limit.
--self-test: instead, that three places are counted as three, neither merged nor dropped.
"""

import re
import resource
import subprocess
import sys
import tempfile

ROUNDS, TRIES = 5, 6
INCLUDE = "#include <rectify/rectify.hpp>\n"
ELU, BF16 = "rectify::elu<float>", "rectify::bfloat16"


def call(verb, functor, element="float", result=None):
    """A function that calls a verb."""
    types = {"x": f"const {element}", "dy": f"const {element}", "y": result or element}
    names = {"backward": ["x", "dy", "y"], "measure_sparsity": ["x"]}.get(verb, ["x", "y"])
    spans = ", ".join(f"std::span<{types[name]}> {name}" for name in names)
    return f"auto f({spans}) {{ return rectify::{verb}({functor}{{}}, {', '.join(names)}); }}"


def apart(functions):
    """Functions of one name, each in a namespace."""
    return "".join(f"namespace n{number} {{ {function} }}\n" for number, function in enumerate(functions))


# A call of ELU; the time that it adds, by the time of the include, and its kilobytes: at most.
CALLS = {
    "forward float": (call("forward", ELU), 0.29, 1.8),
    "backward float": (call("backward", ELU), 0.42, 3.1),
    "forward double": (call("forward", "rectify::elu<double>", "double"), 0.42, 3),
    "forward correct": (call("forward", "rectify::elu<float, rectify::precision::correct>"), 0.42, 3),
    "forward bfloat16": (call("forward", ELU, BF16), 0.67, 4),
    "backward bfloat16": (call("backward", ELU, BF16), 0.83, 5),
}

# As much arithmetic as an exponential function has, so that none is repeated for being little. The comment is volatile,
# so that it stands as often as the code around it; and has the value in its register, so that it stays there.
COUNTED = INCLUDE + """
template <int Kernel>
struct counted {
    using value_type = float;
    template <class V> RECTIFY_INLINE V operator()(V x) const noexcept
    {
        V p(0.1f);
        for (const float c : {0.2f, 0.3f, 0.4f, 0.5f, 0.6f}) p = p * x + V(c);
        if constexpr (std::same_as<V, float>) asm volatile("# rectify-arithmetic %c1" : "+v"(p) : "i"(Kernel));
        else asm volatile("# rectify-arithmetic %c1" : "+v"(p.data) : "i"(Kernel));
        for (const float c : {0.7f, 0.8f, 0.9f, 1.0f, 1.1f}) p = p * x + V(c);
        return p;
    }
    template <class V> RECTIFY_INLINE V derivative(V x) const noexcept { return (*this)(x); }
};
"""
THRICE = "void f(float* x) { if (x[0] > 0) x[1] = counted<0>{}(x[1]); else x[2] = counted<0>{}(counted<0>{}(x[2])); }"

# A verb and its elements; how often the arithmetic stands: at most. What computes on a register of bfloat16 as two
# vectors, side by side, is one place.
KERNELS = {("forward",): 2, ("derivative",): 2, ("backward",): 2, ("forward", BF16): 4, ("backward", BF16): 4,
           ("forward", "float", BF16): 2, ("forward_measured",): 2, ("measure_sparsity",): 2}

SANITIZED_LIMIT = 15  # seconds
SANITIZED = [call(verb, ELU, of) for verb in ("forward", "backward", "derivative") for of in ("float", BF16)] + [
    call("forward", "rectify::relu<float>"), call("forward", "rectify::leaky_relu<float>")]


def processor_time(command, source, *flags):
    """Of the compiler, user and system, whose sum alone is exact; what it writes is in command[-1]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*command[:-2], *flags, "-x", "c++", "-", *command[-2:]], input=source, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def costs(command, slack):
    """Prints the table of (a) and (b); returns whether no limit is exceeded."""
    times, sizes, slow = {name: [] for name in ["", *CALLS]}, {}, CALLS
    for _ in range(TRIES):
        for name in ["", *slow] * ROUNDS:
            times[name].append(processor_time(command, INCLUDE + (CALLS[name][0] if name else ""), "-O2", "-c"))
            sections = subprocess.check_output(["size", "-A", command[-1]], text=True)
            sizes[name] = sum(int(size) for size in re.findall(r"^\.text\S*\s+(\d+)", sections, re.MULTILINE)) / 1024
        alone = min(times[""])
        slow = [name for name, (_, most, _) in CALLS.items() if min(times[name]) / alone - 1 > most * slack]
    large = [name for name, (_, _, most) in CALLS.items() if sizes[name] - sizes[""] > most]
    print(f"the include: {alone:.3f} s\n{'':24} {'adds, s':>8} {'times':>8} {'at most':>8} {'KB':>8} {'at most':>8}")
    for name, (_, most, most_kb) in CALLS.items():
        most *= slack
        added, kb = min(times[name]) - alone, sizes[name] - sizes[""]
        print(f"{name:24} {added:8.3f} {added / alone:8.2f} {most:8.2f} {kb:8.2f} {most_kb:8.2f}"
              f"{' SLOW' * (name in slow)}{' LARGE' * (name in large)}")
    return not slow and not large


def places(command, functions, optimisation):
    """The number of each functor of COUNTED, as often as its arithmetic stands."""
    processor_time(command, COUNTED + apart(functions), optimisation, "-S")
    with open(command[-1], encoding="utf-8") as assembly:
        return [int(number) for number in re.findall(r"# rectify-arithmetic (\d+)", assembly.read())]


def repeats(command):
    """Prints the table of (c); returns whether no limit is exceeded."""
    functions = [call(verb, f"counted<{number}>", *of) for number, (verb, *of) in enumerate(KERNELS)]
    found = [places(command, functions, optimisation) for optimisation in ("-O2", "-O3")]
    fine = True
    print(f"\n{'the arithmetic stands':24} {'-O2':>8} {'-O3':>8} {'at most':>8}")
    for number, (verb, most) in enumerate(KERNELS.items()):
        counts = [numbers.count(number) for numbers in found]
        right = 1 <= min(counts) and max(counts) <= most
        fine &= right
        name = " ".join(verb).replace("rectify::", "")
        print(f"{name:24} {counts[0]:8} {counts[1]:8} {most:8}{'' if right else ' WRONG'}")
    return fine


def main(option, slack, compiler, *flags):
    if not subprocess.check_output([compiler, "-dumpmachine"], text=True).startswith(("x86_64", "amd64")):
        print("SKIPPED: the compiler is not for x86-64")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        own = "-fsanitize=address" if option == "--sanitized" else "-march=x86-64-v4"
        command = [compiler, "-std=c++20", own, *flags, "-o", f"{folder}/out"]
        if option == "--self-test":
            fine = all(places(command, [THRICE], optimisation) == [0, 0, 0] for optimisation in ("-O2", "-O3"))
        elif option == "--sanitized":
            seconds = processor_time(command, INCLUDE + apart(SANITIZED), "-O2", "-c")
            print(f"under the address sanitizer {seconds:.1f} s, at most {SANITIZED_LIMIT}")
            fine = seconds <= SANITIZED_LIMIT
        else:
            fine = all([costs(command, slack), repeats(command)])
    print("fine" if fine else "not fine")
    return 0 if fine else 1


if __name__ == "__main__":
    option = sys.argv.pop(1) if sys.argv[1:2] in (["--sanitized"], ["--self-test"]) else None
    slack = 1
    if sys.argv[1:2] == ["--slack"] and len(sys.argv) > 2:
        slack = float(sys.argv[2])
        del sys.argv[1:3]
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(option, slack, *sys.argv[1:]))
