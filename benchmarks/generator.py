"""A seeded graph with the kinds, proportions and skew of Hetionet, as arrays and as a KGX pair.

    python benchmarks/generator.py FOLDER [--edges 2130000] [--seed 1] [--nodes N]

Each kind of edge draws its two ends independently, by a log-normal weight of the node (a
configuration model): a few nodes have most edges. A node that is popular in one kind of edge tends
to be so in the others. The same size and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from metagraph import (
    HETIONET_EDGES,
    HETIONET_NODES,
    METAEDGES,
    METANODES,
    REFERENCE_EDGES,
    Metaedge,
)

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

__all__ = ["Graph", "generate", "load_graph", "node_ids", "save_graph"]

#: How far the weights of a node in its kinds of edges go together: the correlation of logarithms.
SHARED = 0.6
#: No weight is more than this many standard deviations above the mean, in logarithms: with it the
#: largest hubs of each kind come near Hetionet's (a GO term of 1,000 genes).
HIGHEST = 2.75
#: At most this share of the possible pairs of a kind of edge is used; small graphs reach it.
DENSEST = 0.4
#: Rounds of weighted draws before the rest is drawn evenly: the heavy pairs are then used up.
ROUNDS = 12

_PLACE = {kind.abbreviation: place for place, kind in enumerate(METANODES)}


class Graph(NamedTuple):
    """A generated graph of n nodes and m edges; the number of an edge is its place.

    Attributes
    ----------
    first
        `first[k]:first[k + 1]` are the nodes of the kind k of `METANODES`; int64 of shape (12,).
    subject, object
        Node of each edge, int32 of shape (m,).
    metaedge
        Place of its kind in `METAEDGES`, uint8 of shape (m,).
    sign
        +1, -1 or 0, int8 of shape (m,).
    """

    first: NDArray[np.int64]
    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    metaedge: NDArray[np.uint8]
    sign: NDArray[np.int8]

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return int(self.first[-1])

    @property
    def edges(self) -> int:
        """Number of edges."""
        return len(self.subject)

    def members(self, abbreviation: str) -> NDArray[np.int64]:
        """Nodes of a kind."""
        place = _PLACE[abbreviation]
        return np.arange(self.first[place], self.first[place + 1])

    def node_kind(self) -> NDArray[np.uint8]:
        """Place in `METANODES` of each node's kind, uint8 of shape (n,)."""
        sizes = np.diff(self.first)
        return np.repeat(np.arange(len(sizes), dtype=np.uint8), sizes)


def generate(edges: int = REFERENCE_EDGES, *, seed: int = 1, nodes: int | None = None) -> Graph:
    """Generate a graph.

    Parameters
    ----------
    edges
        How many edges.
    seed
        Of numpy's generator.
    nodes
        How many nodes; by default so many that the mean degree is that of `REFERENCE_EDGES` edges
        on Hetionet's nodes, 90.6.

    Raises
    ------
    ValueError
        If so many edges do not fit between so few nodes.
    """
    rng = np.random.default_rng(seed)
    size = (nodes / HETIONET_NODES) if nodes else edges / REFERENCE_EDGES
    counts = [max(round(kind.nodes * size), 3) for kind in METANODES]
    first = np.concatenate(([0], np.cumsum(counts)))
    popularity = [rng.standard_normal(count) for count in counts]
    parts = []
    for place, (kind, wanted) in enumerate(zip(METAEDGES, _share_edges(edges, size), strict=True)):
        subject, target = _sample(rng, kind, wanted, popularity, size)
        sign = rng.choice(
            np.array([1, -1, 0], np.int8),
            size=wanted,
            p=[kind.positive, kind.negative, 1 - kind.positive - kind.negative],
        )
        parts.append(
            (
                (subject + first[_PLACE[kind.subject]]).astype(np.int32),
                (target + first[_PLACE[kind.object]]).astype(np.int32),
                np.full(wanted, place, np.uint8),
                sign,
            )
        )
    return Graph(first, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _ends(kind: Metaedge, size: float) -> tuple[int, int]:
    """How many nodes stand at either end of a kind of edge in a graph of that size."""
    limits = (METANODES[_PLACE[end]].nodes for end in (kind.subject, kind.object))
    one, two = (
        min(max(round(count * size), 2), max(round(limit * size), 3))
        for count, limit in zip((kind.subjects, kind.objects), limits, strict=True)
    )
    return one, two


def _room(kind: Metaedge, size: float) -> int:
    one, two = _ends(kind, size)
    if kind.subject == kind.object:
        # Pairs of the smaller set with itself: no edge from a node to itself, none counted twice.
        one = two = min(one, two) - 1
        return int(DENSEST * one * two / 2)
    return int(DENSEST * one * two)


def _share_edges(edges: int, size: float) -> list[int]:
    """How many edges each kind gets: Hetionet's share, or the room there is, the rest moved on."""
    room = np.array([_room(kind, size) for kind in METAEDGES])
    if room.sum() < edges:
        raise ValueError(f"{edges} edges do not fit: there is room for {room.sum()}")
    share = np.array([kind.edges for kind in METAEDGES]) / HETIONET_EDGES
    given = np.zeros(len(share), np.int64)
    while (left := edges - given.sum()) > 0:
        open_ = given < room
        part = np.where(open_, share, 0.0)
        more = np.floor(left * part / part.sum()).astype(np.int64)
        if not more.any():
            more[np.argmax(np.where(open_, room - given, 0))] = 1
        given = np.minimum(given + more, room)
    return [int(count) for count in given]


def _weights(
    rng: Generator, popularity: NDArray[np.float64], count: int, spread: float
) -> NDArray[np.float64]:
    """Cumulated weights of the nodes of a kind at one end of a kind of edge; all but `count` are 0."""
    own = SHARED**0.5 * popularity + (1 - SHARED) ** 0.5 * rng.standard_normal(len(popularity))
    chosen = np.argsort(own)[len(own) - count :]
    score = own[chosen]
    weight = np.zeros(len(own))
    weight[chosen] = np.exp(
        spread * np.minimum((score - score.mean()) / (score.std() or 1.0), HIGHEST)
    )
    cumulated = np.cumsum(weight)
    cumulated /= cumulated[-1]
    return cumulated


def _sample(
    rng: Generator,
    kind: Metaedge,
    wanted: int,
    popularity: list[NDArray[np.float64]],
    size: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Unique pairs (subject, object), numbered within their kinds of node, in random order."""
    one, two = _PLACE[kind.subject], _PLACE[kind.object]
    width = len(popularity[two])
    ends = _ends(kind, size)
    weights = (
        _weights(rng, popularity[one], ends[0], kind.subject_spread),
        _weights(rng, popularity[two], ends[1], kind.object_spread),
    )
    known = np.empty(0, np.int64)
    draw = 0
    while len(known) < wanted:
        if draw == ROUNDS:
            weights = (_level(weights[0]), _level(weights[1]))
        many = int((wanted - len(known)) * 1.2) + 16
        subject, target = (np.searchsorted(w, rng.random(many), side="right") for w in weights)
        if one == two:
            real = subject != target
            subject, target = subject[real], target[real]
            if kind.symmetric:
                subject, target = np.minimum(subject, target), np.maximum(subject, target)
        known = np.union1d(known, subject * width + target)
        draw += 1
    known = rng.permutation(known)[:wanted]
    return known // width, known % width


def _level(cumulated: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same nodes with equal weights."""
    level = np.cumsum(np.diff(cumulated, prepend=0.0) > 0).astype(np.float64)
    level /= level[-1]
    return level


def node_ids(graph: Graph) -> list[str]:
    """CURIE of each node, by its number."""
    return [
        f"{kind.prefix}:{number}"
        for place, kind in enumerate(METANODES)
        for number in range(graph.first[place], graph.first[place + 1])
    ]


def save_graph(graph: Graph, folder: Path) -> None:
    """Save the arrays into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in graph._asdict().items():
        np.save(folder / f"{name}.npy", array)


def load_graph(folder: Path) -> Graph:
    """Arrays that `save_graph` wrote, mapped."""
    return Graph(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Graph._fields))


def main() -> None:
    from kgx_pair import write_pair

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edges", type=int, default=REFERENCE_EDGES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nodes", type=int, default=None)
    options = parser.parse_args()
    begin = time.perf_counter()
    graph = generate(options.edges, seed=options.seed, nodes=options.nodes)
    save_graph(graph, options.folder)
    write_pair(graph, options.folder / "kgx", seed=options.seed)
    print(f"{graph.nodes} nodes, {graph.edges} edges, {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
