"""A part of the dataset: some statements with their evidence, papers, and the names of their ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import RDF, RDFS, URIRef

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.dataset import Quad
from msc_graph.rdf.entities import iterate_entity, iterate_reference
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.statements import Labels, is_asserted, iterate_evidence, iterate_statement
from msc_graph.rdf.terms import GRAPHS, Triple, predicate_term
from msc_graph.records import Evidence, Statement

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
    names = Namespaces(corpus.prefixes)
    labels = labels or Labels(corpus.entities, names)
    described, ends, cited = set(entities), set[str](), set(references)
    for statement in statements:
        evidence = [row.parse() for row in corpus.rows.get(statement.id, ())]
        ends.update((statement.subject, statement.object))
        cited.update(row.reference for row in evidence)
        yield from _told(statement, evidence, names, labels)
    for identifier in sorted(described | ends):
        entity = corpus.entities.get(identifier)
        for triple in iterate_entity(entity, names) if entity else ():
            if identifier in described or triple[1] in (RDF.type, RDFS.label):
                yield *triple, GRAPHS["assertions"]
    for identifier in sorted(cited):
        if identifier in corpus.references:
            for triple in iterate_reference(corpus.references[identifier], names):
                yield *triple, GRAPHS["evidence"]


def _told(
    statement: Statement, evidence: list[Evidence], names: Namespaces, labels: Labels
) -> Iterator[Quad]:
    if is_asserted(statement, [row.stance for row in evidence]):
        subject, obj = (URIRef(names.expand(i)) for i in (statement.subject, statement.object))
        yield subject, predicate_term(statement.predicate), obj, GRAPHS["assertions"]
    claim: list[Triple] = [*iterate_statement(statement, evidence, names)]
    for number, row in enumerate(evidence, start=1):
        claim += iterate_evidence(statement, number, row, names, labels)
    for triple in claim:
        yield *triple, GRAPHS["evidence"]
