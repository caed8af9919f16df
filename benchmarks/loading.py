"""Reading a KGX pair, once for each library, in a process of its own.

    python benchmarks/loading.py WAY FOLDER

prints one JSON object: what was held, the seconds since the process began, and its peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["HEAVY", "WAYS"]

#: Ways that take about 7 kB of memory an edge, and the edges up to which they are measured.
HEAVY = {"rdflib, all columns": 300_000}


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def load_snapshot(folder: Path) -> dict[str, int]:
    """Ours: compiled to a snapshot in an empty cache, and opened."""
    from msc_graph.snapshot.opening import open_snapshot

    corpus = open_snapshot([folder])
    return {"nodes": len(corpus.arrays.category), "edges": len(corpus.arrays.subject)}


def load_networkx(folder: Path) -> dict[str, int]:
    """networkx.MultiDiGraph: edges by their id, with predicate and sign and nothing else."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    nodes = _rows(folder / "nodes.tsv")
    next(nodes)
    network.add_nodes_from((node, {"category": category}) for node, category, _ in nodes)
    edges = _rows(folder / "edges.tsv")
    place = {name: number for number, name in enumerate(next(edges))}
    sign = place["sign"]
    # The same few words are held once.
    known: dict[str, str] = {}
    for row in edges:
        network.add_edge(
            row[1],
            row[3],
            row[0],
            predicate=known.setdefault(row[2], row[2]),
            sign=known.setdefault(row[sign], row[sign]),
        )
    return {"nodes": network.number_of_nodes(), "edges": network.number_of_edges()}


def load_networkx_full(folder: Path) -> dict[str, int]:
    """networkx.MultiDiGraph: edges by their id, with every column that is not empty."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    nodes = _rows(folder / "nodes.tsv")
    columns = next(nodes)
    for row in nodes:
        network.add_node(row[0], **dict(zip(columns[1:], row[1:], strict=True)))
    edges = _rows(folder / "edges.tsv")
    columns = next(edges)
    known: dict[str, str] = {}
    for row in edges:
        held = {
            name: known.setdefault(cell, cell)
            for name, cell in zip(columns, row, strict=True)
            if cell and name not in ("id", "subject", "object")
        }
        network.add_edge(row[1], row[3], row[0], **held)
    return {"nodes": network.number_of_nodes(), "edges": network.number_of_edges()}


def load_rdflib(folder: Path) -> dict[str, int]:
    """rdflib.Graph: one triple an edge, subject, predicate, object, and nothing else."""
    import rdflib

    graph = rdflib.Graph()
    known: dict[str, rdflib.URIRef] = {}

    def term(curie: str) -> rdflib.URIRef:
        if curie not in known:
            prefix, _, local = curie.partition(":")
            known[curie] = rdflib.URIRef(f"https://identifiers.org/{prefix}/{local}")
        return known[curie]

    edges = _rows(folder / "edges.tsv")
    next(edges)
    many = 0
    for row in edges:
        graph.add((term(row[1]), term(row[2]), term(row[3])))
        many += 1
    return {"nodes": sum(1 for _ in _rows(folder / "nodes.tsv")) - 1, "edges": many}


def load_rdflib_full(folder: Path) -> dict[str, int]:
    """rdflib.Graph: the triple, and an association with every column that is not empty."""
    import rdflib

    graph = rdflib.Graph()
    known: dict[str, rdflib.URIRef] = {}

    def term(curie: str) -> rdflib.URIRef:
        if curie not in known:
            prefix, _, local = curie.partition(":")
            known[curie] = rdflib.URIRef(f"https://identifiers.org/{prefix}/{local}")
        return known[curie]

    edges = _rows(folder / "edges.tsv")
    columns = next(edges)
    properties = [term(f"biolink:{name}") for name in columns]
    links = {"subject", "predicate", "object", "qualified_predicate", "primary_knowledge_source"}
    many = 0
    for row in edges:
        graph.add((term(row[1]), term(row[2]), term(row[3])))
        association = rdflib.URIRef(f"https://example.org/{row[0]}")
        for name, prop, cell in zip(columns[1:], properties[1:], row[1:], strict=True):
            if cell:
                value = term(cell) if name in links else rdflib.Literal(cell)
                graph.add((association, prop, value))
        many += 1
    return {"nodes": sum(1 for _ in _rows(folder / "nodes.tsv")) - 1, "edges": many}


WAYS: dict[str, Callable[[Path], dict[str, int]]] = {
    "snapshot": load_snapshot,
    "networkx": load_networkx,
    "networkx, all columns": load_networkx_full,
    "rdflib": load_rdflib,
    "rdflib, all columns": load_rdflib_full,
}


def peak_bytes() -> int:
    """Highest resident memory of this process since it began its program."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What getrusage says would include the parent's memory at the fork.
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    begin = time.perf_counter()
    way, folder = sys.argv[1:]
    held: dict[str, Any] = dict(WAYS[way](Path(folder)))
    print(json.dumps(held | {"seconds": time.perf_counter() - begin, "peak": peak_bytes()}))


if __name__ == "__main__":
    main()
