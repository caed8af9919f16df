"""Filtering the statements of a graph of arrays, without making their records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.selection import Conditions
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["select_numbers"]

#: No entity and no category has this number.
_NOBODY = -1


def select_numbers(corpus: NumberedCorpus, wanted: Conditions) -> NDArray[np.int64]:
    """Numbers of the statements that meet every condition, in their order."""
    chosen = np.ones(len(corpus.arrays.subject), np.bool_)
    for condition in _conditions(corpus, wanted):
        chosen &= condition
    return np.flatnonzero(chosen)


def _conditions(corpus: NumberedCorpus, wanted: Conditions) -> Iterator[NDArray[np.bool_]]:
    """Each condition as bool of shape (m,)."""
    yield from _ends(corpus, wanted)
    yield from _categories(corpus, wanted)
    kinds = [
        (not wanted.predicates or name in wanted.predicates)
        and (wanted.negated is None or negated == wanted.negated)
        and (wanted.sign is None or corpus.predicates[name].sign == wanted.sign)
        for name, _, negated in corpus.kinds
    ]
    if not all(kinds):
        yield np.array(kinds, np.bool_).take(corpus.arrays.kind)
    if wanted.statuses:
        yield corpus.of_status(wanted.statuses)
    if wanted.reference:
        yield corpus.citing(wanted.reference)
    if wanted.study_types:
        yield corpus.admitted(lambda row: row.study_type in wanted.study_types)


def _ends(corpus: NumberedCorpus, wanted: Conditions) -> Iterator[NDArray[np.bool_]]:
    subject, object_ = corpus.arrays.subject, corpus.arrays.object

    def number(entity: str) -> np.int32:
        found = corpus.number(entity)
        return np.int32(_NOBODY if found is None else found)

    if wanted.subject:
        yield subject == number(wanted.subject)
    if wanted.object:
        yield object_ == number(wanted.object)
    if wanted.entity:
        entity = number(wanted.entity)
        yield (subject == entity) | (object_ == entity)


def _categories(corpus: NumberedCorpus, wanted: Conditions) -> Iterator[NDArray[np.bool_]]:
    arrays = corpus.arrays

    def of_category(name: str, ends: NDArray[np.int32]) -> NDArray[np.bool_]:
        return np.array([known == name for known in corpus.category_names])[arrays.category[ends]]

    if wanted.subject_category:
        yield of_category(wanted.subject_category, arrays.subject)
    if wanted.object_category:
        yield of_category(wanted.object_category, arrays.object)
    if wanted.category:
        yield of_category(wanted.category, arrays.subject) | of_category(
            wanted.category, arrays.object
        )
