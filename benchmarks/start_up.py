"""How long a cold `msc-graph trace` takes, as a ratio to importing click, against the plain way.

The plain way: rdflib parses the same graph as Turtle, networkx holds it, and
`all_simple_edge_paths` enumerates the same signed paths. All in one run, interleaved, medians.

    python benchmarks/start_up.py [--rounds 15]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msc_graph.graph import MechanismGraph

START, END = "miR-146a", "Alzheimer disease"

PLAIN = """
import sys
import networkx, rdflib
MSCO = rdflib.Namespace("https://w3id.org/msc-graph/ontology/")
graph = rdflib.Graph().parse(sys.argv[1])
signs = {p: int(s) for p, s in graph.subject_objects(MSCO.sign) if (p, MSCO.role, None) in graph}
walked = {p for p, r in graph.subject_objects(MSCO.role) if str(r) in ("causal", "outcome", "opposite", "transfer")}
network = networkx.MultiDiGraph()
for p in walked:
    for s, o in graph.subject_objects(p):
        network.add_edge(s, o, key=p, sign=signs[p])
        if p == MSCO.opposite_of:
            network.add_edge(o, s, key=p, sign=signs[p])
named = {str(label): s for s, label in graph.subject_objects(rdflib.RDFS.label)}
paths = list(networkx.all_simple_edge_paths(network, named["hsa-miR-146a-5p"], named["Alzheimer disease"], cutoff=int(sys.argv[2])))
print(len(paths))
"""


def wall(*command: str) -> tuple[float, str]:
    """Seconds of one cold process and what it printed."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - begin, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--plain-hops", type=int, default=4, help="cut-off of the plain way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        turtle = Path(folder) / "graph.ttl"
        MechanismGraph.load().export("turtle", turtle)
        jobs = {
            "import click": (sys.executable, "-c", "import click"),
            "msc-graph trace, 6 hops": (sys.executable, "-m", "msc_graph", "trace", START, END),
            "msc-graph trace --format json": (
                sys.executable,
                "-m",
                "msc_graph",
                "trace",
                START,
                END,
                "--format",
                "json",
            ),
            f"rdflib + networkx, {options.plain_hops} hops": (
                sys.executable,
                "-c",
                PLAIN,
                str(turtle),
                str(options.plain_hops),
            ),
        }
        seconds: dict[str, list[float]] = {name: [] for name in jobs}
        for number in range(options.rounds):
            for name, command in jobs.items():
                if name.startswith("rdflib") and number >= 3:
                    continue
                seconds[name].append(wall(*command)[0])
    base = statistics.median(seconds["import click"])
    graph = MechanismGraph.load()
    report = {
        "statements": len(graph.statements),
        "evidence": sum(map(len, graph.corpus.rows.values())),
        "rounds": options.rounds,
        "median_seconds": {name: round(statistics.median(s), 3) for name, s in seconds.items()},
        "ratio_to_import_click": {
            name: round(statistics.median(s) / base, 2) for name, s in seconds.items()
        },
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
