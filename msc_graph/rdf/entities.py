"""Entities and references as triples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef
from rdflib.term import Literal

from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces, escape_local
from msc_graph.rdf.terms import (
    BIOLINK,
    IN_TAXON,
    MSCO,
    OBOINOWL,
    OCCURS_IN,
    REFERENCE_TEXTS,
    Triple,
    biolink_class,
    class_of,
    link,
)
from msc_graph.records import Entity, Reference
from msc_graph.vocabulary import load_vocabulary

__all__ = ["iterate_entity", "iterate_reference"]

_ARTICLE = URIRef(f"{STANDARD_PREFIXES['schema']}ScholarlyArticle")


def iterate_entity(entity: Entity, names: Namespaces) -> Iterator[Triple]:
    """Triples that describe an entity."""
    node = URIRef(names.expand(entity.id))
    vocabulary = load_vocabulary()
    known = entity.category in vocabulary.categories
    yield node, RDF.type, MSCO[entity.category] if known else MSCO.Entity
    yield node, RDFS.label, Literal(entity.label)
    yield node, BIOLINK.category, biolink_class(vocabulary.biolink_category(entity.category))
    if entity.kind:
        subclass = class_of(entity.category, entity.kind)
        yield (node, RDF.type, subclass) if subclass else (node, MSCO.kind, Literal(entity.kind))
    for synonym in entity.synonyms:
        yield node, SKOS.altLabel, Literal(synonym)
    for xref in entity.xrefs:
        yield node, OBOINOWL.hasDbXref, Literal(xref)
    for broader in entity.broader:
        yield node, SKOS.broader, link(names, broader)
    for place in entity.occurs_in:
        yield node, OCCURS_IN, link(names, place)
    if entity.taxon:
        yield node, IN_TAXON, link(names, entity.taxon)
    if entity.description:
        yield node, DCTERMS.description, Literal(entity.description)
    yield from _order(
        node,
        synonyms=entity.synonyms,
        xrefs=entity.xrefs,
        broader=entity.broader,
        occurs_in=entity.occurs_in,
    )


def iterate_reference(reference: Reference, names: Namespaces) -> Iterator[Triple]:
    """Triples that describe a paper."""
    node = URIRef(names.expand(reference.id))
    yield node, RDF.type, MSCO.Reference
    yield node, RDF.type, _ARTICLE
    yield node, RDFS.label, Literal(reference.short)
    for field, term in REFERENCE_TEXTS.items():
        text = getattr(reference, field)
        if text:
            yield node, term, Literal(text)
    for place in reference.cited_as:
        yield node, MSCO.cited_as, Literal(place)
    if reference.pmid.isdecimal():
        yield node, RDFS.seeAlso, URIRef(reference.url)
    if reference.doi:
        yield node, RDFS.seeAlso, URIRef(f"https://doi.org/{escape_local(reference.doi)}")
    yield from _order(node, cited_as=reference.cited_as)


def _order(node: URIRef, **fields: Sequence[str]) -> Iterator[Triple]:
    """The order of values, where it is not the one that reading them back would give."""
    kept = {name: list(v) for name, v in fields.items() if list(v) != sorted(set(v))}
    if kept:
        yield node, MSCO.listedOrder, Literal(json.dumps(kept, ensure_ascii=False, sort_keys=True))
