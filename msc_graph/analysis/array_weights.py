"""The weights of the score as arrays: an upper bound of what a path can be worth."""

from __future__ import annotations

import numpy as np

from msc_graph.analysis.array_index import count_traffic
from msc_graph.analysis.chains import DETAILS, is_jump
from msc_graph.analysis.weights import Weights
from msc_graph.curation.corpus import EvidenceRow
from msc_graph.network.array_weights import PathWeights
from msc_graph.network.filters import WalkRules
from msc_graph.network.numbered import NumberedCorpus

__all__ = ["weigh_paths"]


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
    predicates = [corpus.predicates[name] for name, _, _ in corpus.kinds]
    hop = np.ones((len(corpus.kinds), len(corpus.category_names)))
    for kind, predicate in enumerate(predicates):
        if predicate.sign == 0:
            hop[kind] *= weights.unsigned
        for place, category in enumerate(corpus.category_names):
            if is_jump(predicate.name, category):
                hop[kind, place] *= weights.jump
    bits = [
        sum(1 << place for place, kinds in enumerate(DETAILS) if category in kinds)
        for category in corpus.category_names
    ]
    return PathWeights(
        hub=count_traffic(corpus, rules) ** -weights.hub,
        hub_mean=True,
        jump=hop,
        detail_bit=np.array(bits, np.uint8),
        detail=np.array([weights.detail[some.bit_count()] for some in range(8)]),
        joint_consistent=weights.consistent,
        joint_crossed=weights.crossed,
        length=weights.length,
        process=corpus.without_cell(),
        context=corpus.admitted(_names_context),
        references=corpus.reference_rows(),
        opposite=np.array([predicate.role == "opposite" for predicate in predicates]),
    )


def _names_context(row: EvidenceRow) -> bool:
    evidence = row.parse()
    return row.stance == "supports" and bool(evidence.disease or evidence.cell_type)
