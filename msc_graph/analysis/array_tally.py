"""Counting what a graph of arrays holds, without making its records."""

from __future__ import annotations

import numpy as np

from msc_graph.analysis.counts import Tally
from msc_graph.network.numbered import NumberedCorpus

__all__ = ["tally_arrays"]


def tally_arrays(corpus: NumberedCorpus) -> Tally:
    """Numbers of entities, statements and evidence, as `count_graph` counts records."""
    tally = Tally()
    arrays = corpus.arrays
    categories = np.bincount(arrays.category, minlength=len(corpus.category_names)).tolist()
    for name, number in zip(corpus.category_names, categories, strict=True):
        if number:
            tally.categories[name] += number
    kinds = np.bincount(arrays.kind, minlength=len(corpus.kinds)).tolist()
    for (name, _, _), number in zip(corpus.kinds, kinds, strict=True):
        if number:
            tally.predicates[name] += number
    tally.statuses.update(corpus.count_statuses())
    for row, number in corpus.count_evidence():
        if number:
            tally.add_evidence(row.basis, row.study_type, row.certainty, number)
    return tally
