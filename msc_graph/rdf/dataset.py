"""The records as an RDF dataset: what holds, what is claimed with which evidence, and the rest."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Dataset, URIRef
from rdflib.term import Node

from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.describe import iterate_description
from msc_graph.rdf.entities import iterate_entity, iterate_reference
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.ontology import read_ontology
from msc_graph.rdf.statements import ClaimWriter
from msc_graph.rdf.tables import iterate_tables
from msc_graph.rdf.terms import GRAPHS, Triple

__all__ = ["Quad", "build_dataset", "iterate_quads"]

Quad = tuple[Node, Node, Node, URIRef]


def build_dataset(corpus: Corpus) -> Dataset:
    """Write a corpus as RDF.

    Parameters
    ----------
    corpus
        The records.

    Returns
    -------
    rdflib.Dataset
        Named graphs `mscg:graph/assertions`, `evidence`, `ontology`, `provenance` and `studies`,
        with their union as the default graph. There are no blank nodes.

    Raises
    ------
    UsageError
        If an id has a prefix that the corpus does not know.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> len(build_dataset(Corpus({}, {}, {}))) > 100
    True
    """
    dataset = Dataset(default_union=True)
    for prefix, base in Namespaces(corpus.prefixes).declared().items():
        dataset.bind(prefix, base, replace=True)
    graphs = {node: dataset.graph(node) for node in GRAPHS.values()}
    dataset.addN((s, p, o, graphs[g]) for s, p, o, g in iterate_quads(corpus))
    return dataset


def iterate_quads(corpus: Corpus) -> Iterator[Quad]:
    """All quads of a corpus, a quad perhaps more than once.

    Raises
    ------
    UsageError
        If an id has a prefix that the corpus does not know.
    """
    writer = ClaimWriter(corpus)
    distinct: set[tuple[Node, Node, Node, URIRef]] = set()
    for name, triples in (
        ("ontology", _iterate_ontology(corpus, writer)),
        ("assertions", _iterate_assertions(corpus, writer)),
        ("evidence", _iterate_claims(corpus, writer)),
        ("studies", iterate_tables(corpus, writer.names, writer.labels)),
    ):
        for s, p, o in triples:
            quad = (s, p, o, GRAPHS[name])
            if quad not in distinct:
                distinct.add(quad)
                yield quad
    for s, p, o in iterate_description(corpus, writer.properties, len(distinct)):
        yield s, p, o, GRAPHS["provenance"]


def _iterate_ontology(corpus: Corpus, writer: ClaimWriter) -> Iterator[tuple[Node, Node, Node]]:
    yield from sorted(read_ontology(find_folder("ontology") / "msc.ttl"))
    yield from writer.properties.declare(s.predicate for s in corpus.statements.values())


def _iterate_assertions(corpus: Corpus, writer: ClaimWriter) -> Iterator[Triple]:
    for entity in corpus.entities.values():
        yield from iterate_entity(entity, writer.names)
    for statement in corpus.statements.values():
        stances = [row.stance for row in corpus.rows.get(statement.id, ())]
        direct = writer.find_direct(statement, stances)
        if direct is not None:
            yield direct


def _iterate_claims(corpus: Corpus, writer: ClaimWriter) -> Iterator[Triple]:
    for statement in corpus.statements.values():
        evidence = [row.parse() for row in corpus.rows.get(statement.id, ())]
        yield from writer.iterate(statement, evidence)
    for reference in corpus.references.values():
        yield from iterate_reference(reference, writer.names)
