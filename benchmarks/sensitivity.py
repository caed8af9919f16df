"""How far the first answers move when one weight of the score moves by half.

    python benchmarks/sensitivity.py [--write]

For every pair of start and end in the answer keys, and each weight halved and raised by half (a
factor not above 1): in how many pairs another chain comes first, how many of the first three
chains stay, and what becomes of the hits. `--write` puts the table into `docs/ranking.md`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from answer_key import KEYS, judge_axis, read_key, summarise

from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.curation.tables import write_text
from msc_graph.graph import MechanismGraph

DOCUMENT = Path(__file__).parent.parent / "docs" / "ranking.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


class Move(NamedTuple):
    """What one change of one weight does."""

    weight: str
    value: float
    other_first: float
    kept_of_three: float
    hits: float


def first_three(
    kg: MechanismGraph, pairs: list[tuple[str, str]], weights: Weights
) -> list[list[tuple[str, ...]]]:
    """First chains of each pair, as statement ids."""
    return [
        [
            tuple(hop.statement for hop in chain.hops)
            for chain in kg.trace(start, end, top=3, weights=weights).chains
        ]
        for start, end in pairs
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/ranking.md")
    options = parser.parse_args()
    kg = MechanismGraph.load()
    axes = [axis for path in KEYS for axis in read_key(path)]
    pairs = sorted({(axis.start, axis.end) for axis in axes})
    pairs = [p for p, three in zip(pairs, first_three(kg, pairs, WEIGHTS), strict=True) if three]
    base = first_three(kg, pairs, WEIGHTS)

    def measure(name: str, value: float) -> Move:
        weights = WEIGHTS._replace(**{name: value})
        moved = first_three(kg, pairs, weights)
        kept = [len(set(a) & set(b)) / len(a) for a, b in zip(base, moved, strict=True)]
        other = [a[0] != b[0] for a, b in zip(base, moved, strict=True)]
        hits = summarise([judge_axis(kg, axis, weights) for axis in axes])["whole hit@3"]
        return Move(name, value, sum(other) / len(pairs), sum(kept) / len(pairs), hits)

    hits = summarise([judge_axis(kg, axis) for axis in axes])["whole hit@3"]
    lines = [
        f"{len(pairs)} pairs of start and end, {len(axes)} axes; whole hit@3 with the weights as they"
        f" are: {hits:.3f}.",
        "",
        "| weight | from | to | another chain first | of the first three kept | whole hit@3 |",
        "|---|---|---|---|---|---|",
    ]
    for name, value in WEIGHTS._asdict().items():
        for factor in (0.5, 1.5):
            to = round(min(value * factor, 1.0), 4)
            move = measure(name, to)
            lines.append(
                f"| `{name}` | {value:g} | {to:g} | {move.other_first:.0%} |"
                f" {move.kept_of_three:.0%} | {move.hits:.3f} |"
            )
    table = "\n".join(lines) + "\n"
    print(table)
    if options.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        write_text(DOCUMENT, before + BEGIN + "\n" + table + "\n" + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
