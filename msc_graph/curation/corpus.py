"""Everything curated, as records: entities and statements at hand, evidence when asked for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from msc_graph.curation.layout import PLAIN_TABLES, REFERENCE_COLUMNS
from msc_graph.curation.tables import read_rows
from msc_graph.records import (
    EVIDENCE_COLUMNS,
    Claim,
    Entity,
    Evidence,
    Reference,
    Statement,
    Table,
)
from msc_graph.vocabulary import Predicate, load_prefixes, load_vocabulary

__all__ = ["Corpus", "EvidenceRow", "merge_corpora", "parse_claims"]


class EvidenceRow(NamedTuple):
    """A row of evidence whose further cells are split only when somebody asks."""

    stance: str
    certainty: str
    basis: str
    study_type: str
    rest: str

    def parse(self) -> Evidence:
        """All cells as a record."""
        return Evidence(
            self.stance, self.certainty, self.basis, self.study_type, *self.rest.split("\t")
        )

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Row of a record, for graphs that were not read from our tables."""
        rest = (getattr(evidence, c) for c in EVIDENCE_COLUMNS[4:])
        return cls(
            evidence.stance,
            evidence.certainty,
            evidence.basis,
            evidence.study_type,
            "\t".join(rest),
        )


class Corpus:
    """Entities, statements and their evidence; the further tables are read when asked for.

    Parameters
    ----------
    entities
        Entity by id, in the order of the tables.
    statements
        Statement by id.
    rows
        Evidence rows by statement id, in the order of the tables.
    folders
        Data folders that the corpus was read from; empty if it came from RDF.
    prefixes
        IRI base by CURIE prefix; none are the shipped ones.
    references
        Papers by id, where they do not come from the folders.
    is_shipped
        Whether these are the tables of this package, and nothing but them.
    """

    def __init__(
        self,
        entities: Mapping[str, Entity],
        statements: Mapping[str, Statement],
        rows: Mapping[str, tuple[EvidenceRow, ...]],
        folders: tuple[Path, ...] = (),
        prefixes: Mapping[str, str] | None = None,
        references: Mapping[str, Reference] | None = None,
        *,
        is_shipped: bool = False,
    ) -> None:
        self.entities = entities
        self.statements = statements
        self.rows = rows
        self.folders = folders
        self.prefixes = load_prefixes() if prefixes is None else prefixes
        self.is_shipped = is_shipped
        self._references = references

    def evidence(self, statement: str) -> tuple[Evidence, ...]:
        """Evidence of a statement, by its id.

        Raises
        ------
        KeyError
            If there is no such statement.
        """
        return tuple(row.parse() for row in self.rows[statement])

    def label(self, entity: str) -> str:
        """Label of an entity, or its id where the graph does not describe it."""
        record = self.entities.get(entity)
        return record.label if record else entity

    def find(
        self,
        subject: str = "",
        predicates: Collection[str] = (),
        object: str = "",  # noqa: A002
    ) -> Iterator[Statement]:
        """Statements of a subject, of some predicates, about an object; empty stands for any."""
        some = self._by_subject.get(subject, ()) if subject else self.statements.values()
        for statement in some:
            if (not predicates or statement.predicate in predicates) and (
                not object or statement.object == object
            ):
                yield statement

    def members(self, category: str) -> frozenset[str]:
        """Ids of the entities of a category, by its name."""
        return frozenset(e.id for e in self.entities.values() if e.category == category)

    def find_category(self, text: str) -> tuple[str, str] | None:
        """Name and label of a category by either, whatever the case and spacing."""
        category = load_vocabulary().find_category(text)
        return (category.name, category.label) if category else None

    @cached_property
    def _by_subject(self) -> dict[str, list[Statement]]:
        found: dict[str, list[Statement]] = {}
        for statement in self.statements.values():
            found.setdefault(statement.subject, []).append(statement)
        return found

    @property
    def predicates(self) -> Mapping[str, Predicate]:
        """Relation by name: those of the ontology, and what a graph from elsewhere brings."""
        return load_vocabulary().predicates

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """Papers by id."""
        if self._references is not None:
            return self._references
        found: dict[str, Reference] = {}
        for folder in self.folders:
            path = folder / "references.tsv"
            if path.is_file():
                for row in read_rows(path, REFERENCE_COLUMNS):
                    cited = row.pop("cited_as")
                    found.setdefault(
                        row["id"], Reference(**row, cited_as=tuple(filter(None, cited.split("|"))))
                    )
        return found

    def table(self, name: str) -> Table:
        """Rows of a plain table: `studies.tsv`, `trials.tsv`, `errata.tsv` and so on.

        Raises
        ------
        KeyError
            If there is no table of that name.
        """
        columns = PLAIN_TABLES[name]
        paths = (folder / name for folder in self.folders)
        return tuple(row for path in paths if path.is_file() for row in read_rows(path, columns))


def parse_claims(cell: str) -> Iterator[Claim]:
    """Claims named in a cell of `errata.tsv`: `subject predicate object [level]`, `;` between.

    Examples
    --------
    >>> [c.predicate for c in parse_claims("mscg:a inhibits HGNC:1; mscg:a activates HGNC:1")]
    ['inhibits', 'activates']
    """
    for part in filter(None, (p.strip() for p in cell.split(";"))):
        words = part.split()
        negated = words[-1:] == ["negated"]
        words = words[:-1] if negated else words
        if len(words) in (3, 4):
            level = words[3] if len(words) == 4 else ""
            yield Claim(words[0], words[1], words[2], level, negated)


def merge_corpora(corpora: Iterable[Corpus]) -> Corpus:
    """One corpus of several: entities and statements by id, evidence of all, the first label wins."""
    parts = list(corpora)
    if len(parts) == 1:
        return parts[0]
    entities: dict[str, Entity] = {}
    statements: dict[str, Statement] = {}
    rows: dict[str, tuple[EvidenceRow, ...]] = {}
    references: dict[str, Reference] = {}
    prefixes: dict[str, str] = {}
    for part in reversed(parts):
        entities.update(part.entities)
        statements.update(part.statements)
        references.update(part.references)
        prefixes.update(part.prefixes)
    for part in parts:
        for identifier, evidence in part.rows.items():
            known = rows.get(identifier, ())
            rows[identifier] = known + tuple(row for row in evidence if row not in known)
    folders = tuple(folder for part in parts for folder in part.folders)
    return Corpus(entities, statements, rows, folders, prefixes, references)
