"""What the dataset says about itself: VoID and DCAT, counts, licence, prefixes. Nothing dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, SH, VOID, XSD, URIRef
from rdflib.term import Literal

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.namespaces import escape_local
from msc_graph.rdf.origin import Origin, find_origin
from msc_graph.rdf.properties import Properties
from msc_graph.rdf.standing import is_asserted
from msc_graph.rdf.terms import GRAPHS, MSCO, Triple
from msc_graph.vocabulary import BASE_IRI, ONTOLOGY_IRI, load_vocabulary

__all__ = ["iterate_description"]

#: The shipped graph. What is said of another, the union with ours must not say of ours.
_SHIPPED = URIRef(f"{BASE_IRI}dataset")
_OTHER = URIRef(f"{BASE_IRI}dataset/other")

_GRAPH_TITLES = {
    "assertions": "Entities and the triples that hold",
    "evidence": "Statements, their evidence and the papers",
    "ontology": "Classes, predicates and tokens",
    "provenance": "This description",
    "studies": "Study arms, trials, sources, comparisons, errata and mappings",
}


def iterate_description(corpus: Corpus, properties: Properties, triples: int) -> Iterator[Triple]:
    """Triples that describe the dataset; title and licence are told of the shipped graph alone.

    Parameters
    ----------
    corpus
        What was written.
    properties
        Of its relations.
    triples
        How many triples the other graphs hold.
    """
    node = _SHIPPED if corpus.is_shipped else _OTHER
    yield node, RDF.type, VOID.Dataset
    yield node, RDF.type, DCAT.Dataset
    yield from _iterate_origin(node, find_origin(corpus))
    yield node, DCTERMS.conformsTo, URIRef(ONTOLOGY_IRI)
    yield node, VOID.vocabulary, URIRef(ONTOLOGY_IRI)
    yield node, VOID.triples, Literal(triples)
    yield node, VOID.entities, Literal(len(corpus.entities))
    evidence = (row.parse() for rows in corpus.rows.values() for row in rows)
    for review in sorted({e.review for e in evidence} - {""}):
        yield node, DCTERMS.source, Literal(review)
    yield from _iterate_graphs(node)
    yield from _iterate_counts(node, corpus, properties)
    yield from _iterate_prefixes(node, corpus)


def _iterate_origin(node: URIRef, origin: Origin) -> Iterator[Triple]:
    if origin.title:
        yield node, DCTERMS.title, Literal(origin.title)
        yield node, DCTERMS.description, Literal(origin.description)
        yield node, DCTERMS.license, URIRef(origin.licence)
        yield node, VOID.uriSpace, Literal(BASE_IRI)


def _iterate_graphs(dataset: URIRef) -> Iterator[Triple]:
    for name, node in GRAPHS.items():
        yield dataset, VOID.subset, node
        yield node, RDF.type, VOID.Dataset
        yield node, DCTERMS.title, Literal(_GRAPH_TITLES[name])


def _iterate_counts(dataset: URIRef, corpus: Corpus, properties: Properties) -> Iterator[Triple]:
    asserted = [
        s.predicate
        for s in corpus.statements.values()
        if is_asserted(s, [row.stance for row in corpus.rows.get(s.id, ())])
    ]
    for name, count in sorted(Counter(asserted).items()):
        node = URIRef(f"{dataset}/predicate/{escape_local(name)}")
        yield dataset, VOID.propertyPartition, node
        yield node, VOID.property, properties.term(name)
        yield node, VOID.triples, Literal(count)
    categories = load_vocabulary().categories
    counts = Counter(e.category for e in corpus.entities.values() if e.category in categories)
    counts["Statement"] = len(corpus.statements)
    counts["Evidence"] = sum(len(rows) for rows in corpus.rows.values())
    for name, count in sorted(counts.items()):
        node = URIRef(f"{dataset}/class/{name}")
        yield dataset, VOID.classPartition, node
        yield node, VOID["class"], MSCO[name]
        yield node, VOID.entities, Literal(count)


def _iterate_prefixes(dataset: URIRef, corpus: Corpus) -> Iterator[Triple]:
    """The prefix map, so that CURIEs come back the same from a syntax without prefixes."""
    for prefix, base in sorted(corpus.prefixes.items()):
        node = URIRef(f"{dataset}/prefix/{escape_local(prefix)}")
        yield dataset, SH.declare, node
        yield node, SH.prefix, Literal(prefix)
        yield node, SH.namespace, Literal(base, datatype=XSD.anyURI)
