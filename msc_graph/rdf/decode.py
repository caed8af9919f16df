"""RDF of the same model back to records, whoever wrote it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, Dataset, Graph, URIRef
from rdflib.term import Node

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.exceptions import DataError
from msc_graph.rdf.index import TripleIndex
from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces, is_absolute
from msc_graph.rdf.parse import parse_file
from msc_graph.rdf.records import RecordReader
from msc_graph.rdf.terms import BIOLINK, MSCO
from msc_graph.records import Claim, Entity, Evidence, Reference, Statement, statement_id
from msc_graph.vocabulary import load_prefixes, load_vocabulary

__all__ = ["Decoded", "decode_corpus", "decode_graph", "read_rdf"]

_LOG = logging.getLogger(__name__)

#: Evidence of a triple that nobody wrote a statement for: the graph asserts it, and that is all.
_BARE = EvidenceRow.of(Evidence("supports", "stated", "stated", "review"))


@dataclass(frozen=True)
class Decoded:
    """Records of a graph, and how many of its statements could not become one, by reason."""

    corpus: Corpus
    skipped: Mapping[str, int]


def read_rdf(path: Path) -> Corpus:
    """Read entities, statements, evidence and papers from a file of RDF.

    The further tables, which `iterate_tables` writes, are for queries and are not read back.

    Parameters
    ----------
    path
        A `.ttl`, `.nt`, `.nq`, `.trig` or `.jsonld` file of at most 1 GiB. JSON-LD must carry its
        context; nothing is fetched.

    Raises
    ------
    DataError
        If the file cannot be read, is not of its syntax, or holds neither a statement nor
        an entity of the model.
    """
    corpus = decode_corpus(parse_file(path))
    if not corpus.statements and not corpus.entities:
        raise DataError(
            "holds no statement of this model",
            path=path,
            cure="write it with the predicates of the ontology (msco:)",
        )
    return corpus


def decode_corpus(graph: Graph | Dataset, prefixes: Mapping[str, str] | None = None) -> Corpus:
    """Rebuild the records of a graph; see `decode_graph`, which also says what was skipped.

    Examples
    --------
    >>> from msc_graph.rdf.dataset import build_dataset
    >>> entity = Entity("HGNC:933", "BACE1", "Protein")
    >>> again = decode_corpus(build_dataset(Corpus({"HGNC:933": entity}, {}, {})))
    >>> again.entities["HGNC:933"] == entity
    True
    """
    decoded = decode_graph(graph, prefixes)
    for reason, count in decoded.skipped.items():
        _LOG.warning("skipped %d statements: %s", count, reason)
    return decoded.corpus


def decode_graph(
    graph: Graph | Dataset | Collection[tuple[Node, Node, Node]],
    prefixes: Mapping[str, str] | None = None,
) -> Decoded:
    """Rebuild the records of a graph.

    A node with rdf:subject, rdf:predicate and rdf:object is a statement with the evidence it
    links to. A triple whose predicate is one of ours and that no such node states is a statement
    too, with one bare row of evidence: supports, stated, a review, no reference. A statement node
    whose predicate is not ours, or whose ends have no IRI, is skipped and counted by reason;
    other triples are no statements of this model and are passed over.

    Parameters
    ----------
    graph
        A graph, a dataset, of which all graphs are read together, or bare triples.
    prefixes
        IRI base by prefix. None takes the map that the graph declares (`sh:declare`), else the
        shipped one and the prefixes bound in the graph.

    Returns
    -------
    Decoded
    """
    index = TripleIndex(graph)
    known = dict(prefixes) if prefixes is not None else _find_prefixes(graph, index)
    return _Decoder(index, known).decode()


def _find_prefixes(graph: object, index: TripleIndex) -> dict[str, str]:
    declared: dict[str, str] = {}
    for node in sorted(index.subjects(), key=str):
        prefix, base = index.text(node, SH.prefix), index.text(node, SH.namespace)
        if prefix and is_absolute(base):
            declared[prefix] = base
    if declared or not isinstance(graph, Graph):
        return {**load_prefixes(), **declared}
    found = load_prefixes()
    bases = {*found.values(), *STANDARD_PREFIXES.values()}
    for prefix, uri in sorted(graph.namespaces()):
        base = str(uri)
        if prefix and prefix not in found and base not in bases and is_absolute(base):
            found[prefix] = base
    return found


class _Decoder:
    def __init__(self, index: TripleIndex, prefixes: dict[str, str]) -> None:
        self._index = index
        self._prefixes = prefixes
        self._reader = RecordReader(index, Namespaces(prefixes))
        self._predicates = {MSCO[name]: name for name in load_vocabulary().predicates}
        self._entities: dict[str, Entity] = {}
        self._statements: dict[str, Statement] = {}
        self._rows: dict[str, tuple[EvidenceRow, ...]] = {}
        self._stated: set[tuple[str, str, str]] = set()
        self._skipped: Counter[str] = Counter()

    def decode(self) -> Decoded:
        nodes = sorted(self._index.subjects(), key=str)
        references: dict[str, Reference] = {}
        for node in nodes:
            if self._reader.is_entity(node):
                self._add_entity(node)
            if MSCO.Reference in self._index.all(node, RDF.type):
                identifier = self._reader.identify(node)
                if identifier:
                    references[identifier] = self._reader.read_reference(node, identifier)
        for node in nodes:
            if RDF.subject in self._index.predicates(node):
                self._add_statement(node)
        for node in nodes:
            self._add_bare(node)
        corpus = Corpus(
            self._sorted_entities(),
            dict(sorted(self._statements.items(), key=_order)),
            self._rows,
            (),
            self._prefixes,
            references,
        )
        return Decoded(corpus, dict(sorted(self._skipped.items())))

    def _sorted_entities(self) -> dict[str, Entity]:
        """By category in the order of the ontology, those of other graphs last; then by id."""
        places = {name: place for place, name in enumerate(load_vocabulary().categories)}
        return dict(
            sorted(
                self._entities.items(),
                key=lambda item: (places.get(item[1].category, len(places)), item[0]),
            )
        )

    def _add_entity(self, node: Node) -> str | None:
        identifier = self._reader.identify(node)
        if identifier and identifier not in self._entities:
            self._entities[identifier] = self._reader.read_entity(node, identifier)
        return identifier

    def _add_statement(self, node: Node) -> None:
        terms = [self._index.all(node, p) for p in (RDF.subject, RDF.predicate, RDF.object)]
        if not all(len(values) == 1 for values in terms):
            self._skipped["no single subject, predicate and object"] += 1
            return
        subject, predicate, obj = (values[0] for values in terms)
        name = self._predicates.get(predicate) if isinstance(predicate, URIRef) else None
        if name is None:
            self._skipped["predicate is none of the ontology"] += 1
            return
        ends = self._add_entity(subject), self._add_entity(obj)
        if ends[0] is None or ends[1] is None:
            self._skipped["subject or object has no IRI"] += 1
            return
        negated = self._index.text(node, BIOLINK.negated).casefold() in ("true", "1")
        claim = Claim(ends[0], name, ends[1], self._reader.token(node, "level"), negated)
        evidence = self._reader.read_evidence(self._index.all(node, MSCO.evidence))
        rows = tuple(EvidenceRow.of(row) for row in evidence)
        self._add_claim(claim, rows, self._reader.token(node, "status") or "accepted")

    def _add_claim(self, claim: Claim, rows: tuple[EvidenceRow, ...], status: str) -> None:
        identifier = statement_id(claim)
        statement = Statement(
            identifier,
            claim.subject,
            claim.predicate,
            claim.object,
            claim.level,
            claim.negated,
            status if status in load_vocabulary().tokens["status"] else "accepted",
        )
        self._statements.setdefault(identifier, statement)
        self._rows[identifier] = self._rows.get(identifier, ()) + rows
        if not claim.negated:
            self._stated.add((claim.subject, claim.predicate, claim.object))

    def _add_bare(self, node: Node) -> None:
        """Statements of the triples that have no statement node."""
        for term in sorted(self._predicates.keys() & set(self._index.predicates(node))):
            for obj in self._index.all(node, term):
                ends = self._reader.identify(node), self._reader.identify(obj)
                if ends[0] is None or ends[1] is None:
                    self._skipped["subject or object has no IRI"] += 1
                    continue
                claim = Claim(ends[0], self._predicates[term], ends[1])
                if not self._is_stated(claim):
                    self._add_entity(node)
                    self._add_entity(obj)
                    self._add_claim(claim, (_BARE,), "accepted")

    def _is_stated(self, claim: Claim) -> bool:
        """Whether a statement says this already, in either direction where that means the same."""
        if (claim.subject, claim.predicate, claim.object) in self._stated:
            return True
        symmetric = load_vocabulary().predicates[claim.predicate].symmetric
        return symmetric and (claim.object, claim.predicate, claim.subject) in self._stated


def _order(item: tuple[str, Statement]) -> tuple[str, str, str, str, bool]:
    statement = item[1]
    return (
        statement.subject,
        statement.predicate,
        statement.object,
        statement.level,
        statement.negated,
    )
