"""Statements and their evidence as triples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rdflib import PROV, RDF, URIRef
from rdflib.term import Literal

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.origin import find_origin
from msc_graph.rdf.properties import Properties
from msc_graph.rdf.standing import is_asserted, knowledge_level
from msc_graph.rdf.terms import (
    BIOLINK,
    CITO,
    COLUMN_TERMS,
    CONTEXT_LINKS,
    MSCO,
    OBO,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
    Triple,
    link,
    token,
)
from msc_graph.records import MULTIVALUED, Entity, Evidence, Statement
from msc_graph.vocabulary import load_vocabulary

__all__ = ["ClaimWriter", "Labels"]

# Made once: a term that is asked of its namespace each time costs as much as the triple.
_STATEMENT, _EVIDENCE_CLASS = MSCO.Statement, MSCO.Evidence
_ASSOCIATION, _NEGATED = BIOLINK.Association, BIOLINK.negated
_SIGN, _STATUS, _EVIDENCE = MSCO.sign, MSCO.status, MSCO.evidence
_KNOWLEDGE_LEVEL, _AGENT_TYPE = BIOLINK.knowledge_level, BIOLINK.agent_type

_EDGE = {
    "supports": CITO.supports,
    # Whoever looked for an effect and found none disputes that there is one.
    "refutes": CITO.disputes,
    "no_effect": CITO.disputes,
}


class Labels:
    """Entities by category and label, as far as one label of a category means one entity."""

    def __init__(self, entities: Mapping[str, Entity], names: Namespaces) -> None:
        self._nodes: dict[tuple[str, str], URIRef | None] = {}
        for entity in entities.values():
            key = (entity.category, entity.label)
            clash = key in self._nodes
            self._nodes[key] = None if clash else URIRef(names.expand(entity.id))

    def find(self, column: str, label: str) -> URIRef | None:
        """The entity that a context column means by a label, if it is only one."""
        found = {self._nodes.get((category, label)) for category in MULTIVALUED[column]} - {None}
        return found.pop() if len(found) == 1 else None

    def iterate_contexts(self, node: URIRef, cells: Mapping[str, str]) -> Iterator[Triple]:
        """Links to the entities that the context cells of a row name."""
        for column, term in CONTEXT_LINKS.items():
            for label in filter(None, cells.get(column, "").split("|")):
                entity = self.find(column, label)
                if entity is not None:
                    yield node, term, entity


class ClaimWriter:
    """Writes the statements of a corpus.

    Parameters
    ----------
    corpus
        What they are of.
    labels
        Its entities by label, if somebody has made them already.
    """

    def __init__(self, corpus: Corpus, labels: Labels | None = None) -> None:
        self.names = Namespaces(corpus.prefixes)
        self.labels = labels or Labels(corpus.entities, self.names)
        self.properties = Properties(corpus.predicates, self.names)
        self._agent_type = Literal(find_origin(corpus).agent_type)

    def find_direct(self, statement: Statement, stances: Sequence[str]) -> Triple | None:
        """The direct triple of a statement, if it holds."""
        if not is_asserted(statement, stances):
            return None
        return (
            URIRef(self.names.expand(statement.subject)),
            self.properties.term(statement.predicate),
            URIRef(self.names.expand(statement.object)),
        )

    def iterate(self, statement: Statement, evidence: Sequence[Evidence]) -> Iterator[Triple]:
        """The node of a statement, and those of its evidence."""
        node = URIRef(self.names.expand(statement.id))
        yield from self._iterate_claim(node, statement, evidence)
        for number, row in enumerate(evidence, start=1):
            place = URIRef(f"{node}/evidence/{number}")
            yield node, _EVIDENCE, place
            yield from self._iterate_evidence(node, place, row)

    def _iterate_claim(
        self, node: URIRef, statement: Statement, evidence: Sequence[Evidence]
    ) -> Iterator[Triple]:
        """The claim and its standing."""
        yield node, RDF.type, _STATEMENT
        yield node, RDF.type, _ASSOCIATION
        yield node, RDF.subject, URIRef(self.names.expand(statement.subject))
        yield node, RDF.predicate, self.properties.term(statement.predicate)
        yield node, RDF.object, URIRef(self.names.expand(statement.object))
        yield node, _SIGN, self.properties.sign(statement.predicate)
        yield node, _NEGATED, Literal(statement.negated)
        yield node, _STATUS, token("status", statement.status)
        if statement.level:
            yield node, MSCO.level, token("level", statement.level)
        yield node, _KNOWLEDGE_LEVEL, Literal(knowledge_level(evidence))
        yield node, _AGENT_TYPE, self._agent_type

    def _iterate_evidence(
        self, claim: URIRef, node: URIRef, evidence: Evidence
    ) -> Iterator[Triple]:
        """One piece of evidence; its words, and links to the entities that they name."""
        yield node, RDF.type, _EVIDENCE_CLASS
        eco = load_vocabulary().evidence_types.get(evidence.study_type)
        if eco:
            yield node, RDF.type, OBO[eco.replace(":", "_")]
        for column in TOKEN_COLUMNS:
            word = getattr(evidence, column)
            if word:
                yield node, COLUMN_TERMS[column], token(column, word)
        if evidence.stance in _EDGE:
            yield node, _EDGE[evidence.stance], claim
        if evidence.reference:
            yield node, PROV.wasDerivedFrom, link(self.names, evidence.reference)
        cells = {c: text for c in TEXT_COLUMNS if (text := getattr(evidence, c))}
        for column, text in cells.items():
            yield node, COLUMN_TERMS[column], Literal(text)
        yield from self.labels.iterate_contexts(node, cells)
