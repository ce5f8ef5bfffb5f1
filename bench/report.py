#!/usr/bin/env python3
"""Makes the README's table and plot from what bench_rectify measured.

    build/bench/bench/bench_rectify --benchmark_filter='^(forward|backward|copy|read)/.*/f32/' \\
        --benchmark_repetitions=9 --benchmark_enable_random_interleaving=true --benchmark_min_time=0.05 \\
        --benchmark_out=bench.json --benchmark_out_format=json
    bench/report.py bench.json --svg bench.svg

Several files are taken together, as more repetitions. A figure is the median over the repetitions of the processor's
time (one thread: time that another program took is not in it); the minimum and the spread stand beside it. A ratio to a
peer is the peer's time by rectify's: above 1, rectify is faster. A ratio to the limit compares bytes read and written
by time with those of the faster copy of that size, memcpy or one with streaming stores: 1 is the copy's speed.
"""

import argparse
import json
import math
import statistics
import sys
import xml.etree.ElementTree
from xml.sax.saxutils import escape

TABLE_SIZES = [4 << 10, 64 << 10, 1 << 20, 64 << 20]
PANELS = [("forward", "relu", "ReLU, forward"), ("forward", "elu", "ELU, forward"), ("backward", "elu", "ELU, backward")]
VERBS = ["forward", "backward"]
FUNCTIONS = ["relu", "leaky_relu", "prelu", "elu", "elu_correct"]
# Another accuracy of the same function has the same peers.
SAME_FUNCTION = {"elu_correct": "elu"}
NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
# What must not differ between files that are taken together.
SAME = ["processor", "compiler", "flags", "rectify_architecture", "rectify_version"]


class Series:
    """One benchmark at one size: nanoseconds for an element, a repetition each."""

    def __init__(self):
        self.times = []
        self.bytes = 0.0

    def add(self, time, bytes_of_an_element):
        self.times.append(time)
        self.bytes = bytes_of_an_element

    median = property(lambda self: statistics.median(self.times))
    minimum = property(lambda self: min(self.times))
    spread = property(lambda self: (max(self.times) - min(self.times)) / self.median)


class Results:
    """All that was measured, by (verb, function, who, n), of one type."""

    def __init__(self, documents, type_name):
        self.type = type_name
        self.context = {}
        self.series = {}
        self.failed = set()
        self.warnings = []
        for document in documents:
            self.merge(document)

    def merge(self, document):
        context = document.get("context", {})
        for key, value in context.items():
            known = self.context.setdefault(key, value)
            if known != value and (key in SAME or key.startswith("peer")):
                self.warnings.append(f"the files differ in {key}: {known!r} and {value!r}")
        for entry in document.get("benchmarks", []):
            if entry.get("run_type") == "aggregate":
                continue
            parts = entry.get("run_name", entry["name"]).split("/")
            if len(parts) != 5 or parts[2] != self.type or parts[3] == "rectify-dispatch":  # no peer, but rectify too
                continue
            if entry.get("error_occurred"):
                self.failed.add(entry["name"])
                continue
            n = int(parts[4])
            time = entry["cpu_time"] * NANOSECONDS[entry["time_unit"]] / n
            series = self.series.setdefault((parts[0], parts[1], parts[3], n), Series())
            series.add(time, entry["bytes_per_second"] / entry["items_per_second"])

    def get(self, verb, function, who, n):
        return self.series.get((verb, function, who, n))

    def sizes(self):
        return sorted({key[3] for key in self.series})

    def who(self, verb, function):
        """rectify first, then the peers by name."""
        names = {key[2] for key in self.series if key[:2] == (verb, function)}
        return sorted(names, key=lambda name: (name != "rectify", name))

    def peers_of(self, verb, function):
        return [name for name in self.who(verb, SAME_FUNCTION.get(function, function)) if name != "rectify"]

    def rows(self, every):
        """(verb, function) that rectify was measured in: those with a peer, or every one."""
        found = {key[:2] for key in self.series if key[2] == "rectify"}
        rows = [row for row in found if every or (row[1] in FUNCTIONS and self.peers_of(*row))]

        def place(name, names):
            return (names.index(name) if name in names else len(names), name)

        return sorted(rows, key=lambda row: (place(row[0], VERBS), place(row[1], FUNCTIONS)))

    def best_peer(self, verb, function, n):
        """(name, series) of the peer with the least median, or None."""
        other = SAME_FUNCTION.get(function, function)
        peers = [(name, self.get(verb, other, name, n)) for name in self.peers_of(verb, function)]
        return min((peer for peer in peers if peer[1]), key=lambda peer: peer[1].median, default=None)

    def limit(self, n):
        """(name, series) of the faster copy, or None."""
        copies = [(name, self.get("copy", "identity", name, n)) for name in self.who("copy", "identity")]
        return min((copy for copy in copies if copy[1]), key=lambda copy: copy[1].median, default=None)

    def peers(self):
        """{name: version} of the peers that were measured."""
        versions = {key[5:]: value for key, value in self.context.items() if key.startswith("peer_")}
        measured = {key[2] for key in self.series if key[0] in VERBS and key[2] != "rectify"}
        return {name: versions.get(name, "of unknown version") for name in sorted(measured)}

    def skipped(self):
        named = self.context.get("peers_skipped", "none")
        skipped = [] if named == "none" else [named]
        known = {key[5:] for key in self.context if key.startswith("peer_")}
        skipped += [f"{name} (no figure of it in this run)" for name in sorted(known - set(self.peers())) if name not in named]
        return skipped

    def repetitions(self):
        counts = {len(series.times) for series in self.series.values()}
        return f"{min(counts)}" if len(counts) == 1 else f"{min(counts)} to {max(counts)}"

    def provenance(self):
        """Where the figures come from, a sentence each."""
        c = self.context
        peers = "; ".join(f"{name} {version}" for name, version in self.peers().items()) or "none"
        lines = [
            f"{c.get('processor', 'unknown processor')}, one thread, {c.get('date', 'undated')[:10]}",
            f"rectify {c.get('rectify_version', '?')} for {c.get('rectify_architecture', '?')}, "
            f"{c.get('compiler', 'unknown compiler')}, {c.get('flags', 'unknown flags')}",
            f"Peers: {peers}",
        ]
        if self.skipped():
            lines.append(f"Not measured: {', '.join(self.skipped())}")
        return lines


def short(n):
    """4096 as 4 Ki."""
    for unit, name in ((1 << 20, "Mi"), (1 << 10, "Ki")):
        if n >= unit and n % unit == 0:
            return f"{n // unit} {name}"
    return str(n)


def figure(value):
    """Three significant digits, never as a power of ten."""
    digits = max(0, 2 - math.floor(math.log10(value)))
    return f"{value:.{digits}f}"


def cell(results, verb, function, n):
    own = results.get(verb, function, "rectify", n)
    if own is None:
        return ""
    lines = [f"**{figure(own.median)}** ({own.spread:.0%})"]
    peer = results.best_peer(verb, function, n)
    if peer:
        name, other = peer
        lines.append(f"{other.median / own.median:.2f} × {name} ({other.minimum / own.minimum:.2f})")
    limit = results.limit(n)
    if limit:
        name, copy = limit
        lines.append(f"{copy.median * own.bytes / copy.bytes / own.median:.2f} of {name}")
    return "<br>".join(lines)


def table(results, every=False):
    sizes = [n for n in TABLE_SIZES if n in results.sizes()] or results.sizes()
    out = [". ".join(results.provenance()) + ".", ""]
    out += [
        f"Nanoseconds for an element ({results.type}), the median of {results.repetitions()} interleaved runs, and their "
        "spread; how many times as fast as the best peer, by the medians and by the minima; the ratio to the faster of "
        "memcpy and a copy with streaming stores, by bytes.",
        "",
        "| elements | " + " | ".join(short(n) for n in sizes) + " |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    for verb, function in results.rows(every):
        out.append(f"| {verb} {function} | " + " | ".join(cell(results, verb, function, n) for n in sizes) + " |")
    return "\n".join(out)


def details(results):
    out = ["| benchmark | elements | median, ns an element | minimum | spread |", "|---|---|---|---|---|"]
    for (verb, function, who, n), series in sorted(results.series.items()):
        out.append(
            f"| {verb}/{function}/{results.type}/{who} | {short(n)} | {figure(series.median)} | {figure(series.minimum)} "
            f"| {series.spread:.0%} |"
        )
    return "\n".join(out)


# Okabe and Ito's colours, told apart with any kind of colour vision; each with a marker and a label of its own.
STYLES = {
    "rectify": ("#000000", 3.0, ""),
    "xnnpack": ("#0072b2", 1.6, ""),
    "onednn": ("#56b4e9", 1.6, ""),
    "eigen": ("#e69f00", 1.6, ""),
    "torch": ("#d55e00", 1.6, ""),
    "sleef": ("#cc79a7", 1.6, ""),
    "xsimd": ("#009e73", 1.6, ""),
    "memcpy": ("#777777", 1.4, "6 4"),
    "stream": ("#777777", 1.4, "2 3"),
}
LABEL_HEIGHT = 15


def spread_labels(wanted, low, high):
    """Heights as near to the wanted ones as room for every label allows; in the given order."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    floor = low
    for i in order:
        placed[i] = max(placed[i], floor)
        floor = placed[i] + LABEL_HEIGHT
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - LABEL_HEIGHT
    return placed


def panel_lines(results, verb, function):
    """[(name, {n: ns})]: every library, and the copies scaled to this verb's bytes."""
    lines = []
    bytes_here = 0.0
    for name in results.who(verb, function):
        points = {n: results.get(verb, function, name, n) for n in results.sizes()}
        points = {n: series for n, series in points.items() if series}
        bytes_here = max(bytes_here, *(series.bytes for series in points.values()))
        lines.append((name, {n: series.median for n, series in points.items()}))
    for name in results.who("copy", "identity"):
        copies = {n: results.get("copy", "identity", name, n) for n in results.sizes()}
        lines.append((name, {n: c.median * bytes_here / c.bytes for n, c in copies.items() if c}))
    return lines


def marker(name, x, y, colour):
    """A small shape that tells the line without its colour."""
    index = list(STYLES).index(name) if name in STYLES else 0
    shape = index % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>'
    if shape == 1:
        return f'<rect x="{x - 2.8:.1f}" y="{y - 2.8:.1f}" width="5.6" height="5.6" fill="{colour}"/>'
    if shape == 2:
        return f'<path d="M{x:.1f} {y - 3.8:.1f}l3.6 6.6h-7.2z" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z" fill="{colour}"/>'


def panel(results, verb, function, title, left, top, width, height):
    lines = panel_lines(results, verb, function)
    values = [time for _, points in lines for time in points.values()]
    sizes = sorted({n for _, points in lines for n in points})
    x_low, x_high = math.log(sizes[0]), math.log(max(sizes[-1], sizes[0] * 2))
    y_low, y_high = math.log(min(values) / 1.15), math.log(max(values) * 1.15)

    def x_of(n):
        return left + (math.log(n) - x_low) / (x_high - x_low) * width

    def y_of(time):
        return top + height - (math.log(time) - y_low) / (y_high - y_low) * height

    out = [f'<text x="{left}" y="{top - 14}" font-size="15" font-weight="bold">{escape(title)}</text>']
    for exponent in range(-4, 5):
        for step in (1, 2, 5):
            tick = step * 10.0**exponent
            if y_low <= math.log(tick) <= y_high:
                y = y_of(tick)
                out.append(f'<path d="M{left} {y:.1f}h{width}" stroke="#e4e4e4"/>')
                out.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for power in range(0, 40, 4):
        tick = 4 << power
        if sizes[0] <= tick <= sizes[-1]:
            x = x_of(tick)
            out.append(f'<path d="M{x:.1f} {top}v{height}" stroke="#e4e4e4"/>')
            out.append(f'<text x="{x:.1f}" y="{top + height + 17}" text-anchor="middle">{short(tick)}</text>')
    out.append(f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" stroke="#888888"/>')

    # rectify's line last, on top of the others.
    for name, points in sorted(lines, key=lambda line: line[0] == "rectify"):
        colour, thickness, dash = STYLES.get(name, ("#444444", 1.4, ""))
        at = [(x_of(n), y_of(time)) for n, time in sorted(points.items())]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thickness}"{dashed}/>')
        if not dash:
            out += [marker(name, x, y, colour) for x, y in at]

    ends = [(x_of(max(points)), y_of(points[max(points)])) for _, points in lines]
    heights = spread_labels([y for _, y in ends], top + 4, top + height)
    for (name, _), (x, y), label_y in zip(lines, ends, heights):
        colour, _, dash = STYLES.get(name, ("#444444", 1.4, ""))
        weight = ' font-weight="bold"' if name == "rectify" else ""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        out.append(
            f'<path d="M{x + 5:.1f} {y:.1f}L{left + width + 16} {label_y:.1f}h8" fill="none" stroke="{colour}"{dashed}/>'
        )
        out.append(f'<text class="label" x="{left + width + 27}" y="{label_y + 4:.1f}"{weight}>{escape(name)}</text>')
    return out


def wrapped(text, width):
    """Lines of at most `width` characters, cut between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def plot(results):
    panels = [p for p in PANELS if results.get(p[0], p[1], "rectify", results.sizes()[-1]) or results.who(p[0], p[1])]
    width, height, label_room, left, top = 290, 330, 90, 52, 64
    total_width = left + len(panels) * (width + label_room + 42)
    notes = [line for sentence in results.provenance() for line in wrapped(sentence, total_width // 7)]
    notes.append("memcpy and stream (a copy with streaming stores): their time for as many bytes.")
    total_height = top + height + 58 + 17 * len(notes)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total_width} {total_height}" width="{total_width}" '
        f'height="{total_height}" font-family="sans-serif" font-size="12" fill="#222222" role="img">',
        "<title>rectify beside other libraries: nanoseconds for an element against the number of elements</title>",
        f'<rect width="{total_width}" height="{total_height}" fill="#ffffff"/>',
        f'<text x="{left}" y="26">Nanoseconds for an element ({results.type}) against the number of elements; '
        "lower is faster; both axes logarithmic</text>",
    ]
    for i, (verb, function, title) in enumerate(panels):
        out += panel(results, verb, function, title, left + i * (width + label_room + 42), top, width, height)
    for i, note in enumerate(notes):
        out.append(f'<text x="{left}" y="{top + height + 48 + 17 * i}" fill="#444444">{escape(note)}</text>')
    return "\n".join(out + ["</svg>", ""])


def sample():
    """What bench_rectify would write, with round figures: two peers, one of them without a backward, one skipped."""
    context = {
        "date": "2025-01-02T03:04:05+00:00",
        "processor": "Example <CPU> & Co",
        "compiler": "GNU 12.2.0",
        "flags": "-O3",
        "rectify_architecture": "avx2",
        "rectify_version": "1.2.3",
        "peer_eigen": "3.4.0, AVX2",
        "peer_torch": "1.13.0",
        "peers_skipped": "sleef (not built in)",
    }
    # Nanoseconds for an element.
    times = {
        "copy/identity/f32/memcpy": (2, {4096: 0.1, 67108864: 0.4}),
        "copy/identity/f32/stream": (2, {4096: 0.5, 67108864: 0.2}),
        "forward/relu/f32/rectify": (2, {4096: 0.1, 67108864: 0.25}),
        "forward/relu/f32/rectify-dispatch": (2, {4096: 0.05, 67108864: 0.05}),
        "forward/relu/f32/eigen": (2, {4096: 0.12, 67108864: 0.5}),
        "forward/relu/f32/torch": (2, {4096: 0.3, 67108864: 0.4}),
        "forward/elu/f32/rectify": (2, {4096: 0.2}),
        "forward/elu/f32/torch": (2, {4096: 0.8}),
        "forward/elu_correct/f32/rectify": (2, {4096: 0.4}),
        "backward/elu/f32/rectify": (3, {4096: 0.3}),
        "backward/elu/f32/torch": (3, {4096: 0.9}),
        "forward/elu/f64/rectify": (2, {4096: 7.0}),
        "derivative/elu/f32/rectify": (2, {4096: 0.25}),
    }
    benchmarks = []
    for name, (streams, by_size) in times.items():
        for n, time in by_size.items():
            for repetition, factor in enumerate((1.0, 0.9, 1.1)):
                whole = time * factor * n
                benchmarks.append(
                    {
                        "name": f"{name}/{n}",
                        "run_name": f"{name}/{n}",
                        "run_type": "iteration",
                        "repetition_index": repetition,
                        "real_time": 2 * whole / 1e3,
                        "cpu_time": whole / 1e3,
                        "time_unit": "us",
                        "bytes_per_second": 4 * streams * n / whole * 1e9,
                        "items_per_second": n / whole * 1e9,
                    }
                )
            benchmarks.append(
                {"name": f"{name}/{n}_mean", "run_name": f"{name}/{n}", "run_type": "aggregate", "cpu_time": 1e9, "time_unit": "ns"}
            )
    return {"context": context, "benchmarks": benchmarks}


def self_test():
    def check(condition, what):
        if not condition:
            raise SystemExit(f"report.py --self-test: {what}")

    results = Results([sample()], "f32")
    text = table(results)
    check("| elements | 4 Ki | 64 Mi |" in text, "the columns")
    row = next(line for line in text.splitlines() if line.startswith("| forward relu |"))
    check("**0.100** (20%)<br>1.20 × eigen (1.20)<br>1.00 of memcpy" in row, f"median, best peer, limit: {row}")
    check("**0.250** (20%)<br>1.60 × torch (1.60)<br>0.80 of stream" in row, f"the limit past the caches: {row}")
    row = next(line for line in text.splitlines() if line.startswith("| backward elu |"))
    check("3.00 × torch" in row and "0.50 of memcpy" in row, f"the limit scaled by bytes: {row}")
    check(row.endswith("|  |"), f"a size that was not measured: {row}")
    rows = [" ".join(row) for row in results.rows(every=True)]
    check(
        rows == ["forward relu", "forward elu", "forward elu_correct", "backward elu", "derivative elu"],
        f"the rows' order: {rows}",
    )
    row = next(line for line in text.splitlines() if line.startswith("| forward elu_correct |"))
    check("2.00 × torch" in row, f"the peers of another accuracy: {row}")
    check("derivative" not in text and "| derivative elu |" in table(results, every=True), "rows without a peer")
    check("Example <CPU> & Co" in text and "GNU 12.2.0" in text and "eigen 3.4.0, AVX2" in text, "the provenance")
    check("Not measured: sleef (not built in)." in text, "the peers that were skipped")
    check("sleef" not in details(results) and "| forward/relu/f32/eigen | 4 Ki | 0.120 | 0.108 | 20% |" in details(results), "details")

    other = sample()
    other["context"]["flags"] = "-O2"
    both = Results([sample(), other], "f32")
    check(both.repetitions() == "6" and any("flags" in warning for warning in both.warnings), "two files")
    unmeasured = sample()
    unmeasured["benchmarks"] = [b for b in unmeasured["benchmarks"] if "/eigen/" not in b["name"]]
    check("eigen (no figure of it in this run)" in table(Results([unmeasured], "f32")), "a peer filtered out")

    svg = xml.etree.ElementTree.fromstring(plot(results))
    space = "{http://www.w3.org/2000/svg}"
    labels = [(float(t.get("x")), float(t.get("y")), t.text) for t in svg.iter(space + "text") if t.get("class") == "label"]
    check({"rectify", "eigen", "torch", "memcpy", "stream"} <= {label[2] for label in labels}, "the plot's labels")
    check(
        all(a[0] != b[0] or abs(a[1] - b[1]) > LABEL_HEIGHT - 1 for i, a in enumerate(labels) for b in labels[:i]),
        "labels in the plot overlap",
    )
    check(spread_labels([10, 10, 100], 0, 100) == [10, 25, 100], "labels are moved no further than needed")
    check([figure(v) for v in (0.01234, 0.1, 1.234, 123.4)] == ["0.0123", "0.100", "1.23", "123"], "three digits")
    print("report.py: the self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="JSON that bench_rectify wrote")
    parser.add_argument("--svg", help="where to write the plot")
    parser.add_argument("--type", default="f32", help="f32 or f64")
    parser.add_argument("--all", action="store_true", help="rows without a peer too")
    parser.add_argument("--details", action="store_true", help="a second table: every benchmark's median, minimum, spread")
    parser.add_argument("--self-test", action="store_true", help="check this script on a sample of its own")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
        return
    if not arguments.files:
        parser.error("which files?")
    documents = []
    for name in arguments.files:
        with open(name, encoding="utf-8") as file:
            documents.append(json.load(file))
    results = Results(documents, arguments.type)
    for warning in results.warnings:
        print(f"report.py: {warning}", file=sys.stderr)
    for name in sorted(results.failed):
        print(f"report.py: {name} failed", file=sys.stderr)
    if not results.rows(every=True):
        sys.exit("report.py: no repetition of a benchmark of rectify's in there (--benchmark_report_aggregates_only leaves them out)")
    print(table(results, arguments.all))
    if arguments.details:
        print()
        print(details(results))
    if arguments.svg:
        with open(arguments.svg, "w", encoding="utf-8") as file:
            file.write(plot(results))


if __name__ == "__main__":
    main()
