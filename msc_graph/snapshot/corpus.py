"""A corpus over a mapped snapshot: a record is made when somebody asks for it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.network.arrays import GraphArrays
from msc_graph.network.numbered import NumberedCorpus
from msc_graph.records import Claim, Entity, Reference, Statement, Table, statement_id
from msc_graph.snapshot.format import SnapshotFile
from msc_graph.snapshot.hashing import hash_text
from msc_graph.snapshot.mappings import NumberedMapping
from msc_graph.snapshot.names import SnapshotNames
from msc_graph.snapshot.packing import FIELD, NONE, STATUSES, evidence_row, unpack_entity
from msc_graph.snapshot.reduction import reduce_rows
from msc_graph.vocabulary import Predicate, load_vocabulary

__all__ = ["SnapshotCorpus"]

_ID_PREFIX = "mscg:statement/"


class SnapshotCorpus(NumberedCorpus):
    """Entities, statements and evidence of a mapped file.

    Entities and statements are numbered from 0; `entities`, `statements` and `rows` are mappings
    as those of every corpus, in the order of the numbers. Ids of statements are hashes of what
    they say, and are made when asked for.

    Parameters
    ----------
    file
        An open snapshot.
    tables
        Rows by the name of each plain table; they are read from the folders unless they are given.

    Attributes
    ----------
    arrays
        The graph as arrays.
    kinds
        Predicate name, level and negation of each kind of statement.
    category_names
        Name of each category; those of the ontology come first.
    labels
        Label of each entity, as bytes.
    """

    def __init__(self, file: SnapshotFile, tables: Mapping[str, Table] | None = None) -> None:
        self._file = file
        self._tables = tables
        metadata = file.metadata
        self.arrays = GraphArrays(**{name: file.arrays[name] for name in GraphArrays._fields})
        self.kinds = tuple((name, level, negated) for name, level, negated in metadata["kinds"])
        self.category_names: tuple[str, ...] = tuple(metadata["categories"])
        self._predicates = {
            **load_vocabulary().predicates,
            **{name: Predicate(*fields) for name, fields in metadata["predicates"].items()},
        }
        self.labels = file.texts("label")
        self._ids = file.texts("id")
        self._rest = file.texts("entity")
        self._contexts = file.texts("context")
        self._evidence_references = file.texts("reference")
        #: Number by id of the statements that were handed out.
        self._known: dict[str, int] = {}
        size = len(self.arrays.subject)
        key, find = self._statement_id, self.statement_number
        super().__init__(
            NumberedMapping(len(self.labels), self.entity_id, self.number, self.entity_at),
            NumberedMapping(size, key, find, self._make_statement),
            NumberedMapping(size, key, find, self.rows_at),
            tuple(Path(folder) for folder in metadata["folders"]),
            metadata["prefixes"],
        )

    @property
    def path(self) -> Path | None:
        """Where the file lay when it was opened, if that is known."""
        return self._file.path

    def array(self, name: str) -> NDArray[Any]:
        """An array of the file."""
        return self._file.arrays[name]

    @property
    def predicates(self) -> Mapping[str, Predicate]:
        """Relation by name: those of the ontology, and what the sources bring."""
        return self._predicates

    @cached_property
    def names(self) -> SnapshotNames:
        """Names of all entities."""
        return SnapshotNames(self)

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """Papers by id, as far as the sources describe them."""
        found = (Reference(*fields) for fields in map(json.loads, self._file.texts("paper")))
        return {paper.id: paper._replace(cited_as=tuple(paper.cited_as)) for paper in found}

    def table(self, name: str) -> Table:
        """Rows of a plain table, as they were given or are now.

        Raises
        ------
        KeyError
            If there is no table of that name.
        """
        return super().table(name) if self._tables is None else self._tables[name]

    def number(self, entity: str) -> int | None:
        """Number of an entity by its id; None if there is none."""
        wanted = entity.encode("utf-8", "replace")
        hashes = self.array("id.hash")
        key = np.uint64(hash_text(wanted))
        place = int(hashes.searchsorted(key))
        while place < len(hashes) and hashes[place] == key:
            number = int(self.array("id.entity")[place])
            if self._ids[number] == wanted:
                return number
            place += 1
        return None

    def entity_id(self, number: int) -> str:
        """Id of an entity by its number."""
        text: bytes = self._ids[number]
        return text.decode()

    def entity_at(self, number: int) -> Entity:
        """Entity by its number."""
        category = self.category_names[self.arrays.category[number]]
        parts = (self.labels[number], category.encode(), self._rest[number])
        return unpack_entity(self.entity_id(number), FIELD.join(parts))

    def label(self, entity: str) -> str:
        """Label of an entity, or its id where the graph does not describe it."""
        number = self.number(entity)
        return entity if number is None else self.labels[number].decode()

    def members(self, category: str) -> frozenset[str]:
        """Ids of the entities of a category, by its name."""
        return frozenset(map(self.entity_id, self.member_numbers(category).tolist()))

    def member_numbers(self, category: str) -> NDArray[np.int64]:
        """Numbers of the entities of a category, by its name; sorted."""
        if category not in self.category_names:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.arrays.category == self.category_names.index(category))

    def find_category(self, text: str) -> tuple[str, str] | None:
        """Name and label of a category by either, also of one that the sources bring."""
        known = super().find_category(text)
        if known:
            return known
        wanted = re.sub(r"[\W_]+", "", text).casefold()
        for name in self.category_names:
            if re.sub(r"[\W_]+", "", name).casefold() == wanted:
                return name, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
        return None

    def find(
        self,
        subject: str = "",
        predicates: Collection[str] = (),
        object: str = "",  # noqa: A002
    ) -> Iterator[Statement]:
        """Statements of a subject, of some predicates, about an object; empty stands for any."""
        arrays = self.arrays
        first, last = 0, len(arrays.subject)
        if subject:
            number = self.number(subject)
            if number is None:
                return
            # Statements are sorted by their subject.
            # Looked up in their own type, or all of them would be cast first.
            bounds = np.array((number, number + 1), arrays.subject.dtype)
            first, last = arrays.subject.searchsorted(bounds).tolist()
        chosen = np.ones(last - first, np.bool_)
        if predicates:
            wanted = np.array([name in predicates for name, _, _ in self.kinds], np.bool_)
            chosen &= wanted.take(arrays.kind[first:last])
        if object:
            number = self.number(object)
            chosen &= arrays.object[first:last] == (NONE if number is None else number)
        yield from map(self.statement_at, (first + np.flatnonzero(chosen)).tolist())

    def admitted(self, admits: Callable[[EvidenceRow], bool]) -> NDArray[np.bool_]:
        """Statements of which a piece of evidence passes, bool of shape (m,).

        The rows that are asked about lack their reference: each kind is asked about once.
        """
        passes = np.array([admits(evidence_row("", c.decode())) for c in self._contexts], np.uint8)
        of_rows = passes.take(self.array("evidence_context"))
        # Bytes: the same over truth values takes ten times as long.
        found = reduce_rows(np.bitwise_or, of_rows, self.array("evidence_pointer"), 0)
        return found.view(np.bool_)

    def citing(self, reference: str) -> NDArray[np.bool_]:
        """Statements of which a piece of evidence is of this reference, bool of shape (m,)."""
        code = self._evidence_references.find(reference.encode("utf-8", "replace"))
        cited = (self.array("evidence_reference") == (NONE if code is None else code)).view("u1")
        if code is None:
            cited = np.zeros_like(cited)
        found = reduce_rows(np.bitwise_or, cited, self.array("evidence_pointer"), 0)
        return found.view(np.bool_)

    def of_status(self, statuses: Collection[str]) -> NDArray[np.bool_]:
        """Statements of one of these statuses, bool of shape (m,)."""
        wanted = np.array([status in statuses for status in STATUSES])
        return wanted.take(self.array("status"))

    def count_statuses(self) -> dict[str, int]:
        """Number of statements by their status."""
        counts = np.bincount(self.array("status"), minlength=len(STATUSES)).tolist()
        return {status: n for status, n in zip(STATUSES, counts, strict=True) if n}

    def count_evidence(self) -> Iterator[tuple[EvidenceRow, int]]:
        """Each kind of evidence, and how many pieces there are; the rows lack their reference."""
        counts = np.bincount(self.array("evidence_context"), minlength=len(self._contexts))
        for context, number in zip(self._contexts, counts.tolist(), strict=True):
            yield evidence_row("", context.decode()), number

    def reference_at(self, code: int) -> str:
        """Reference by its code."""
        text: bytes = self._evidence_references[code]
        return text.decode()

    def reference_codes(self, number: int) -> frozenset[int]:
        """Codes of the references of a statement's evidence, by its number."""
        first, last = self.array("evidence_pointer")[number : number + 2].tolist()
        return frozenset(self.array("evidence_reference")[first:last].tolist()) - {NONE}

    def reference_rows(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Where the references of each statement begin, of shape (m + 1,), and their codes."""
        return self.array("evidence_pointer"), self.array("evidence_reference")

    def without_cell(self) -> NDArray[np.bool_]:
        """Processes of no named cell, bool of shape (n,)."""
        return self.array("without_cell").view(np.bool_)

    def statement_at(self, number: int) -> Statement:
        """Statement by its number."""
        statement = self._make_statement(number)
        self._known[statement.id] = number
        return statement

    def _statement_id(self, number: int) -> str:
        return statement_id(self._claim(number))

    def _make_statement(self, number: int) -> Statement:
        claim = self._claim(number)
        return Statement(statement_id(claim), *claim, STATUSES[self.array("status")[number]])

    def rows_at(self, number: int) -> tuple[EvidenceRow, ...]:
        """Evidence of a statement by its number."""
        first, last = self.array("evidence_pointer")[number : number + 2].tolist()
        contexts = self.array("evidence_context")[first:last].tolist()
        references = self.array("evidence_reference")[first:last].tolist()
        return tuple(
            evidence_row(
                "" if reference == NONE else self._evidence_references[reference].decode(),
                self._contexts[context].decode(),
            )
            for context, reference in zip(contexts, references, strict=True)
        )

    def statement_number(self, identifier: str) -> int | None:
        """Number of a statement by its id; None if there is none.

        The first time that an id is asked for which was not handed out before, the ids of all
        statements are made once and remembered as numbers.
        """
        number = self._known.get(identifier)
        if number is not None:
            return number
        try:
            if not identifier.startswith(_ID_PREFIX):
                return None
            wanted = np.uint64(int(identifier.removeprefix(_ID_PREFIX), 16))
        except (ValueError, OverflowError):
            return None
        hashes, numbers = self._statement_hashes
        place = int(np.searchsorted(hashes, wanted))
        if place == len(hashes) or hashes[place] != wanted:
            return None
        number = int(numbers[place])
        # Another spelling of the same digits is another id.
        return number if statement_id(self._claim(number)) == identifier else None

    def _claim(self, number: int) -> Claim:
        name, level, negated = self.kinds[self.arrays.kind[number]]
        subject = self.entity_id(self.arrays.subject[number])
        return Claim(subject, name, self.entity_id(self.arrays.object[number]), level, negated)

    @cached_property
    def _statement_hashes(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        ids = [text.decode() for text in self._ids]
        columns = (self.arrays.subject, self.arrays.kind, self.arrays.object)
        hashes = np.zeros(len(self.arrays.subject), np.uint64)
        for place, (subject, kind, obj) in enumerate(zip(*columns, strict=True)):
            name, level, negated = self.kinds[kind]
            identifier = statement_id(Claim(ids[subject], name, ids[obj], level, negated))
            hashes[place] = int(identifier[len(_ID_PREFIX) :], 16)
        order = np.argsort(hashes)
        return hashes[order], order
