"""What the readers of all formats fill: entities by id, rows of statement and evidence as numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError
from msc_graph.records import Entity, Reference
from msc_graph.snapshot.categories import find_category
from msc_graph.snapshot.packing import FIELD, NONE, STATUSES, pack_entity, split_row, unpack_entity
from msc_graph.snapshot.predicates import Predicates
from msc_graph.vocabulary import load_prefixes, load_vocabulary

__all__ = [
    "Builder",
    "RowTable",
    "Rows",
]

_MOST_KINDS = 1 << 16


class Rows(NamedTuple):
    """One row per statement and piece of evidence, each an array of shape (rows,).

    Attributes
    ----------
    subject, object
        Entity numbers, int32.
    kind
        Number of the kind (predicate, level, negation), uint16.
    status
        Place in `STATUSES`, uint8.
    context
        Number of the evidence without its reference, int32; `NONE` for no evidence.
    reference
        Number of its reference, int32; `NONE` where it names none.
    """

    subject: NDArray[np.int32]
    object: NDArray[np.int32]
    kind: NDArray[np.uint16]
    status: NDArray[np.uint8]
    context: NDArray[np.int32]
    reference: NDArray[np.int32]


class Builder:
    """Collects what one or several sources say.

    Attributes
    ----------
    entities
        Number by id, counted from 0.
    references, contexts
        Number by reference, and by line of evidence without it.
    kinds
        Number by predicate name, level and negation.
    predicates
        All relations met.
    """

    def __init__(self) -> None:
        self.entities: dict[str, int] = {}
        self.references: dict[str, int] = {}
        self.contexts: dict[str, int] = {}
        self.kinds: dict[tuple[str, str, bool], int] = {}
        self.predicates = Predicates()
        self.prefixes: dict[str, str] = {}
        self.folders: list[Path] = []
        self.papers: dict[str, Reference] = {}
        self._packed: list[bytes | None] = []
        self._rows: list[Rows] = []

    def entity(self, identifier: str) -> int:
        """Number of an entity, which may be described later or never."""
        number = self.entities.setdefault(identifier, len(self._packed))
        if number == len(self._packed):
            self._packed.append(None)
        return number

    def describe(self, entity: Entity) -> None:
        """Take a description; of several the first label wins and synonyms are united."""
        self.describe_packed(entity.id, pack_entity(entity))

    def describe_packed(self, identifier: str, packed: bytes) -> None:
        """Take a description from `pack_entity`."""
        number = self.entities.setdefault(identifier, len(self._packed))
        if number == len(self._packed):
            self._packed.append(packed)
            return
        known = self._packed[number]
        if known is not None and known != packed:
            entity = _unite(unpack_entity(identifier, known), unpack_entity(identifier, packed))
            packed = pack_entity(entity)
        self._packed[number] = packed

    def label(self, identifier: str) -> str:
        """Label of an entity described so far, else its id."""
        number = self.entities.get(identifier)
        packed = None if number is None else self._packed[number]
        return packed.partition(FIELD)[0].decode() if packed else identifier

    def context(self, line: str) -> int:
        """Number of a line of evidence."""
        return self.contexts.setdefault(line, len(self.contexts))

    def reference(self, reference: str) -> int:
        """Number of a reference; `NONE` of none."""
        return self.references.setdefault(reference, len(self.references)) if reference else NONE

    def number_references(self, references: Sequence[str]) -> NDArray[np.int32]:
        """Numbers of many references, `NONE` of none."""
        known = self.references
        if not known and all(references) and len(set(references)) == len(references):
            known.update(zip(references, range(len(references)), strict=True))
            return np.arange(len(references), dtype=np.int32)
        return np.array([self.reference(text) for text in references], np.int32)

    def kind(self, predicate: str, level: str, negated: bool, path: Path | None = None) -> int:
        """Number of a kind of statement.

        Raises
        ------
        DataError
            If there are more than 65,536.
        """
        number = self.kinds.setdefault((predicate, level, negated), len(self.kinds))
        if number >= _MOST_KINDS:
            raise DataError(
                "brings more than 65,536 kinds of relations",
                path=path or "several sources",
                cure="leave out what is no relation",
            )
        return number

    def append(self, rows: Rows) -> None:
        """Take rows."""
        self._rows.append(rows)

    def packed_entities(self) -> list[bytes]:
        """Description by number; what nobody described is called by its id."""
        found = []
        for identifier, packed in zip(self.entities, self._packed, strict=True):
            if packed is None:
                packed = pack_entity(Entity(identifier, identifier, find_category(identifier)))
            found.append(packed)
        return found

    def rows(self) -> Rows:
        """All rows, in the order in which they came; what was collected is given away."""
        parts, self._rows = self._rows, []
        if len(parts) < 2:
            return parts[0] if parts else RowTable().rows()
        columns = zip(*parts, strict=True)
        return Rows(*(np.concatenate(column) for column in columns))

    def add_corpus(self, corpus: Corpus) -> None:
        """Take all records of a corpus."""
        for entity in corpus.entities.values():
            self.describe(entity)
        for predicate in corpus.predicates.values():
            self.predicates.add(predicate)
        table = RowTable()
        for statement in corpus.statements.values():
            ends = self.entity(statement.subject), self.entity(statement.object)
            kind = self.kind(statement.predicate, statement.level, statement.negated)
            status = STATUSES.index(statement.status) if statement.status in STATUSES else 0
            evidence = [
                (self.context(context), self.reference(reference))
                for reference, context in map(split_row, corpus.rows.get(statement.id, ()))
            ]
            table.add(*ends, kind, status, evidence)
        self.append(table.rows())
        self.add_surroundings(corpus.prefixes, corpus.folders, corpus.references)

    def add_surroundings(
        self,
        prefixes: Mapping[str, str],
        folders: Iterable[Path] = (),
        references: Mapping[str, Reference] | None = None,
    ) -> None:
        """Take prefixes, data folders and papers; the first to say something wins."""
        for prefix, base in prefixes.items():
            self.prefixes.setdefault(prefix, base)
        self.folders += (folder for folder in folders if folder not in self.folders)
        for identifier, paper in (references or {}).items():
            self.papers.setdefault(identifier, paper)

    def all_prefixes(self) -> dict[str, str]:
        """IRI base by prefix: the shipped ones and those of the sources."""
        return {**load_prefixes(), **self.prefixes}

    def category_names(self, packed: Iterable[bytes]) -> tuple[list[str], NDArray[np.uint16]]:
        """Names of the categories met, ours first, and the number of each entity's own."""
        ours = {name: n for n, name in enumerate(load_vocabulary().categories)}
        numbers = [
            ours.setdefault(p.split(FIELD, 2)[1].decode() if FIELD in p else "", len(ours))
            for p in packed
        ]
        if len(ours) > _MOST_KINDS:
            raise DataError(
                "bring more than 65,536 categories", path="the sources", cure="name fewer"
            )
        return list(ours), np.array(numbers, np.uint16)


class RowTable:
    """Rows that come one statement at a time.

    Examples
    --------
    >>> table = RowTable()
    >>> table.add(0, 1, 0, 0, [(5, 7), (5, 8)])
    >>> table.rows().reference.tolist()
    [7, 8]
    """

    def __init__(self) -> None:
        self._columns = tuple(array("i") for _ in Rows._fields)

    def add(
        self, subject: int, object_: int, kind: int, status: int, evidence: list[tuple[int, int]]
    ) -> None:
        """Take a statement with its evidence, each a context and a reference."""
        for context, reference in evidence or [(NONE, NONE)]:
            row = (subject, object_, kind, status, context, reference)
            for column, value in zip(self._columns, row, strict=True):
                column.append(value)

    def rows(self) -> Rows:
        """All rows."""
        types = (np.int32, np.int32, np.uint16, np.uint8, np.int32, np.int32)
        columns = (np.array(c, np.int32) for c in self._columns)
        return Rows(*(c.astype(t) for c, t in zip(columns, types, strict=True)))


def _unite(first: Entity, second: Entity) -> Entity:
    """The first, with what only the second says."""
    named = first.label != first.id
    categories = load_vocabulary().categories
    known = first.category in categories or second.category not in categories
    labels = {second.label} - {second.id, first.label} if named else set()
    return Entity(
        first.id,
        first.label if named else second.label,
        first.category if known else second.category,
        first.kind or second.kind,
        tuple(dict.fromkeys((*first.synonyms, *second.synonyms, *labels))),
        tuple(dict.fromkeys((*first.xrefs, *second.xrefs))),
        tuple(dict.fromkeys((*first.broader, *second.broader))),
        tuple(dict.fromkeys((*first.occurs_in, *second.occurs_in))),
        first.taxon or second.taxon,
        first.description or second.description,
    )
