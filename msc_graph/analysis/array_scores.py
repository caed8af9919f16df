"""What the scores of paths can be at most, told from arrays: so that few have to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.array_weights import weigh_hops
from msc_graph.analysis.belief import is_review_itself
from msc_graph.analysis.chains import DETAILS
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from msc_graph.analysis.weights import Weights
    from msc_graph.network.arrays import ArrayWalk
    from msc_graph.network.filters import WalkRules
    from msc_graph.network.numbered import NumberedCorpus

__all__ = ["ScoreBounds", "lower_only"]

#: What rounding may add to a score, and more.
_SLACK = 1 + 1e-9


def lower_only(weights: Weights) -> bool:
    """Whether every weight is a factor that lowers a score, as the bound takes for granted."""
    return all(0 <= weight <= 1 for name, weight in weights._asdict().items() if name != "hub")


class ScoreBounds:
    """Upper bounds of the scores that a judge would give.

    What is left out only lowers a score: contrary and filtered evidence, summaries, crossed
    contexts.

    Parameters
    ----------
    corpus
        The graph.
    walk, rules
        What the paths were found under.
    weights
        The numbers of the score, see `lower_only`.
    """

    def __init__(
        self, corpus: NumberedCorpus, walk: ArrayWalk, rules: WalkRules, weights: Weights
    ) -> None:
        self._corpus = corpus
        self._arrays = walk.arrays
        self._rules = rules
        self._weights = weights
        predicates = [corpus.predicates[name] for name, _, _ in corpus.kinds]
        self._opposite = np.array([p.role == "opposite" for p in predicates], np.bool_)
        self._hop = weigh_hops(corpus, rules, weights)
        bits = [
            sum(1 << n for n, kinds in enumerate(DETAILS) if category in kinds)
            for category in corpus.category_names
        ]
        self._bit = np.array(bits, np.uint8)
        self._detail = np.array([weights.detail[some.bit_count()] for some in range(8)])

    def of(self, block: NDArray[np.int64]) -> NDArray[np.float64]:
        """Bounds of paths, float64 of shape (p,); the hops are of shape (p, L)."""
        arrays, weights, length = self._arrays, self._weights, block.shape[1]
        statement, way = block >> 1, block & 1
        subject, object_ = arrays.subject.take(statement), arrays.object.take(statement)
        source = np.where(way, object_, subject)
        inside = source[:, 1:]
        kind = arrays.kind.take(statement).astype(np.int64)
        opposite = self._opposite.take(kind)
        belief = np.where(opposite, 1.0, arrays.belief.take(statement))
        claims = np.maximum(length - opposite.sum(axis=1), 1)
        bound: NDArray[np.float64] = belief.prod(axis=1) ** (1 / claims)
        bound *= self._hop[2 * kind + way, arrays.category.take(source)].prod(axis=1)
        bound *= self._damp(inside).prod(axis=1) ** (1 / max(length - 1, 1))
        bits = np.bitwise_or.reduce(self._bit.take(arrays.category.take(inside)), axis=1)
        bound *= self._detail.take(bits) * weights.length ** (length - 1)
        joints = self._count_joints(statement) * ~opposite.any(axis=1)
        bound *= max(weights.consistent, weights.crossed) ** joints
        return bound * _SLACK

    def _damp(self, entity: NDArray[np.int32]) -> NDArray[np.float64]:
        """Factor of hubs, as the judge has it by `ArrayIndex.traffic`."""
        arrays = self._arrays
        if self._rules.any_predicate:
            middle = arrays.middle.take(entity)
            out = middle - arrays.pointer.take(entity)
            into = arrays.pointer.take(entity + 1) - middle
        else:
            into = arrays.in_degree.take(entity).astype(np.int64)
            out = arrays.out_degree.take(entity).astype(np.int64)
        traffic = np.maximum(into, 1) * np.maximum(out, 1)
        damped: NDArray[np.float64] = traffic ** -float(self._weights.hub)
        return damped

    def _count_joints(self, statement: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many hops are certainly joined to the next, of paths without opposite poles."""
        code = self._arrays.reference.take(statement)
        known = code != SEVERAL_REFERENCES
        before, after = code[:, :-1], code[:, 1:]
        apart = known[:, :-1] & known[:, 1:] & ((before != after) | (after == NO_REFERENCE))
        # One passage of a review may carry hops of several references; no joint is counted then.
        passage = self._are_passages(code).all(axis=1)
        joints: NDArray[np.int64] = apart.sum(axis=1) * ~passage
        return joints

    def _are_passages(self, code: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which references may be a review that speaks for itself."""
        codes, place = np.unique(code, return_inverse=True)
        may = [n == SEVERAL_REFERENCES or self._is_passage(n) for n in codes.tolist()]
        return np.array(may, np.bool_)[place].reshape(code.shape)

    def _is_passage(self, code: int) -> bool:
        return code >= 0 and is_review_itself(self._corpus.reference_at(code))
