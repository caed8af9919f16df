"""What a judge asks of a graph of arrays: how much of a hub, and which ways of two steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from msc_graph.network.arrays import NOT_WALKED, SEVERAL_REFERENCES, ArrayWalk
from msc_graph.network.filters import WalkRules
from msc_graph.network.flags import NEGATED, SUPERSEDED
from msc_graph.network.index import Hop
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ArrayIndex", "count_traffic"]


class ArrayIndex:
    """The questions of `msc_graph.network.index.Index` that a judge has, asked of arrays.

    Parameters
    ----------
    corpus
        The graph.
    walk
        What is walked.
    rules
        Of the walk.
    """

    def __init__(self, corpus: NumberedCorpus, walk: ArrayWalk, rules: WalkRules) -> None:
        self._corpus = corpus
        self._walk = walk
        self._rules = rules
        self._traffic: dict[str, int] = {}

    def traffic(self, entity: str) -> int:
        """Ways into an entity times ways out of it, at least 1."""
        if entity not in self._traffic:
            self._traffic[entity] = self._count(entity)
        return self._traffic[entity]

    def _count(self, entity: str) -> int:
        number = self._corpus.number(entity)
        if number is None:
            return 1
        arrays = self._corpus.arrays
        if self._rules.any_predicate:
            first, middle, last = (
                int(arrays.pointer[number]),
                int(arrays.middle[number]),
                int(arrays.pointer[number + 1]),
            )
            return max(last - middle, 1) * max(middle - first, 1)
        return max(int(arrays.in_degree[number]), 1) * max(int(arrays.out_degree[number]), 1)

    def two_steps(self, hop: Hop) -> Iterator[tuple[Hop, Hop]]:
        """Pairs of hops that lead where a hop leads, over a third entity.

        Those whose studies cannot be the hop's are left out: nobody asks for them, and a hub has
        thousands.
        """
        start, end = self._corpus.number(hop.source), self._corpus.number(hop.target)
        statement = self._corpus.statement_number(hop.statement)
        if start is None or end is None or statement is None:
            return
        studies = self._corpus.reference_codes(statement)
        if not studies:
            return
        away, home = (self._like(node, studies, towards=node == end) for node in (start, end))
        common = set(away[0].tolist()) & set(home[0].tolist())
        for middle in sorted(common - {start, end}):
            for first in away[1][away[0] == middle].tolist():
                for second in home[1][home[0] == middle].tolist():
                    if self._walked(first) and self._walked(second):
                        yield (
                            self._corpus.hop_at(first, self._rules),
                            self._corpus.hop_at(second, self._rules),
                        )

    def _like(
        self, node: int, studies: frozenset[int], *, towards: bool
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Hops from or towards an entity that one of the studies may carry: other ends, and codes."""
        arrays = self._corpus.arrays
        first, middle, last = (
            int(arrays.pointer[node]),
            int(arrays.middle[node]),
            int(arrays.pointer[node + 1]),
        )
        edge = arrays.edge[first:last]
        theirs = arrays.reference.take(edge)
        some = np.isin(theirs, [SEVERAL_REFERENCES, *studies], kind="sort")
        # Up to `middle` the entity is the subject: walked towards it, that is backwards.
        subject = np.arange(first, last) < middle
        codes = 2 * edge[some].astype(np.int64) + (subject[some] == towards)
        return arrays.neighbour[first:last][some], codes

    def _walked(self, code: int) -> bool:
        """Whether a hop may be walked."""
        arrays, walk, statement = self._corpus.arrays, self._walk, code >> 1
        flags = int(arrays.flags[statement])
        if not flags & walk.evidence or flags & (NEGATED | SUPERSEDED):
            return False
        if walk.allowed is not None and not walk.allowed[statement]:
            return False
        source, target = int(arrays.subject[statement]), int(arrays.object[statement])
        if code & 1:
            source, target = target, source
        signs = walk.backward if code & 1 else walk.forward
        return bool(
            signs[arrays.kind[statement]] != NOT_WALKED
            and not (walk.head[target] and not walk.head[source])
        )


def count_traffic(corpus: NumberedCorpus, rules: WalkRules) -> NDArray[np.float64]:
    """Traffic of every entity as `ArrayIndex.traffic` has it, float64 of shape (n,)."""
    arrays = corpus.arrays
    into, out = arrays.in_degree, arrays.out_degree
    if rules.any_predicate:
        into = arrays.pointer[1:] - arrays.middle
        out = arrays.middle - arrays.pointer[:-1]
    return np.maximum(into, 1).astype(np.float64) * np.maximum(out, 1)
