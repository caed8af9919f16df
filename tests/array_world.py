"""Small random graphs of arrays, and the plain way to walk them with networkx."""

from __future__ import annotations

from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from msc_graph.network.array_search import ArraySearch
from msc_graph.network.arrays import (
    NO_REFERENCE,
    NOT_WALKED,
    SEVERAL_REFERENCES,
    ArrayWalk,
    GraphArrays,
)
from msc_graph.network.flags import NEGATED, SUPERSEDED

NODES, KINDS, CATEGORIES = 7, 4, 4
EVIDENCE = 0b11
SIGNS = (1, -1, 0, NOT_WALKED)
FLAGS = (1, 2, 3, 1, 0, 4, 1 | NEGATED, 2 | SUPERSEDED)
REFERENCES = (NO_REFERENCE, SEVERAL_REFERENCES, 0, 1, 2)
BELIEFS = (0.0, 0.25, 0.5, 0.7, 0.9, 1.0)


class World(NamedTuple):
    """A graph with the rules of a walk, and the same walk for networkx: edge keys are hops."""

    walk: ArrayWalk
    network: nx.MultiDiGraph

    @property
    def arrays(self) -> GraphArrays:
        return self.walk.arrays

    def paths(self, starts, ends, max_hops, layers=None) -> set[tuple[int, ...]]:
        inner = self.walk.inner
        found = set()
        for start in starts:
            for end in set(ends) - {start}:
                hidden = [v for v in self.network if not inner[v] and v not in (start, end)]
                seen = nx.restricted_view(self.network, hidden, [])
                for path in nx.all_simple_edge_paths(seen, start, end, cutoff=max_hops):
                    inside = [target for _, target, _ in path[:-1]]
                    if layers is None or (
                        len(inside) == len(layers)
                        and all(mask[v] for mask, v in zip(layers, inside, strict=True))
                    ):
                        found.add(tuple(hop for _, _, hop in path))
        return found

    def sign(self, hop: int) -> int:
        table = self.walk.backward if hop & 1 else self.walk.forward
        return int(table[self.arrays.kind[hop >> 1]])

    def path_sign(self, path) -> int:
        return int(np.prod([self.sign(hop) for hop in path]))

    def ends(self, hop: int) -> tuple[int, int]:
        pair = int(self.arrays.subject[hop >> 1]), int(self.arrays.object[hop >> 1])
        return pair[::-1] if hop & 1 else pair


def make_world(rows, signs, masks, categories, allowed=None, *, plain: bool) -> World:
    """A world of rows (subject, object, kind, flags, reference, belief)."""
    columns = zip(*rows, strict=True) if rows else [()] * 6
    types = ("i4", "i4", "u2", "u2", "i4", "f4")
    subject, object_, kind, flags, reference, belief = (
        np.array(column, dtype) for column, dtype in zip(columns, types, strict=True)
    )
    arrays = GraphArrays(
        subject,
        object_,
        kind,
        flags,
        belief,
        reference,
        np.array(categories, "u2"),
        **build_adjacency(subject, object_, len(categories)),
        in_degree=np.zeros(len(categories), "i4"),
        out_degree=np.zeros(len(categories), "i4"),
    )
    inner, head = (np.array(mask, bool) for mask in masks)
    walk = ArrayWalk(
        arrays,
        forward=np.array(signs[0], "i1"),
        backward=np.array(signs[1], "i1"),
        evidence=EVIDENCE,
        allowed=None if allowed is None else np.array(allowed, bool),
        inner=inner | plain,
        head=head & (not plain),
    )
    return World(walk, network_of(walk))


def build_adjacency(
    subject: NDArray[np.int32], object_: NDArray[np.int32], entities: int
) -> dict[str, NDArray[Any]]:
    """Adjacency of statements in any order: `pointer`, `middle`, `neighbour` and `edge`."""
    real = np.flatnonzero(subject != object_)
    source = np.concatenate((subject[real], object_[real]))
    target = np.concatenate((object_[real], subject[real]))
    outward = np.zeros(len(source), np.int8)
    outward[len(real) :] = 1
    order = np.lexsort((target, outward, source))
    pointer = np.zeros(entities + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=entities), out=pointer[1:])
    forward = np.bincount(subject[real], minlength=entities)
    return {
        "pointer": pointer,
        "middle": pointer[:-1] + forward,
        "neighbour": target[order].astype(np.int32, copy=False),
        "edge": np.concatenate((real, real))[order].astype(np.int32, copy=False),
    }


@st.composite
def worlds(draw, most_edges: int = 18) -> World:
    """Small worlds; the plain ones hold nothing back: every kind is walked both ways."""
    plain = draw(st.booleans())
    node, kind = st.integers(0, NODES - 1), st.integers(0, KINDS - 1)
    row = st.tuples(
        node,
        node,
        kind,
        st.just(1) if plain else st.sampled_from(FLAGS),
        st.sampled_from(REFERENCES),
        st.sampled_from(BELIEFS),
    )
    rows = draw(st.lists(row, max_size=most_edges))
    signs = st.lists(st.sampled_from(SIGNS[:3] if plain else SIGNS), min_size=KINDS, max_size=KINDS)
    masks = st.lists(st.booleans(), min_size=NODES, max_size=NODES)
    categories = st.lists(st.integers(0, CATEGORIES - 1), min_size=NODES, max_size=NODES)
    allowed = None
    if not plain and draw(st.booleans()):
        allowed = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    return make_world(
        rows,
        (draw(signs), draw(signs)),
        (draw(masks), draw(masks)),
        draw(categories),
        allowed,
        plain=plain,
    )


def dense_world(
    rng: np.random.Generator, edges: int = 40, nodes: int = NODES + 1, *, even: bool = False
) -> World:
    """A world of many paths, so that there is something to cut off; if even, of equal beliefs."""
    references = () if rng.random() < 0.3 else (*REFERENCES, SEVERAL_REFERENCES)
    beliefs = (0.7,) if even else BELIEFS[1:]
    columns = (
        rng.integers(0, nodes, (2, edges)).tolist(),
        [rng.integers(0, KINDS, edges).tolist()],
        [rng.choice(FLAGS[:4], edges).tolist()],
        [rng.choice((*references, NO_REFERENCE), edges).tolist()],
        [rng.choice(beliefs, edges).tolist()],
    )
    rows = list(zip(*(column for group in columns for column in group), strict=True))
    signs = (
        rng.choice(SIGNS[:3], (2, KINDS)) if rng.random() < 0.5 else rng.choice(SIGNS, (2, KINDS))
    )
    return make_world(
        rows,
        signs,
        (rng.random(nodes) < 0.9, rng.random(nodes) < 0.1),
        rng.integers(0, CATEGORIES, nodes),
        plain=rng.random() < 0.5,
    )


def network_of(walk: ArrayWalk) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(walk.inner)))
    arrays = walk.arrays
    for number, (one, two) in enumerate(zip(arrays.subject, arrays.object, strict=True)):
        barred = arrays.flags[number] & (NEGATED | SUPERSEDED)
        if barred or not arrays.flags[number] & walk.evidence:
            continue
        if walk.allowed is not None and not walk.allowed[number]:
            continue
        for way, table in enumerate((walk.forward, walk.backward)):
            source, target = (two, one) if way else (one, two)
            entered = not walk.head[target] or walk.head[source]
            if table[arrays.kind[number]] != NOT_WALKED and entered:
                graph.add_edge(int(source), int(target), key=2 * number + way)
    return graph


some_nodes = st.lists(st.integers(0, NODES - 1), min_size=1, max_size=3)
some_masks = st.lists(
    st.lists(st.booleans(), min_size=NODES, max_size=NODES).map(lambda mask: np.array(mask, bool)),
    max_size=3,
)


def searches(walk: ArrayWalk) -> list[ArraySearch]:
    """The two ways to search: in numpy, and compiled where numba is installed."""
    from importlib.util import find_spec

    ways = (False, True) if find_spec("numba") else (False,)
    return [ArraySearch(walk, compiled=way) for way in ways]


def check_clean(search: ArraySearch) -> None:
    """What a search marked it has unmarked."""
    adjacency = search._adjacency
    assert not adjacency.mark.any()
    assert not any(table.any() for kept in adjacency._tables.values() for table in kept)


def in_order(blocks) -> list[tuple[int, ...]]:
    """Paths of blocks, sorted."""
    return sorted(tuple(path) for block in blocks for path in block.tolist())
