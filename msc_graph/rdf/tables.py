"""The further tables as triples: study arms, trials, sources, comparisons, errata, mappings."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import DCTERMS, PROV, RDF, SKOS, URIRef
from rdflib.term import Literal

from msc_graph.curation.corpus import Corpus, parse_claims
from msc_graph.rdf.namespaces import Namespaces, escape_local
from msc_graph.rdf.statements import Labels
from msc_graph.rdf.terms import MSCO, Triple, link
from msc_graph.records import statement_id
from msc_graph.vocabulary import BASE_IRI

__all__ = ["iterate_tables"]

#: Class of a row, by table.
_CLASSES = {
    "studies.tsv": MSCO.StudyArm,
    "trials.tsv": MSCO.TrialRecord,
    "sources.tsv": MSCO.SourceRecord,
    "comparisons.tsv": MSCO.Comparison,
    "errata.tsv": MSCO.Erratum,
}

#: Columns whose property is not simply their name.
_TERMS = {
    "id": DCTERMS.identifier,
    "title": DCTERMS.title,
    "status": MSCO.trial_status,
    "subject": MSCO.about,
}

_CONTEXTS = {"agent": "preparation", "animal_model": "model", "model_species": "species"}

_CLAIM_LINKS = {
    "touches": MSCO.touches_statement,
    "superseded": MSCO.supersedes_statement,
    "superseded_by": MSCO.keeps_statement,
}

_MATCHES = {
    f"skos:{name}": SKOS[name]
    for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}


def iterate_tables(corpus: Corpus, names: Namespaces, labels: Labels) -> Iterator[Triple]:
    """Triples of all further tables, for queries; no reader makes tables of them again.

    Rows are named by table and place, words kept as they are.
    """
    for table, kind in _CLASSES.items():
        for number, row in enumerate(corpus.table(table), start=1):
            stem = table.removesuffix(".tsv")
            node = URIRef(f"{BASE_IRI}{stem}/{escape_local(row.get('id') or str(number))}")
            yield node, RDF.type, kind
            yield from _iterate_row(node, row, corpus, names, labels)
    yield from _iterate_mappings(corpus, names)


def _iterate_row(
    node: URIRef, row: dict[str, str], corpus: Corpus, names: Namespaces, labels: Labels
) -> Iterator[Triple]:
    for column, text in row.items():
        if not text:
            continue
        if column == "reference":
            yield node, PROV.wasDerivedFrom, link(names, text)
            continue
        yield node, _TERMS.get(column, MSCO[column]), Literal(text)
        if column in _CLAIM_LINKS:
            for claim in parse_claims(text):
                identifier = statement_id(claim)
                if identifier in corpus.statements:
                    yield node, _CLAIM_LINKS[column], URIRef(names.expand(identifier))
    yield from labels.iterate_contexts(node, {**row, **_contexts(row)})


def _contexts(row: dict[str, str]) -> dict[str, str]:
    """Columns that name entities as evidence does, under the names that evidence has for them."""
    named = {column: row.get(own, "") for own, column in _CONTEXTS.items()}
    return {column: text for column, text in named.items() if text}


def _iterate_mappings(corpus: Corpus, names: Namespaces) -> Iterator[Triple]:
    for row in corpus.table("mappings.sssom.tsv"):
        subject, match, obj = row["subject_id"], row["predicate_id"], row["object_id"]
        if match in _MATCHES and names.is_known(subject) and names.is_known(obj):
            yield URIRef(names.expand(subject)), _MATCHES[match], URIRef(names.expand(obj))
