"""What every contender does, and how answers of different libraries are made comparable."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from generator import Graph
    from numpy.typing import ArrayLike, NDArray
    from questions import Question

__all__ = ["Answer", "NodePairs", "Peer", "digest_counts", "digest_paths"]


class Answer(NamedTuple):
    """An answer in a form that can be held against that of another library.

    Attributes
    ----------
    size
        How many results.
    digest
        Of the results in canonical order; equal results have equal digests. Empty where the
        results are not meant to be equal.
    brief
        Numbers to show where two answers differ.
    """

    size: int
    digest: str
    brief: tuple[float, ...]


class Peer:
    """A library that answers some of the jobs.

    A job is a method of the job's name: it takes a question and returns whatever the library
    makes of it. `canonical` turns that into an `Answer`; it is not part of what is measured.
    """

    #: Jobs that it can do.
    jobs: ClassVar[tuple[str, ...]] = ()

    def load(self, graph: Graph, folder: Path, job: str) -> None:
        """Take the graph in for a job: as arrays, or from the KGX pair in `folder / "kgx"`."""
        raise NotImplementedError

    def canonical(self, question: Question, native: Any) -> Answer:
        """Make an answer comparable."""
        raise NotImplementedError


def digest_paths(paths: Iterable[NDArray[Any]]) -> Answer:
    """Answer of paths given as arrays of edge numbers, one array of shape (paths, hops) a length.

    Edges stand in the order in which they are walked, from the start.
    """
    digest = hashlib.sha256()
    sizes: dict[int, int] = {}
    for array in sorted((a for a in paths if len(a)), key=lambda a: a.shape[1]):
        rows = np.ascontiguousarray(array, dtype=np.int32)
        order = np.lexsort(rows.T[::-1])
        sizes[rows.shape[1]] = len(rows)
        digest.update(rows.shape[1].to_bytes(1, "little"))
        digest.update(rows[order].tobytes())
    return Answer(sum(sizes.values()), digest.hexdigest(), tuple(sizes.values()))


def digest_counts(counts: ArrayLike) -> Answer:
    """Answer of whole numbers, or of scores that are rounded to six places before."""
    array = np.ascontiguousarray(counts, dtype=np.float64)
    digest = hashlib.sha256(array.tobytes()).hexdigest()
    return Answer(int(array.size), digest, tuple(array.ravel()[:12].tolist()))


class NodePairs:
    """Edges between each pair of nodes, for libraries whose paths name nodes only.

    Such a library holds the graph without parallel edges; `expand` gives back the paths over
    edges that its paths stand for.
    """

    def __init__(self, graph: Graph) -> None:
        self.nodes = graph.nodes
        key = self._key(np.asarray(graph.subject), np.asarray(graph.object))
        self._edge = np.argsort(key, kind="stable").astype(np.int32)
        self._sorted = key[self._edge]

    def _key(self, one: NDArray[Any], two: NDArray[Any]) -> NDArray[np.int64]:
        low = np.minimum(one, two).astype(np.int64)
        key: NDArray[np.int64] = low * self.nodes + np.maximum(one, two)
        return key

    @property
    def unique(self) -> NDArray[np.int64]:
        """Pairs of nodes with an edge in either direction, int64 of shape (pairs, 2)."""
        key = self._sorted[np.flatnonzero(np.diff(self._sorted, prepend=-1))]
        return np.column_stack((key // self.nodes, key % self.nodes))

    def edges(self, one: int, two: int) -> NDArray[np.int32]:
        """Edges between two nodes, in either direction."""
        key = self._key(np.array([one]), np.array([two]))
        begin, end = (np.searchsorted(self._sorted, key, side)[0] for side in ("left", "right"))
        return self._edge[begin:end]

    def expand(self, paths: Iterable[Sequence[int]]) -> list[NDArray[np.int32]]:
        """Paths over edges, one array of shape (paths, hops) for each length."""
        by_length: dict[int, list[Sequence[int]]] = {}
        for path in paths:
            by_length.setdefault(len(path), []).append(path)
        return [self._expand(np.array(group, np.int64)) for group in by_length.values()]

    def _expand(self, nodes: NDArray[np.int64]) -> NDArray[np.int32]:
        made = np.empty((len(nodes), 0), np.int32)
        row = np.arange(len(nodes))
        for hop in range(nodes.shape[1] - 1):
            key = self._key(nodes[row, hop], nodes[row, hop + 1])
            begin = np.searchsorted(self._sorted, key, "left")
            many = np.searchsorted(self._sorted, key, "right") - begin
            place = np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())
            made = np.column_stack((np.repeat(made, many, axis=0), self._edge[place]))
            row = np.repeat(row, many)
        return made
