"""Whether a SPARQL engine elsewhere gives the answers of the one here: every question, some traces.

    python benchmarks/engines.py URL [--data DIR] [--timeout SECONDS]

The engine runs already and holds the graph, put there with `msc-graph load --endpoint`. Exits with 1
if an answer differs; one that took too long is told and counts as none.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable

from msc_graph.analysis.report import describe_trace
from msc_graph.exceptions import StoreError
from msc_graph.graph import MechanismGraph
from msc_graph.remote import RemoteGraph
from msc_graph.snapshot.sources import SHIPPED
from msc_graph.store.base import Answer
from msc_graph.store.catalogue import load_queries

TRACES = (
    ("miR-146a", "Alzheimer disease", 6),
    ("UC-MSC exosome", "Alzheimer disease", 4),
    ("any:microRNA", "any:disease", 3),
    ("any:microRNA", "any:hallmark", 4),
)


def compare(one: Answer, other: Answer) -> str:
    if one == other:
        return "equal"
    if one.variables == other.variables and Counter(one.rows) == Counter(other.rows):
        return "equal, in another order"
    return f"DIFFERENT: {len(one.rows)} rows, here {len(other.rows)}"


def compare_traces(kg: MechanismGraph, remote: RemoteGraph, start: str, end: str, hops: int) -> str:
    part = remote.fetch(start, end, max_hops=hops)
    told = [
        json.dumps(describe_trace(graph.corpus, graph.trace(start, end, max_hops=hops)))
        for graph in (kg, part)
    ]
    return "equal" if told[0] == told[1] else "DIFFERENT"


def tell(name: str, judge: Callable[[], str]) -> bool:
    """Print one line; whether the answer differs."""
    begin = time.perf_counter()
    try:
        verdict = judge()
    except StoreError as error:
        verdict = f"no answer: {error}"
    print(f"{name:45} {time.perf_counter() - begin:7.2f} s  {verdict}", flush=True)
    return verdict.startswith("DIFFERENT")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--data", default=SHIPPED)
    parser.add_argument("--timeout", type=float, default=60.0)
    options = parser.parse_args()
    kg = MechanismGraph.load(options.data)
    remote = RemoteGraph.at(options.url, timeout=options.timeout)
    wrong = 0
    for name in load_queries():
        wrong += tell(name, lambda name=name: compare(remote.query(name), kg.query(name)))
    for start, end, hops in TRACES:
        wrong += tell(
            f"trace {start} to {end}, {hops} hops",
            lambda ask=(start, end, hops): compare_traces(kg, remote, *ask),
        )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
