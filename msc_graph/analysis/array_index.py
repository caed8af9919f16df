"""What a judge asks of a graph of arrays: how much of a hub, and which ways of two steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES, ArrayWalk
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import Hop
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from msc_graph.network.array_search import ArraySearch

__all__ = ["ArrayIndex", "count_traffic"]

#: Ways of two steps that are looked at before a hop is taken to be no summary.
_MOST_WAYS = 1000


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

    @cached_property
    def _search(self) -> ArraySearch:
        import numpy as np

        from msc_graph.network.array_search import ArraySearch

        # Whether a study spells a hop out does not hang on what may stand inside a chain.
        return ArraySearch(self._walk._replace(inner=np.ones_like(self._walk.inner)))

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
        reference = self._corpus.arrays.reference
        own = int(reference[statement])
        if own == NO_REFERENCE:
            return
        pairs = self._search.all_paths([start], [end], max_hops=2, limit=_MOST_WAYS).blocks[1]
        theirs = reference.take(pairs >> 1)
        shared = theirs != NO_REFERENCE
        if own != SEVERAL_REFERENCES:
            shared &= (theirs == own) | (theirs == SEVERAL_REFERENCES)
        for first, second in pairs[shared.all(axis=1)].tolist():
            yield self._corpus.hop_at(first, self._rules), self._corpus.hop_at(second, self._rules)


def count_traffic(corpus: NumberedCorpus, rules: WalkRules) -> NDArray[np.float64]:
    """Traffic of every entity as `ArrayIndex.traffic` has it, float64 of shape (n,)."""
    import numpy as np

    arrays = corpus.arrays
    into, out = arrays.in_degree, arrays.out_degree
    if rules.any_predicate:
        into = arrays.pointer[1:] - arrays.middle
        out = arrays.middle - arrays.pointer[:-1]
    return np.maximum(into, 1).astype(np.float64) * np.maximum(out, 1)
