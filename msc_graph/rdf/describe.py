"""What the dataset says about itself: VoID and DCAT, counts, licence, prefixes. Nothing dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rdflib import DCAT, DCTERMS, RDF, SH, VOID, XSD, URIRef
from rdflib.term import Literal

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.namespaces import escape_local
from msc_graph.rdf.statements import is_asserted
from msc_graph.rdf.terms import GRAPHS, MSCO, Triple, predicate_term
from msc_graph.vocabulary import BASE_IRI, ONTOLOGY_IRI, load_vocabulary

__all__ = ["DATASET", "iterate_description"]

DATASET = URIRef(f"{BASE_IRI}dataset")

_LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")

_GRAPH_TITLES = {
    "assertions": "Entities and the triples that hold",
    "evidence": "Statements, their evidence and the papers",
    "ontology": "Classes, predicates and tokens",
    "provenance": "This description",
    "studies": "Study arms, trials, sources, comparisons, errata and mappings",
}


def iterate_description(corpus: Corpus, triples: int) -> Iterator[Triple]:
    """Triples that describe the dataset.

    Parameters
    ----------
    corpus
        What was written.
    triples
        How many triples the other graphs hold.
    """
    yield DATASET, RDF.type, VOID.Dataset
    yield DATASET, RDF.type, DCAT.Dataset
    yield DATASET, DCTERMS.title, Literal("msc_graph: mechanisms of MSC exosome therapy")
    yield (
        DATASET,
        DCTERMS.description,
        Literal("What reviews and the papers they cite say on how MSC exosomes act in disease."),
    )
    yield DATASET, DCTERMS.license, _LICENCE
    yield DATASET, DCTERMS.conformsTo, URIRef(ONTOLOGY_IRI)
    yield DATASET, VOID.uriSpace, Literal(BASE_IRI)
    yield DATASET, VOID.vocabulary, URIRef(ONTOLOGY_IRI)
    yield DATASET, VOID.triples, Literal(triples)
    yield DATASET, VOID.entities, Literal(len(corpus.entities))
    evidence = (row.parse() for rows in corpus.rows.values() for row in rows)
    for review in sorted({e.review for e in evidence} - {""}):
        yield DATASET, DCTERMS.source, Literal(review)
    yield from _iterate_graphs()
    yield from _iterate_counts(corpus)
    yield from _iterate_prefixes(corpus)


def _iterate_graphs() -> Iterator[Triple]:
    for name, node in GRAPHS.items():
        yield DATASET, VOID.subset, node
        yield node, RDF.type, VOID.Dataset
        yield node, DCTERMS.title, Literal(_GRAPH_TITLES[name])


def _iterate_counts(corpus: Corpus) -> Iterator[Triple]:
    asserted = [
        s.predicate
        for s in corpus.statements.values()
        if is_asserted(s, [row.stance for row in corpus.rows.get(s.id, ())])
    ]
    for name, count in sorted(Counter(asserted).items()):
        node = URIRef(f"{DATASET}/predicate/{escape_local(name)}")
        yield DATASET, VOID.propertyPartition, node
        yield node, VOID.property, predicate_term(name)
        yield node, VOID.triples, Literal(count)
    categories = load_vocabulary().categories
    counts = Counter(e.category for e in corpus.entities.values() if e.category in categories)
    counts["Statement"] = len(corpus.statements)
    counts["Evidence"] = sum(len(rows) for rows in corpus.rows.values())
    for name, count in sorted(counts.items()):
        node = URIRef(f"{DATASET}/class/{name}")
        yield DATASET, VOID.classPartition, node
        yield node, VOID["class"], MSCO[name]
        yield node, VOID.entities, Literal(count)


def _iterate_prefixes(corpus: Corpus) -> Iterator[Triple]:
    """The prefix map, so that CURIEs come back the same from a syntax without prefixes."""
    for prefix, base in sorted(corpus.prefixes.items()):
        node = URIRef(f"{DATASET}/prefix/{escape_local(prefix)}")
        yield DATASET, SH.declare, node
        yield node, SH.prefix, Literal(prefix)
        yield node, SH.namespace, Literal(base, datatype=XSD.anyURI)
