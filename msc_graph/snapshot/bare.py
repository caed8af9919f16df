"""Triples of RDF that relate two things and that no node states: kept as numbers."""

from __future__ import annotations

from array import array
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.records import Evidence
from msc_graph.snapshot.builder import Builder, Rows
from msc_graph.snapshot.packing import NONE, split_row
from msc_graph.vocabulary import Predicate

__all__ = ["BareTriples"]

#: The graph asserts it, and that is all.
_BARE = Evidence("supports", "stated", "stated", "review")


class BareTriples:
    """Collects triples, and afterwards what they are not to be taken for.

    Examples
    --------
    >>> triples = BareTriples()
    >>> triples.take("http://x.org/a", "http://x.org/p", "http://x.org/b")
    >>> builder = Builder()
    >>> rows = triples.make_rows(builder, builder.entity, lambda iri: (Predicate(iri, "", 0, "", False), ""))
    >>> len(rows.subject), list(builder.entities)
    (1, ['http://x.org/a', 'http://x.org/b'])
    """

    def __init__(self) -> None:
        self._nodes: dict[str, int] = {}
        self._properties: dict[str, int] = {}
        self._columns = tuple(array("i") for _ in range(3))
        self._stated = tuple(array("i") for _ in range(3))
        self._dropped = array("i")

    def take(self, subject: str, predicate: str, object_: str) -> None:
        """Take a triple of IRIs."""
        nodes, properties = self._nodes, self._properties
        subjects, predicates, objects = self._columns
        subjects.append(nodes.setdefault(subject, len(nodes)))
        predicates.append(properties.setdefault(predicate, len(properties)))
        objects.append(nodes.setdefault(object_, len(nodes)))

    def state(self, subject: str, predicate: str, object_: str) -> None:
        """A node states this, so the triple adds nothing."""
        numbers = (
            self._nodes.get(subject),
            self._properties.get(predicate),
            self._nodes.get(object_),
        )
        for column, number in zip(self._stated, numbers, strict=True):
            column.append(NONE if number is None else number)

    def drop_subject(self, node: str) -> None:
        """What a statement or a piece of evidence links to is no relation of two things."""
        number = self._nodes.get(node)
        if number is not None:
            self._dropped.append(number)

    def make_rows(
        self,
        builder: Builder,
        find: Callable[[str], int],
        relate: Callable[[str], tuple[Predicate, str]],
    ) -> Rows:
        """Rows of the triples that are statements of their own.

        Parameters
        ----------
        builder
            Numbers kinds and evidence.
        find
            Number of the entity of an IRI.
        relate
            Relation of a property by its IRI, and how it is printed where the relation says less.
        """
        predicates = [relate(iri) for iri in self._properties]
        subject, property_, object_ = (np.array(column, np.int32) for column in self._columns)
        places = self._find_own(subject, property_, object_, predicates)
        subject, property_, object_ = subject[places], property_[places], object_[places]
        used = np.zeros(len(self._nodes), np.bool_)
        used[subject] = used[object_] = True
        numbers = np.full(len(self._nodes), NONE, np.int32)
        for place, (iri, is_used) in enumerate(zip(self._nodes, used.tolist(), strict=True)):
            if is_used:
                numbers[place] = find(iri)
        kinds = np.zeros(len(predicates), np.uint16)
        contexts = np.zeros(len(predicates), np.int32)
        for number in np.unique(property_).tolist():
            predicate, printed = predicates[number]
            kinds[number] = builder.kind(predicate.name, "", False)
            row = EvidenceRow.of(_BARE._replace(as_printed=printed))
            contexts[number] = builder.context(split_row(row)[1])
        return Rows(
            numbers[subject],
            numbers[object_],
            kinds[property_],
            np.zeros(len(subject), np.uint8),
            contexts[property_],
            np.full(len(subject), NONE, np.int32),
        )

    def _find_own(
        self,
        subject: NDArray[np.int32],
        property_: NDArray[np.int32],
        object_: NDArray[np.int32],
        predicates: list[tuple[Predicate, str]],
    ) -> NDArray[np.int64]:
        """Places of the triples that say something new, each once."""
        triples = np.stack((subject, property_, object_), axis=1)
        both_ways = np.array([p.symmetric for p, _ in predicates], np.bool_)
        stated = np.stack([np.array(column, np.int32) for column in self._stated], axis=1)
        stated = stated[(stated != NONE).all(axis=1)]
        turned = stated[both_ways[stated[:, 1]]][:, ::-1]
        keys, known = _number_triples(triples, np.concatenate((stated, turned)))
        keep = ~np.isin(subject, np.array(self._dropped, np.int32)) & ~np.isin(keys, known)
        places = np.flatnonzero(keep)
        _, first = np.unique(keys[places], return_index=True)
        return self._drop_turned(places[np.sort(first)], triples, both_ways)

    def _drop_turned(
        self, places: NDArray[np.int64], triples: NDArray[np.int32], both_ways: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Of a symmetric relation told both ways, keep the one whose subject comes first."""
        chosen = places[both_ways[triples[places, 1]]]
        if not len(chosen):
            return places
        iris = list(self._nodes)
        rank = np.zeros(len(iris), np.int64)
        involved = np.unique(triples[chosen][:, [0, 2]])
        ordered = sorted(involved.tolist(), key=iris.__getitem__)
        rank[np.array(ordered, np.int64)] = np.arange(len(ordered))
        keys, turned_keys = _number_triples(triples[chosen], triples[chosen][:, ::-1])
        turned = np.isin(keys, turned_keys)
        later = rank[triples[chosen, 0]] > rank[triples[chosen, 2]]
        return np.setdiff1d(places, chosen[turned & later])


def _number_triples(
    one: NDArray[np.int32], two: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number for each triple of two tables, the same for the same triple."""
    subject, property_, object_ = np.concatenate((one, two)).astype(np.int64).T
    pair = subject * (int(object_.max(initial=0)) + 1) + object_
    _, pair = np.unique(pair, return_inverse=True)
    keys = pair.reshape(-1) * (int(property_.max(initial=0)) + 1) + property_
    return keys[: len(one)], keys[len(one) :]
