"""A corpus whose entities and statements have numbers: what searches over arrays stand on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.network.arrays import GraphArrays
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import Hop
from msc_graph.records import Entity, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NumberedCorpus"]


class NumberedCorpus(Corpus):
    """Records that are made from arrays when somebody asks for them.

    Attributes
    ----------
    arrays
        The graph as arrays.
    kinds
        Predicate name, level and negation of each kind of statement.
    category_names
        Name of each category.
    """

    arrays: GraphArrays
    kinds: tuple[tuple[str, str, bool], ...]
    category_names: tuple[str, ...]

    @abstractmethod
    def number(self, entity: str) -> int | None:
        """Number of an entity by its id; None if there is none."""

    @abstractmethod
    def entity_id(self, number: int) -> str:
        """Id of an entity by its number."""

    @abstractmethod
    def entity_at(self, number: int) -> Entity:
        """Entity by its number."""

    @abstractmethod
    def statement_at(self, number: int) -> Statement:
        """Statement by its number."""

    @abstractmethod
    def statement_number(self, identifier: str) -> int | None:
        """Number of a statement by its id; None if there is none."""

    @abstractmethod
    def admitted(self, admits: Callable[[EvidenceRow], bool]) -> NDArray[np.bool_]:
        """Statements of which a piece of evidence passes, bool of shape (m,).

        The rows that are asked about lack their reference.
        """

    @abstractmethod
    def citing(self, reference: str) -> NDArray[np.bool_]:
        """Statements of which a piece of evidence is of this reference, bool of shape (m,)."""

    @abstractmethod
    def of_status(self, statuses: Collection[str]) -> NDArray[np.bool_]:
        """Statements of one of these statuses, bool of shape (m,)."""

    @abstractmethod
    def count_statuses(self) -> dict[str, int]:
        """Number of statements by their status."""

    @abstractmethod
    def count_evidence(self) -> Iterator[tuple[EvidenceRow, int]]:
        """Each kind of evidence, and how many pieces there are; the rows lack their reference."""

    @abstractmethod
    def reference_at(self, code: int) -> str:
        """Reference by its code."""

    @abstractmethod
    def reference_codes(self, number: int) -> frozenset[int]:
        """Codes of the references of a statement's evidence, by its number."""

    @abstractmethod
    def reference_rows(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Where the references of each statement begin, of shape (m + 1,), and their codes."""

    @abstractmethod
    def without_cell(self) -> NDArray[np.bool_]:
        """Processes of no named cell, bool of shape (n,)."""

    def hop_at(self, code: int, rules: WalkRules) -> Hop:
        """Hop of a code: twice the number of its statement, plus 1 if it is walked backwards."""
        statement = self.statement_at(code >> 1)
        predicate = self.predicates[statement.predicate]
        sign = rules.signs(predicate)[code & 1]
        ends = (statement.subject, statement.object)
        source, target = ends[::-1] if code & 1 else ends
        return Hop(
            source, target, statement.id, predicate.name, sign or 0, predicate.role, not code & 1
        )
