"""networkx: `all_simple_paths` and `shortest_simple_paths` (Yen), plain and weighted, on a DiGraph.

A weight can only be added up along a path, so that a weighted search gives an approximation of our
ranking: beliefs and hubs as in paths of four hops, nothing of what two hops have in common. Its
answers are not held against ours. Paths of the wrong length or kind are passed over until there are
ten. `NetworkXLayered` is the best we found by hand for typed and signed paths: each node is there
once for each place and sign, so that every path has the right kinds, length and sign.
"""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from metagraph import METANODES
from questions import BEST, SIGN, WANTED

from peers.base import Answer, NodePairs, Peer, digest_counts, digest_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import networkx
    from generator import Graph
    from numpy.typing import NDArray
    from questions import Question

__all__ = [
    "NetworkX",
    "NetworkXLayered",
    "both_directions",
    "canonical_node_paths",
    "take_shortest",
]


class NetworkX(Peer):
    """Paths over nodes."""

    jobs: ClassVar[tuple[str, ...]] = ("all_paths", "shortest", "best_typed", "best")

    def load(self, graph: Graph, folder: Path, job: str) -> None:
        """Take the pairs of nodes in, in both directions."""
        self._pairs = NodePairs(graph)
        if job == "best_typed":
            self._graph = _signed(graph, folder)
        elif job == "best":
            self._graph = _weighted(graph, folder)
        else:
            self._graph = both_directions(graph, self._pairs)

    def all_paths(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes."""
        import networkx as nx

        ends = (question.source, question.target)
        return list(nx.all_simple_paths(self._graph, *ends, cutoff=question.hops))

    def shortest(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes, shortest first."""
        ends = (question.source, question.target)
        return take_shortest(_yen, self._graph, ends, self._pairs, question.hops)

    def best_typed(self, question: Question) -> list[list[int]]:
        """Paths over nodes, twice their number, plus 1 where the sign so far is negative."""
        ends = (2 * question.source, 2 * question.target + (SIGN < 0))
        many = question.hops + 1
        return _take_best(
            self._graph, ends, lambda p: len(p) == many == len({node >> 1 for node in p})
        )

    def best(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes, the least weight first."""
        ends = (question.source, question.target)
        return _take_best(self._graph, ends, lambda path: len(path) <= question.hops + 1)

    def canonical(self, question: Question, native: list[list[int]]) -> Answer:
        """Paths over edges, or the lengths of the shortest of them: which of equals is open."""
        if question.job.startswith("best"):
            return Answer(len(native), "", ())
        return canonical_node_paths(question, native, self._pairs)


class NetworkXLayered(NetworkX):
    """Typed and signed paths by a graph that has no others."""

    jobs: ClassVar[tuple[str, ...]] = ("best_typed",)

    def load(self, graph: Graph, folder: Path, job: str) -> None:  # noqa: ARG002
        """Take the signed edges in, once for each place that they can have."""
        self._nodes = graph.nodes
        self._graph = _layered(graph, folder)

    def best_typed(self, question: Question) -> list[list[int]]:
        """Paths over nodes, each numbered by its place and the sign so far besides."""
        size, hops = self._nodes, question.hops
        ends = (question.source, (2 * hops + (SIGN < 0)) * size + question.target)
        return _take_best(self._graph, ends, lambda p: len({node % size for node in p}) == hops + 1)


def both_directions(graph: Graph, pairs: NodePairs) -> networkx.DiGraph[Any]:
    """The graph with an edge each way between every two nodes that have one in either."""
    import networkx as nx

    network: networkx.DiGraph[Any] = nx.DiGraph()
    network.add_nodes_from(range(graph.nodes))
    unique = pairs.unique.tolist()
    network.add_edges_from(unique)
    network.add_edges_from((b, a) for a, b in unique)
    return network


def canonical_node_paths(question: Question, native: list[list[int]], pairs: NodePairs) -> Answer:
    """Answer of paths over nodes."""
    found = pairs.expand(native)
    if question.job == "all_paths":
        return digest_paths(found)
    return digest_counts(sorted(array.shape[1] for array in found for _ in array)[:WANTED])


def _yen(network: Any, source: int, target: int) -> Iterator[list[int]]:
    import networkx as nx

    paths: Iterator[list[int]] = nx.shortest_simple_paths(network, source, target)
    return paths


def take_shortest(
    search: Callable[[Any, int, int], Iterator[list[int]]],
    network: Any,
    ends: tuple[int, int],
    pairs: NodePairs,
    hops: int,
) -> list[list[int]]:
    """Paths over nodes, shortest first, until they stand for `WANTED` paths over edges."""
    import networkx as nx

    taken: list[list[int]] = []
    many = 0
    try:
        for path in search(network, *ends):
            if len(path) > hops + 1:
                break
            taken.append(path)
            many += prod(len(pairs.edges(one, two)) for one, two in pairwise(path))
            if many >= WANTED:
                break
    except nx.NetworkXNoPath:
        return []
    return taken


def _take_best(
    network: Any, ends: tuple[int, int], fits: Callable[[list[int]], bool]
) -> list[list[int]]:
    import networkx as nx

    taken: list[list[int]] = []
    if not (network.has_node(ends[0]) and network.has_node(ends[1])):
        return taken
    try:
        for path in nx.shortest_simple_paths(network, *ends, weight="weight"):
            if fits(path):
                taken.append(path)
            if len(taken) == WANTED:
                break
    except nx.NetworkXNoPath:
        return []
    return taken


def _steps() -> list[int]:
    """Kinds of node of a typed path, place by place."""
    places = {name.abbreviation: place for place, name in enumerate(METANODES)}
    return [places[name] for name in ("C", *BEST, "D")]


def _signed(graph: Graph, folder: Path) -> networkx.DiGraph[Any]:
    """Signed edges that a typed path can use, with each node twice, as INDRA has it."""
    kind = graph.node_kind()
    subject, target = (np.asarray(a).astype(np.int64) for a in (graph.subject, graph.object))
    sign = np.asarray(graph.sign)
    used = (sign != 0) & np.isin(kind[subject], _steps()[:-1]) & np.isin(kind[target], _steps()[1:])
    weight = _weights(graph, folder, backward=False)[used]
    flip = (sign[used] < 0).astype(np.int64)
    one, two = 2 * subject[used], 2 * target[used]
    return _least(
        np.concatenate((one, one + 1)),
        np.concatenate((two + flip, two + 1 - flip)),
        np.tile(weight, 2),
        2 * graph.nodes,
    )


def _layered(graph: Graph, folder: Path) -> networkx.DiGraph[Any]:
    """Signed edges between nodes that are there once for each place and sign."""
    kind, steps = graph.node_kind(), _steps()
    subject, target = (np.asarray(a).astype(np.int64) for a in (graph.subject, graph.object))
    sign, weight = np.asarray(graph.sign), _weights(graph, folder, backward=False)
    parts = []
    for place, (here, there) in enumerate(pairwise(steps)):
        used = (sign != 0) & (kind[subject] == here) & (kind[target] == there)
        flip = sign[used] < 0
        for negative in (False,) if place == 0 else (False, True):
            before = (2 * place + negative) * graph.nodes
            after = (2 * place + 2 + (flip ^ negative)) * graph.nodes
            parts.append((before + subject[used], after + target[used], weight[used]))
    one, two, least = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _least(one, two, least, 2 * len(steps) * graph.nodes)


def _weighted(graph: Graph, folder: Path) -> networkx.DiGraph[Any]:
    """Every edge both ways."""
    subject, target = (np.asarray(a).astype(np.int64) for a in (graph.subject, graph.object))
    weight = [_weights(graph, folder, backward=way) for way in (False, True)]
    ends = np.concatenate((subject, target)), np.concatenate((target, subject))
    return _least(*ends, np.concatenate(weight), graph.nodes)


def _weights(graph: Graph, folder: Path, *, backward: bool) -> NDArray[np.float64]:
    """Weight of each edge: the logarithm of what it takes from our score in a path of four hops."""
    from peers.ours import Factors

    factors = Factors.read(graph, folder)
    target = np.asarray(graph.subject if backward else graph.object)
    weight = -np.log(factors.belief) / 4 - np.log(factors.hub[target]) / 3
    unsigned = np.ones(graph.edges, bool) if backward else np.asarray(graph.sign) == 0
    found: NDArray[np.float64] = weight - np.log(factors.unsigned) * unsigned
    return found


def _least(
    one: NDArray[np.int64], two: NDArray[np.int64], weight: NDArray[np.float64], size: int
) -> networkx.DiGraph[Any]:
    """A graph of the least of the weights between two nodes."""
    import networkx as nx

    key = one * size + two
    order = np.lexsort((weight, key))
    first = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
    network: networkx.DiGraph[Any] = nx.DiGraph()
    columns = (column[first].tolist() for column in (one, two, weight))
    network.add_weighted_edges_from(zip(*columns, strict=True))
    return network
