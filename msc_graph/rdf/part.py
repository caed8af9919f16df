"""A part of the dataset: some statements with their evidence, papers, and the names of their ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, RDFS

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.dataset import Quad
from msc_graph.rdf.entities import iterate_entity, iterate_reference
from msc_graph.rdf.statements import ClaimWriter, Labels
from msc_graph.rdf.terms import GRAPHS
from msc_graph.records import Statement

__all__ = ["iterate_part"]


def iterate_part(
    corpus: Corpus,
    statements: Iterable[Statement],
    entities: Iterable[str] = (),
    references: Iterable[str] = (),
    *,
    labels: Labels | None = None,
) -> Iterator[Quad]:
    """Quads of some statements; each of them is one of the whole dataset's.

    Parameters
    ----------
    corpus
        Where entities, evidence and papers are looked up.
    statements
        Told with their evidence and its papers, and as a direct triple where that holds.
    entities, references
        Ids of entities and papers that are described in full; the other ends of the statements
        are only named.
    labels
        Entities by label, if somebody has made them already.

    Raises
    ------
    UsageError
        If an id has a prefix that the corpus does not know.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> len(set(iterate_part(corpus, corpus.find("HGNC:9644"), ["HGNC:9644"]))) > 20
    True
    """
    writer = ClaimWriter(corpus, labels)
    described, ends, cited, used = set(entities), set[str](), set(references), set[str]()
    for statement in statements:
        evidence = [row.parse() for row in corpus.rows.get(statement.id, ())]
        ends.update((statement.subject, statement.object))
        cited.update(row.reference for row in evidence)
        used.add(statement.predicate)
        direct = writer.find_direct(statement, [row.stance for row in evidence])
        if direct is not None:
            yield *direct, GRAPHS["assertions"]
        for triple in writer.iterate(statement, evidence):
            yield *triple, GRAPHS["evidence"]
    for triple in writer.properties.declare(used):
        yield *triple, GRAPHS["ontology"]
    for identifier in sorted(described | ends):
        entity = corpus.entities.get(identifier)
        for triple in iterate_entity(entity, writer.names) if entity else ():
            if identifier in described or triple[1] in (RDF.type, RDFS.label):
                yield *triple, GRAPHS["assertions"]
    for identifier in sorted(cited):
        if identifier in corpus.references:
            for triple in iterate_reference(corpus.references[identifier], writer.names):
                yield *triple, GRAPHS["evidence"]
