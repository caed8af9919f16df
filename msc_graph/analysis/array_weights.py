"""The weights of the score as arrays: an upper bound of what a path can be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.array_index import count_traffic
from msc_graph.analysis.chains import DETAILS, is_jump
from msc_graph.analysis.weights import Weights
from msc_graph.network.array_weights import PathWeights
from msc_graph.network.filters import WalkRules
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["weigh_hops", "weigh_paths"]


def weigh_paths(corpus: NumberedCorpus, rules: WalkRules, weights: Weights) -> PathWeights:
    """Factors that a search for the best paths bounds scores by.

    What a bound leaves out only lowers a score: that a hop is a summary, that its evidence is
    contradicted, filtered or of another context than its neighbour's.

    Parameters
    ----------
    corpus
        The graph.
    rules
        Of the walk.
    weights
        The numbers of the score.
    """
    bits = [
        sum(1 << place for place, kinds in enumerate(DETAILS) if category in kinds)
        for category in corpus.category_names
    ]
    return PathWeights(
        hub=count_traffic(corpus, rules) ** -weights.hub,
        jump=weigh_hops(corpus, rules, weights),
        detail_bit=np.array(bits, np.uint8),
        detail=np.array([weights.detail[some.bit_count()] for some in range(8)]),
        joint_consistent=max(weights.consistent, weights.crossed),
        joint_crossed=weights.crossed,
        length=weights.length,
        process=corpus.without_cell(),
        references=corpus.reference_rows(),
        opposite=np.array([corpus.predicates[n].role == "opposite" for n, _, _ in corpus.kinds]),
    )


def weigh_hops(corpus: NumberedCorpus, rules: WalkRules, weights: Weights) -> NDArray[np.float64]:
    """Factor of a hop for what its predicate leaves open: that it is a jump, or has no sign.

    Returns
    -------
    numpy.ndarray
        By `2 * kind + direction` and the category of the entity that the hop is walked from,
        float64 of shape (2 * number of kinds, number of categories).
    """
    names, categories = [name for name, _, _ in corpus.kinds], corpus.category_names
    # Many kinds are of one predicate, with other levels.
    jumps = {name: [is_jump(name, category) for category in categories] for name in set(names)}
    factor = np.ones((2 * len(names), len(categories)))
    for kind, name in enumerate(names):
        for way, sign in enumerate(rules.signs(corpus.predicates[name])):
            factor[2 * kind + way, jumps[name]] = weights.jump
            factor[2 * kind + way] *= 1.0 if sign else weights.unsigned
    return factor
