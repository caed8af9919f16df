"""Everything the page's script knows, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msc_graph.curation.corpus import Corpus
from msc_graph.records import MULTIVALUED, SEPARATOR, Entity, Evidence, Reference, Statement
from msc_graph.render.facts import Facts, is_shown
from msc_graph.render.links import expand_curie, safe_url
from msc_graph.vocabulary import load_vocabulary

__all__ = [
    "FIELDS",
    "describe_entities",
    "describe_references",
    "describe_statements",
    "find_entities",
    "used_references",
]

#: Evidence in the order in which a card gives it; the reference is treated apart.
FIELDS = {
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

#: Where a paper without PMID and DOI is looked for by its title.
_SEARCH = "https://pubmed.ncbi.nlm.nih.gov/?term="


def find_entities(
    corpus: Corpus, statements: Iterable[Statement], highlight: Collection[str] = ()
) -> dict[str, Entity]:
    """Both ends of each statement and whatever is highlighted, by id.

    What is unknown or has no label is called by its id.

    Examples
    --------
    >>> found = find_entities(Corpus({}, {}, {}), [Statement("s", "x:b", "inhibits", "x:a")])
    >>> [entity.label for entity in found.values()]
    ['x:a', 'x:b']
    """
    wanted = {end for s in statements for end in (s.subject, s.object)}
    wanted.update(i for i in highlight if i in corpus.entities)
    found = {i: corpus.entities.get(i) or Entity(i, i, "") for i in sorted(wanted)}
    return {i: e if e.label.strip() else e._replace(label=i) for i, e in found.items()}


def describe_entities(
    corpus: Corpus, entities: Mapping[str, Entity], degrees: Counter[str]
) -> dict[str, dict[str, Any]]:
    """Cards of the entities, by id; empty fields are left out.

    `degree` is the number of statements that the whole graph has on the entity.
    """
    return {
        identifier: _describe_entity(entity, corpus) | {"degree": degrees[identifier]}
        for identifier, entity in entities.items()
    }


def _describe_entity(entity: Entity, corpus: Corpus) -> dict[str, Any]:
    category = load_vocabulary().categories.get(entity.category)
    words = {
        "label": entity.label,
        "category": category.label if category else entity.category or "not described",
        "class": entity.category,
        "kind": entity.kind,
        "url": expand_curie(entity.id, corpus.prefixes),
        "synonyms": list(entity.synonyms),
        "description": entity.description,
        "broader": [corpus.label(i) for i in entity.broader],
        "occurs in": [corpus.label(i) for i in entity.occurs_in],
        "taxon": corpus.label(entity.taxon) if entity.taxon else "",
        "xrefs": [[i, expand_curie(i, corpus.prefixes)] for i in entity.xrefs],
    }
    kept = {name: value for name, value in words.items() if value}
    return {"class": "", **kept}


def describe_statements(facts: Mapping[str, Facts]) -> dict[str, dict[str, Any]]:
    """Cards of the statements, by id, with all their evidence; empty fields are left out."""
    return {identifier: _describe_statement(fact) for identifier, fact in facts.items()}


def _describe_statement(fact: Facts) -> dict[str, Any]:
    statement = fact.statement
    always = {
        "subject": statement.subject,
        "predicate": statement.predicate,
        "relation": fact.relation,
        "name": fact.predicate.label,
        "role": fact.predicate.role or "of another vocabulary",
        "object": statement.object,
        "sign": fact.sign,
        "status": statement.status,
        "caveats": list(fact.caveats),
        "belief": fact.belief,
        "evidence": [_describe_evidence(row) for row in fact.evidence],
    }
    sometimes = {
        "certainty": fact.certainty,
        "negated": statement.negated,
        "shown": fact.shown,
        "conflicts": list(fact.conflicts),
    }
    return always | {name: value for name, value in sometimes.items() if value}


def _describe_evidence(evidence: Evidence) -> dict[str, Any]:
    """Cells that are not empty; columns of several values as lists."""
    row: dict[str, Any] = {
        name: cell.split(SEPARATOR) if name in MULTIVALUED else cell.replace(SEPARATOR, "; ")
        for name in FIELDS
        if (cell := getattr(evidence, name))
    }
    if evidence.reference:
        row["reference"] = evidence.reference
    if is_shown(evidence):
        row["shown"] = True
    return row


def describe_references(corpus: Corpus, used: Collection[str]) -> dict[str, dict[str, str]]:
    """Papers by id: title, year, and where they can be read."""
    known = corpus.references
    return {
        identifier: _describe_reference(
            known.get(identifier) or Reference(identifier, ""), corpus.prefixes
        )
        for identifier in sorted(used)
    }


def _describe_reference(reference: Reference, prefixes: Mapping[str, str]) -> dict[str, str]:
    doi = safe_url(f"https://doi.org/{reference.doi}") if reference.doi else ""
    url = safe_url(reference.url) or expand_curie(reference.id, prefixes)
    words = {
        "short": reference.short,
        "title": reference.title,
        "year": reference.year,
        "journal": reference.journal,
        "url": url,
        "doi": doi if doi != url else "",
        "search": "" if url or not reference.title else safe_url(_SEARCH + quote(reference.title)),
    }
    return {"url": "", **{name: value for name, value in words.items() if value}}


def used_references(facts: Iterable[Facts], cited: Iterable[Sequence[str]] = ()) -> set[str]:
    """References that any evidence, or any chain, names."""
    used = {row.reference for fact in facts for row in fact.evidence if row.reference}
    return used.union(*cited)
