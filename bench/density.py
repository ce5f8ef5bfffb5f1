#!/usr/bin/env python3
"""Plots how fast a sparse product is against its density, from what bench_rectify measured.

    build/bench/bench/bench_rectify --benchmark_filter='^sparse_gemv/' \\
        --benchmark_repetitions=9 --benchmark_enable_random_interleaving=true --benchmark_min_time=0.05 \\
        --benchmark_out=density.json --benchmark_out_format=json
    bench/density.py density.json --svg docs/density.svg

out = a^T W in float, W n x n row by row, one thread; each call has another of 16 a's. A figure is the median over the
repetitions; a ratio is the peer's time by rectify's: above 1, rectify is faster.
"""

import argparse
import json
import statistics
import sys
import xml.etree.ElementTree
from math import log10
from xml.sax.saxutils import escape

MICROSECONDS = {"ns": 1e-3, "us": 1.0, "ms": 1e3, "s": 1e6}
COLOURS = {"rectify": "#c0392b", "eigen": "#2471a3", "onednn": "#7d6608"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 330, 300, 64, 66, 130


def read(documents):
    """({(who, n): {percent: median microseconds}}, context)"""
    times, context = {}, {}
    for document in documents:
        context |= document.get("context", {})
        for entry in document.get("benchmarks", []):
            parts = entry.get("run_name", entry["name"]).split("/")
            if entry.get("run_type") == "aggregate" or parts[0] != "sparse_gemv" or entry.get("error_occurred"):
                continue
            time = entry["cpu_time"] * MICROSECONDS[entry["time_unit"]]
            percent = int(parts[1].removeprefix("density_"))
            times.setdefault((parts[3], int(parts[4])), {}).setdefault(percent, []).append(time)
    return {key: {p: statistics.median(t) for p, t in found.items()} for key, found in times.items()}, context


def table(times):
    """Markdown: a row a size and density."""
    peers = sorted({who for who, _ in times} - {"rectify"})
    lines = ["| n x n | not zero | rectify | " + " | ".join(f"to {peer}" for peer in peers) + " |"]
    lines.append("|---|---|---|" + "---|" * len(peers))
    for n in sorted({n for _, n in times}):
        own = times.get(("rectify", n), {})
        for percent in sorted(own, reverse=True):
            ratios = [times.get((peer, n), {}).get(percent) for peer in peers]
            cells = " | ".join(f"{r / own[percent]:.3g}" if r else "-" for r in ratios)
            lines.append(f"| {n} | {percent} % | {own[percent]:.3g} us | {cells} |")
    return "\n".join(lines)


def panel(times, n, x0):
    found = {who: t for (who, size), t in times.items() if size == n}
    every = [t for series in found.values() for t in series.values()]
    low, high = log10(min(every)) - 0.1, log10(max(every)) + 0.1
    percents = sorted({p for series in found.values() for p in series})
    left, right = log10(percents[0]), log10(percents[-1])

    def x(percent):
        return x0 + (log10(percent) - left) / ((right - left) or 1) * WIDTH

    def y(time):
        return TOP + (high - log10(time)) / (high - low) * HEIGHT

    out = [
        f'<text x="{x0}" y="{TOP - 14}" font-weight="bold">W {n} x {n}</text>',
        f'<rect x="{x0}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#888888"/>',
    ]
    for percent in percents:
        if percent == 90:
            continue
        out.append(f'<line x1="{x(percent):.1f}" y1="{TOP}" x2="{x(percent):.1f}" y2="{TOP + HEIGHT}" stroke="#eeeeee"/>')
        out.append(f'<text x="{x(percent):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{percent} %</text>')
    for exponent in range(-3, 7):
        if low <= exponent <= high:
            at = y(10.0**exponent)
            out.append(f'<line x1="{x0}" y1="{at:.1f}" x2="{x0 + WIDTH}" y2="{at:.1f}" stroke="#eeeeee"/>')
            out.append(f'<text x="{x0 - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**exponent:g}</text>')
    last_label = None
    for who, series in sorted(found.items(), key=lambda item: item[1][max(item[1])], reverse=True):
        points = " ".join(f"{x(p):.1f},{y(series[p]):.1f}" for p in sorted(series))
        colour = COLOURS.get(who, "#555555")
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        at = y(series[max(series)]) + 4
        at = at if last_label is None else max(at, last_label + 15)
        last_label = at
        out.append(f'<text x="{x0 + WIDTH + 6}" y="{at:.1f}" fill="{colour}">{escape(who)}</text>')
    return out


def plot(times, context):
    sizes = sorted({n for _, n in times})
    width, height = LEFT + len(sizes) * (WIDTH + GAP), TOP + HEIGHT + 76
    peers = [f"{key[5:]} {value}" for key, value in context.items() if key[5:] in {who for who, _ in times}]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" fill="#222222" role="img">',
        "<title>out = a^T W: microseconds against the share of a that is not zero</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="26">out = a^T W in float: microseconds against the share of a that is not zero; '
        "lower is faster; both axes logarithmic</text>",
    ]
    for i, n in enumerate(sizes):
        out += panel(times, n, LEFT + i * (WIDTH + GAP))
    where = f"{context.get('processor', 'unknown processor')}, one thread, {context.get('date', 'undated')[:10]}; "
    built = f"rectify for {context.get('rectify_architecture', '?')}; {context.get('compiler', '?')}; " + "; ".join(peers)
    for i, note in enumerate([where + built, "Dense products do not depend on the density. Each call has another of 16 a's."]):
        out.append(f'<text x="{LEFT}" y="{TOP + HEIGHT + 46 + 17 * i}" fill="#444444">{escape(note)}</text>')
    return "\n".join(out + ["</svg>", ""])


def self_test():
    entries = []
    for who, times in {"rectify": {100: 8.0, 10: 1.0}, "eigen": {100: 8.0, 10: 8.0}}.items():
        for percent, time in times.items():
            for factor in (1, 2, 0.5):
                name = f"sparse_gemv/density_{percent}/f32/{who}/512"
                entries.append({"name": name, "run_type": "iteration", "cpu_time": time * factor, "time_unit": "us"})
    times, context = read([{"context": {"peer_eigen": "3.4 & on"}, "benchmarks": entries}])
    if times[("rectify", 512)] != {100: 8.0, 10: 1.0}:
        sys.exit(f"density.py: medians are wrong: {times}")
    if "| 512 | 10 % | 1 us | 8 |" not in table(times):
        sys.exit(f"density.py: the table is wrong:\n{table(times)}")
    svg = xml.etree.ElementTree.fromstring(plot(times, context))
    if len(list(svg.iter("{http://www.w3.org/2000/svg}polyline"))) != 2:
        sys.exit("density.py: not one line for each")
    print("density.py: the self-test passed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="JSON that bench_rectify wrote")
    parser.add_argument("--svg", help="where to write the plot")
    parser.add_argument("--self-test", action="store_true", help="check this script on a sample of its own")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test()
        return
    documents = []
    for name in arguments.files:
        with open(name, encoding="utf-8") as file:
            documents.append(json.load(file))
    times, context = read(documents)
    if not times:
        sys.exit("density.py: no sparse_gemv in there")
    print(table(times))
    if arguments.svg:
        with open(arguments.svg, "w", encoding="utf-8") as file:
            file.write(plot(times, context))


if __name__ == "__main__":
    main()
