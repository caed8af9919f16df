"""How well the trace answers what the two reviews spell out.

The answer key is a table of axes: start, end, the steps that a review names between them, and
the sign. `axes.tsv` was read from tables, figure legends and reference titles, `axes_held_out.tsv`
from the running text, both from the reviews alone. Afterwards each axis that the graph did not
hold was looked up again: hops that the review implies were added to the graph, and steps that the
review lists side by side, which the key had as a sequence, were set apart. The weights of the
score were chosen looking at the first table only.

    python benchmarks/answer_key.py [benchmarks/axes.tsv …] [--misses] [--json]

An axis is hit at k if one of the first k chains names **every** step in order (`whole`), or at
least one of them (`any step`). Where an axis starts with a molecule the question has few answers.
Where it starts with a source or preparation it has as many as there are studies, so that axes of
one pair of ends rival each other: for those see the pairs, which are hit if one of their axes is.
The sign is right if the pair's verdict is that of the key; mixed and unknown are no call.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.graph import MechanismGraph
from msc_graph.network.filters import HEADS

HERE = Path(__file__).parent
KEYS = (HERE / "axes.tsv", HERE / "axes_held_out.tsv")


class Axis(NamedTuple):
    """One mechanism that a review spells out; names as `resolve` takes them."""

    start: str
    end: str
    steps: tuple[str, ...]
    sign: str
    source: str


class Result(NamedTuple):
    """Rank of the first chain with every step, with any step (0: none), and the verdicts."""

    axis: Axis
    whole: int
    any_step: int
    signs: dict[str, str]
    best_sign: str


def read_key(path: Path) -> list[Axis]:
    """Axes of one table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Axis(
                row["start"],
                row["end"],
                tuple(s.strip() for s in row["steps"].split(" > ")),
                row["sign"],
                row["source"],
            )
            for row in rows
        ]


def contains_in_order(nodes: Sequence[str], steps: Iterable[str]) -> bool:
    """Whether the steps stand among the nodes in this order."""
    left = iter(nodes)
    return all(step in left for step in steps)


def judge_axis(kg: MechanismGraph, axis: Axis, weights: Weights = WEIGHTS) -> Result:
    """Trace one axis and find where its steps come up."""
    found = kg.trace(axis.start, axis.end, top=10_000, weights=weights)
    steps = [kg.names.get(step).id for step in axis.steps]
    whole = any_step = 0
    for rank, chain in enumerate(found.chains, start=1):
        inside = [hop.target for hop in chain.hops[:-1]]
        if not any_step and set(steps) & set(inside):
            any_step = rank
        if contains_in_order(inside, steps):
            whole = rank
            break
    return Result(axis, whole, any_step, found.signs, found.chains[0].sign if found.chains else "")


def summarise(results: Sequence[Result]) -> dict[str, float]:
    """Measures over a key."""
    measures: dict[str, float] = {"axes": len(results)}
    for name in ("whole", "any_step"):
        ranks = [getattr(r, name) for r in results]
        measures |= {f"{name} {measure}": value for measure, value in _measure(ranks).items()}
    pairs: dict[tuple[str, str], list[int]] = {}
    for r in results:
        pairs.setdefault((r.axis.start, r.axis.end), []).append(r.whole)
    best = [min((rank for rank in ranks if rank), default=0) for ranks in pairs.values()]
    measures |= {
        "pairs": len(pairs),
        "pairs hit@1": _share(best, 1),
        "pairs hit@3": _share(best, 3),
    }
    for name, which in (
        ("all", "all"),
        ("consistent", "consistent"),
        ("one study", "single_study"),
    ):
        called = [r for r in results if r.signs[which] in ("+", "-")]
        right = sum(r.signs[which] == r.axis.sign for r in called)
        measures[f"sign called ({name})"] = len(called)
        measures[f"sign right ({name})"] = round(right / max(len(called), 1), 3)
    return measures


def _share(ranks: Sequence[int], k: int) -> float:
    return round(sum(1 <= rank <= k for rank in ranks) / max(len(ranks), 1), 3)


def _measure(ranks: Sequence[int]) -> dict[str, float]:
    mrr = sum(1 / rank for rank in ranks if rank) / max(len(ranks), 1)
    hits = {f"hit@{k}": _share(ranks, k) for k in (1, 3, 10)}
    return hits | {"found": _share(ranks, 10**6), "mrr": round(mrr, 3)}


def split_by_start(kg: MechanismGraph, results: Sequence[Result]) -> dict[str, list[Result]]:
    """Results whose axis starts with a molecule or process, and those with what is given."""
    parts: dict[str, list[Result]] = {"from a molecule": [], "from a source": []}
    for result in results:
        head = kg.names.get(result.axis.start).category in HEADS
        parts["from a source" if head else "from a molecule"].append(result)
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keys", nargs="*", type=Path, default=list(KEYS))
    parser.add_argument("--misses", action="store_true", help="list what is not in the first three")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    kg = MechanismGraph.load()
    report = {}
    for path in options.keys:
        results = [judge_axis(kg, axis) for axis in read_key(path)]
        for part, some in split_by_start(kg, results).items():
            report[f"{path.stem}, {part}"] = summarise(some)
        if options.misses:
            for r in results:
                wrong = r.signs["all"] in ("+", "-") and r.signs["all"] != r.axis.sign
                if not 1 <= r.whole <= 3 or wrong:
                    print(r.whole, r.any_step, "WRONG" if wrong else "", r.signs, *r.axis, sep="\t")
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        print(" " * 26, *(f"{name:>34}" for name in report))
        for name in next(iter(report.values())):
            print(f"{name:26}", *(f"{measures[name]:>34}" for measures in report.values()))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
