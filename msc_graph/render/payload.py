"""Everything the page's script knows, as plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.records import SEPARATOR, Entity, Evidence, Reference, Statement
from msc_graph.render.drawing import FAINT_FROM, build_network
from msc_graph.render.links import expand_curie, safe_url
from msc_graph.render.wording import caveats_of, predicate_of, relation_of
from msc_graph.vocabulary import load_vocabulary

__all__ = ["build_payload", "find_entities"]

#: Evidence in the order in which a card gives it; the reference is treated apart.
_FIELDS = {
    "stance": "Stance",
    "certainty": "Certainty",
    "basis": "Basis",
    "study_type": "Study type",
    "disease": "Disease",
    "condition": "Condition",
    "species": "Species",
    "model": "Model",
    "cell_type": "Cell",
    "msc_source": "MSC source",
    "donor": "Donor",
    "preparation": "Preparation",
    "route": "Route",
    "dose": "Dose",
    "follow_up": "Follow-up",
    "n": "n",
    "controlled": "Controlled",
    "review": "Read in",
    "locator": "Place",
    "cited_as": "Cited as",
    "as_printed": "As printed",
    "note": "Note",
}
#: Columns whose values are tokens of the vocabulary, written with underscores.
_TOKENS = frozenset({"stance", "certainty", "basis", "study_type"})


def find_entities(
    corpus: Corpus, statements: Sequence[Statement], highlight: Collection[str] = ()
) -> dict[str, Entity]:
    """Both ends of each statement and whatever is highlighted, by id; unknown ones by their id.

    Examples
    --------
    >>> found = find_entities(Corpus({}, {}, {}), [Statement("s", "x:b", "inhibits", "x:a")])
    >>> [entity.label for entity in found.values()]
    ['x:a', 'x:b']
    """
    wanted = {end for s in statements for end in (s.subject, s.object)}
    wanted.update(i for i in highlight if i in corpus.entities)
    return {i: corpus.entities.get(i) or Entity(i, i, "") for i in sorted(wanted)}


def build_payload(
    corpus: Corpus,
    statements: Sequence[Statement],
    *,
    chains: Sequence[Sequence[str]] = (),
    highlight: Collection[str] = (),
) -> dict[str, Any]:
    """Drawing, cards and chains, ready to be written as JSON.

    Parameters
    ----------
    corpus
        Where labels, evidence and references are looked up.
    statements
        What is drawn.
    chains
        Ids of statements, chain by chain.
    highlight
        Entities that stand out.
    """
    entities = find_entities(corpus, statements, highlight)
    network = build_network(entities, statements, corpus, highlight)
    nodes, edges, *_ = network.get_network_data()
    used = {row.reference for s in statements for row in _evidence(corpus, s) if row.reference}
    return {
        "nodes": nodes,
        "edges": edges,
        "options": network.options,
        "faint": len(statements) >= FAINT_FROM,
        "fields": list(_FIELDS.items()),
        "entities": {i: _describe_entity(e, corpus) for i, e in entities.items()},
        "statements": {s.id: _describe_statement(s, corpus) for s in statements},
        "references": _describe_references(used, corpus),
        "chains": [list(chain) for chain in chains],
        "highlight": sorted(i for i in highlight if i in entities),
    }


def _evidence(corpus: Corpus, statement: Statement) -> list[Evidence]:
    return [row.parse() for row in corpus.rows.get(statement.id, ())]


def _describe_entity(entity: Entity, corpus: Corpus) -> dict[str, Any]:
    category = load_vocabulary().categories.get(entity.category)
    words = {
        "label": entity.label,
        "category": category.label if category else entity.category or "not described",
        "kind": entity.kind,
        "url": expand_curie(entity.id, corpus.prefixes),
        "synonyms": list(entity.synonyms),
        "description": entity.description,
        "broader": [corpus.label(i) for i in entity.broader],
        "occurs in": [corpus.label(i) for i in entity.occurs_in],
        "taxon": corpus.label(entity.taxon) if entity.taxon else "",
        "xrefs": [[i, expand_curie(i, corpus.prefixes)] for i in entity.xrefs],
    }
    return {name: value for name, value in words.items() if value}


def _describe_statement(statement: Statement, corpus: Corpus) -> dict[str, Any]:
    return {
        "subject": statement.subject,
        "relation": relation_of(statement),
        "object": statement.object,
        "sign": predicate_of(statement.predicate).sign,
        "status": statement.status,
        "caveats": list(caveats_of(statement, corpus.rows.get(statement.id, ()))),
        "evidence": [_describe_evidence(row) for row in _evidence(corpus, statement)],
    }


def _describe_evidence(evidence: Evidence) -> dict[str, str]:
    cells = {name: getattr(evidence, name) for name in _FIELDS}
    words = {
        name: cell.replace("_", " ") if name in _TOKENS else cell.replace(SEPARATOR, "; ")
        for name, cell in cells.items()
        if cell
    }
    return words | ({"reference": evidence.reference} if evidence.reference else {})


def _describe_references(used: Collection[str], corpus: Corpus) -> dict[str, dict[str, str]]:
    known: Mapping[str, Reference] = corpus.references
    described: dict[str, dict[str, str]] = {}
    for identifier in sorted(used):
        reference = known.get(identifier) or Reference(identifier, "")
        described[identifier] = {
            "short": reference.short,
            "title": reference.title,
            "year": reference.year,
            "url": safe_url(reference.url) or expand_curie(identifier, corpus.prefixes),
        }
    return described
