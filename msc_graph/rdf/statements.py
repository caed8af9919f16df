"""Statements and their evidence as triples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rdflib import PROV, RDF, URIRef
from rdflib.term import Literal

from msc_graph.rdf.namespaces import Namespaces
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
    predicate_term,
    token,
)
from msc_graph.records import MULTIVALUED, Entity, Evidence, Statement
from msc_graph.vocabulary import load_vocabulary

__all__ = ["Labels", "is_asserted", "iterate_evidence", "iterate_statement"]

# Made once: a term that is asked of its namespace each time costs as much as the triple.
_STATEMENT, _EVIDENCE_CLASS = MSCO.Statement, MSCO.Evidence
_ASSOCIATION, _NEGATED = BIOLINK.Association, BIOLINK.negated
_SIGN, _STATUS, _EVIDENCE = MSCO.sign, MSCO.status, MSCO.evidence
_KNOWLEDGE_LEVEL, _AGENT_TYPE = BIOLINK.knowledge_level, BIOLINK.agent_type
_MANUAL = Literal("manual_agent")

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


def is_asserted(statement: Statement, stances: Sequence[str]) -> bool:
    """Whether the direct triple holds: not denied, not superseded, and something supports it."""
    return not statement.negated and statement.status != "superseded" and "supports" in stances


def iterate_statement(
    statement: Statement, evidence: Sequence[Evidence], names: Namespaces
) -> Iterator[Triple]:
    """The node of a statement with its claim, standing and links to its evidence."""
    node = URIRef(names.expand(statement.id))
    predicate = load_vocabulary().predicates.get(statement.predicate)
    yield node, RDF.type, _STATEMENT
    yield node, RDF.type, _ASSOCIATION
    yield node, RDF.subject, URIRef(names.expand(statement.subject))
    yield node, RDF.predicate, predicate_term(statement.predicate)
    yield node, RDF.object, URIRef(names.expand(statement.object))
    yield node, _SIGN, Literal(predicate.sign if predicate else 0)
    yield node, _NEGATED, Literal(statement.negated)
    yield node, _STATUS, token("status", statement.status)
    if statement.level:
        yield node, MSCO.level, token("level", statement.level)
    yield node, _KNOWLEDGE_LEVEL, Literal(_knowledge_level(evidence))
    yield node, _AGENT_TYPE, _MANUAL
    for number in range(1, len(evidence) + 1):
        yield node, _EVIDENCE, URIRef(f"{node}/evidence/{number}")


def _knowledge_level(evidence: Sequence[Evidence]) -> str:
    """Biolink's word: an idea that nobody has tested is a prediction, not an assertion."""
    if not evidence:
        return "not_provided"
    untested = all(row.certainty == "hypothesis" for row in evidence)
    return "prediction" if untested else "knowledge_assertion"


def iterate_evidence(
    statement: Statement, number: int, evidence: Evidence, names: Namespaces, labels: Labels
) -> Iterator[Triple]:
    """One piece of evidence; its words, and links to the entities that they name."""
    claim = URIRef(names.expand(statement.id))
    node = URIRef(f"{claim}/evidence/{number}")
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
        yield node, PROV.wasDerivedFrom, link(names, evidence.reference)
    cells = {c: text for c in TEXT_COLUMNS if (text := getattr(evidence, c))}
    for column, text in cells.items():
        yield node, COLUMN_TERMS[column], Literal(text)
    yield from labels.iterate_contexts(node, cells)
