"""RDF of any size and model: statements with their evidence, bare triples, descriptions."""

from __future__ import annotations

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msc_graph.curation.corpus import EvidenceRow
from msc_graph.exceptions import OutputError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES, is_absolute
from msc_graph.rdf.properties import read_property
from msc_graph.rdf.records import RecordReader
from msc_graph.rdf.relations import own_predicate
from msc_graph.rdf.terms import BIOLINK, MSCO
from msc_graph.records import Reference
from msc_graph.snapshot.bare import BareTriples
from msc_graph.snapshot.builder import Builder, RowTable
from msc_graph.snapshot.described import EntityReader
from msc_graph.snapshot.identifiers import Identifiers, is_new_prefix
from msc_graph.snapshot.lines import open_stream
from msc_graph.snapshot.packing import NONE, STATUSES, split_row
from msc_graph.snapshot.predicates import Relation
from msc_graph.snapshot.slots import (
    SLOTS,
    foreign_context,
    parse_negated,
    parse_sign,
    printed_relation,
    read_relation,
)
from msc_graph.snapshot.sources import RdfFile
from msc_graph.store.stream import Spool
from msc_graph.vocabulary import Predicate

__all__ = ["read_rdf"]

_LOG = logging.getLogger(__name__)

#: Files from this size on (bytes) are sorted on disk and not in memory.
_LARGE = 1 << 24

_RDF, _SH = STANDARD_PREFIXES["rdf"], STANDARD_PREFIXES["sh"]
_BIOLINK, _MSCO = str(BIOLINK), str(MSCO)
_TYPE = f"{_RDF}type"
_EVIDENCE = f"{_MSCO}evidence"
_WITHOUT_IRI = "subject or object has no IRI"
_INCOMPLETE = "no single subject, predicate and object"


def read_rdf(
    builder: Builder,
    file: RdfFile,
    report: Callable[[int], None],
    tell: Callable[[str], None] | None = None,
) -> None:
    """Read a file of RDF into a builder.

    A node with rdf:subject, rdf:predicate and rdf:object (or those of Biolink, or rdf:reifies) is
    a statement; its evidence are the nodes of this model that it links to, else what its Biolink
    slots tell. A triple of two IRIs that no such node states, and whose property is no annotation,
    is a statement with one bare row of evidence. Of this model the records are those of
    `msc_graph.rdf.decode.read_rdf`, and a property may be declared in its words (`read_property`):
    so relations of other graphs come back as they left.

    Memory is that of the ids and of a few numbers per statement; all else is sorted on disk.

    Parameters
    ----------
    builder
        Takes entities and rows.
    file
        The file.
    report
        Told how many of its bytes were read so far.
    tell
        Told what is done once all are read.

    Raises
    ------
    DataError
        If it cannot be read or is not of its syntax.
    OutputError
        If there is no room for temporary files.
    """
    with _make_spool(file.path) as spool:
        bare = BareTriples()
        with open_stream(file.path, report) as stream:
            bound = spool.read(stream, file.syntax, file.path, bare.take)
        if tell is not None:
            tell(f"putting {file.path.name} together")
        _Reader(builder, spool, bare, _find_prefixes(spool, bound)).read()


@contextmanager
def _make_spool(path: Path) -> Iterator[Spool]:
    large = path.stat().st_size > _LARGE or path.suffix.casefold() == ".gz"
    if not large:
        yield Spool()
        return
    try:
        with tempfile.TemporaryDirectory(prefix="msc_graph-", ignore_cleanup_errors=True) as folder:
            yield Spool(Path(folder))
    except OSError as error:
        raise OutputError(
            f"cannot use a temporary folder ({error.strerror or error})",
            cure="set TMPDIR to a folder with room",
        ) from error


def _find_prefixes(spool: Spool, bound: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that a graph declares, else those that its file binds."""
    declared: dict[str, str] = {}
    for node in spool.nodes(f"{_SH}prefix"):
        prefix = spool.text(node, spool.node(f"{_SH}prefix"))
        base = spool.text(node, spool.node(f"{_SH}namespace"))
        if prefix and is_absolute(base):
            declared[prefix] = base
    return declared or {p: b for p, b in bound.items() if is_new_prefix(p, b)}


class _Reader:
    def __init__(
        self, builder: Builder, spool: Spool, bare: BareTriples, prefixes: Mapping[str, str]
    ) -> None:
        self._builder = builder
        self._spool = spool
        self._bare = bare
        self._prefixes = prefixes
        self._ids = Identifiers(prefixes)
        self._records = RecordReader(spool, self._ids.names)
        self._entities = EntityReader(builder, spool, self._records, self._ids)
        self._table = RowTable()
        self._skipped: Counter[str] = Counter()
        self._known: dict[str, Predicate | None] = {}

    def read(self) -> None:
        self._entities.describe_all()
        papers = self._read_papers()
        for name in (_RDF, _BIOLINK):
            for node in self._spool.nodes(f"{name}subject"):
                self._add_statement(node, name)
        for node in (value for _, value in self._spool.pairs(_EVIDENCE)):
            self._bare.drop_subject(str(node))
        self._builder.append(self._table.rows())
        self._builder.append(self._bare.make_rows(self._builder, self._entities.find, self._relate))
        known = {p: self._ids.names.prefixes[p] for p in self._prefixes}
        self._builder.add_surroundings(known, (), papers)
        for reason, count in sorted(self._skipped.items()):
            _LOG.warning("skipped %d statements: %s", count, reason)

    def _read_papers(self) -> dict[str, Reference]:
        papers: dict[str, Reference] = {}
        for node in self._spool.nodes(_TYPE, f"{_MSCO}Reference"):
            identifier = self._records.identify(node)
            if identifier:
                papers[identifier] = self._records.read_reference(node, identifier)
        return dict(sorted(papers.items()))

    def _add_statement(self, node: Any, name: str) -> None:
        spool = self._spool
        self._bare.drop_subject(str(node))
        terms = [spool.all(node, f"{name}{part}") for part in ("subject", "predicate", "object")]
        if any(len(values) != 1 for values in terms):
            self._skipped[_INCOMPLETE] += 1
            return
        subject, predicate, obj = (values[0] for values in terms)
        if not all(spool.is_iri(term) for term in (subject, predicate, obj)):
            self._skipped[_WITHOUT_IRI] += 1
            return
        ends = self._entities.find(str(subject)), self._entities.find(str(obj))
        known = self._find_known(str(predicate))
        negated = self._is_negated(node)
        level = self._records.token(node, "level")
        evidence = [
            (self._builder.context(context), self._builder.reference(reference))
            for reference, context in (
                split_row(EvidenceRow.of(row))
                for row in self._records.read_evidence(spool.all(node, _EVIDENCE))
            )
        ]
        if known:
            relation = known.name
        else:
            relation, more = self._read_foreign(
                node, self._ids.find(str(predicate)), bool(evidence)
            )
            evidence += more
        kind = self._builder.kind(relation, level, negated)
        status = self._records.token(node, "status")
        self._table.add(*ends, kind, STATUSES.index(status) if status in STATUSES else 0, evidence)
        if not negated:
            self._bare.state(str(subject), str(predicate), str(obj))

    def _find_known(self, iri: str) -> Predicate | None:
        """The relation of a property of the ontology, or of one that the graph declares."""
        if iri not in self._known:
            own, predicates = own_predicate(iri), self._builder.predicates
            known = (
                None if own else read_property(self._spool.node(iri), self._spool, self._ids.find)
            )
            self._known[iri] = (
                predicates[own] if own else predicates.declare(known) if known else None
            )
        return self._known[iri]

    def _relate(self, iri: str) -> tuple[Predicate, str]:
        """The relation of a property, and how it is printed where the relation says less."""
        known = self._find_known(iri)
        if known:
            return known, ""
        relation = Relation(self._ids.find(iri))
        predicate = self._builder.predicates.resolve(relation)
        return predicate, printed_relation(relation, predicate)

    def _is_negated(self, node: Any) -> bool:
        try:
            return parse_negated(self._text(node, f"{_BIOLINK}negated"))
        except KeyError:
            return False

    def _read_foreign(
        self, node: Any, predicate: str, has_evidence: bool
    ) -> tuple[str, list[tuple[int, int]]]:
        """Name of the relation of a statement of another model, and the evidence of its slots."""
        slots = {"predicate": predicate}
        for term in self._spool.predicates(node):
            slot = str(term).removeprefix(_BIOLINK)
            if slot in SLOTS and slot not in ("predicate", "negated"):
                slots[slot] = self._slot(node, slot)
        slots["sign"] = self._sign(node)
        relation = read_relation(slots)
        found = self._builder.predicates.resolve(relation)
        if has_evidence:
            return found.name, []
        printed = printed_relation(relation, found)
        context = self._builder.context(foreign_context(slots, printed, self._builder.label))
        values = self._spool.all(node, f"{_BIOLINK}publications")
        papers = [p for value in values for p in self._as_text(value).split("|") if p.strip()]
        numbers = [self._builder.reference(paper.strip()) for paper in papers] or [NONE]
        return found.name, [(context, number) for number in numbers]

    def _slot(self, node: Any, slot: str) -> str:
        """Values of a slot: CURIEs of IRIs, words of enumerations, text."""
        values = self._spool.all(node, f"{_BIOLINK}{slot}")
        return "|".join(self._as_text(value).rpartition("#")[2] for value in values)

    def _as_text(self, value: Any) -> str:
        text = self._ids.find(str(value)) if self._spool.is_iri(value) else str(value)
        return " ".join(text.split())

    def _text(self, node: Any, predicate: str) -> str:
        values = self._spool.all(node, predicate)
        return str(values[0]) if values else ""

    def _sign(self, node: Any) -> str:
        text = self._text(node, f"{_MSCO}sign")
        try:
            parse_sign(text)
        except KeyError:
            return ""
        return text
