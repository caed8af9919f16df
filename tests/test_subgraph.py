"""Which statements an answer speaks of: those it names, whose triple or whose ends it gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import world

from msc_graph.analysis.subgraph import (
    statements_about,
    statements_around,
    statements_of_answer,
)
from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.snapshot.opening import open_snapshot

GRAPH = world(
    ("a", "inhibits", "b", {"reference": "PMID:1"}),
    ("a", "activates", "b", {"reference": "PMID:2"}),
    ("b", "activates", "c", {"reference": "PMID:2"}),
)
FIRST = next(iter(GRAPH.statements.values()))


def drawn(graph: MechanismGraph, query: str) -> list[str]:
    return sorted(
        f"{graph.corpus.label(s.subject)} {s.predicate} {graph.corpus.label(s.object)}"
        for s in statements_of_answer(graph.corpus, graph.query(query))
    )


@pytest.mark.parametrize(
    "query",
    [
        f"DESCRIBE {FIRST.id.replace('/', chr(92) + '/')}",
        "DESCRIBE ?s WHERE { ?s rdf:subject mscg:a ; rdf:predicate msco:inhibits }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s rdf:predicate msco:inhibits ; ?p ?o }",
        "CONSTRUCT { mscg:me rdfs:seeAlso ?s } WHERE { ?s rdf:predicate msco:inhibits }",
        "SELECT ?s WHERE { ?s rdf:predicate msco:inhibits }",
        "CONSTRUCT { ?a msco:inhibits ?b } WHERE { ?a msco:inhibits ?b }",
    ],
)
def test_a_statement_that_is_named_is_drawn_and_no_other_of_its_ends(query: str):
    assert drawn(GRAPH, query) == ["a inhibits b"]


def test_an_entity_described_brings_the_triples_it_is_described_by():
    assert drawn(GRAPH, "DESCRIBE mscg:b") == ["b activates c"]


def test_rows_with_both_ends_bring_what_joins_them():
    found = drawn(GRAPH, "SELECT ?a ?b WHERE { ?a msco:inhibits ?b }")
    assert found == ["a activates b", "a inhibits b"]


def test_what_names_no_statement_draws_none():
    assert drawn(GRAPH, "SELECT ?x WHERE { ?x rdfs:label 'a' }") == []
    assert drawn(GRAPH, "CONSTRUCT { ?x rdfs:label 'b' } WHERE { ?x rdfs:label 'a' }") == []
    assert drawn(GRAPH, "SELECT ?x ?none WHERE { ?x rdfs:label 'z' }") == []
    # A word that happens to read like an id names nothing.
    assert drawn(GRAPH, f"SELECT ('{FIRST.id}' AS ?word) WHERE {{}}") == []


def test_an_answer_of_yes_or_no_is_refused():
    with pytest.raises(UsageError, match="ASK"):
        drawn(GRAPH, "ASK { ?s ?p ?o }")


def test_entities_that_have_no_curie_are_known_by_their_iri(tmp_path: Path):
    path = tmp_path / "plain.ttl"
    path.write_text(
        "@prefix msco: <https://w3id.org/msc-graph/ontology/> .\n"
        "<http://x.org/a> a msco:Protein ; msco:inhibits <http://x.org/b> .\n"
        "<http://x.org/b> a msco:Protein ; msco:activates <http://x.org/c> .\n"
        "<http://x.org/c> a msco:Protein .\n"
    )
    graph = MechanismGraph.load(path)
    one = ["http://x.org/a inhibits http://x.org/b"]
    assert drawn(graph, "CONSTRUCT { ?a msco:inhibits ?b } WHERE { ?a msco:inhibits ?b }") == one
    assert drawn(graph, "DESCRIBE <http://x.org/a>") == one
    assert drawn(graph, "SELECT ?a ?b WHERE { ?a msco:inhibits ?b }") == one


def test_triples_of_another_vocabulary_are_found(tmp_path: Path):
    (tmp_path / "edges.tsv").write_text(
        "subject\tpredicate\tobject\tsign\nHGNC:1\tbiolink:affects\tHGNC:2\t-1\n"
    )
    graph = MechanismGraph(open_snapshot([tmp_path / "edges.tsv"], cache=False))
    assert drawn(graph, "DESCRIBE HGNC:1") == ["HGNC:1 biolink:affects(-) HGNC:2"]


def test_a_collection_that_can_be_read_once_is_enough():
    ends = iter(["mscg:a", "mscg:b"])
    assert len(statements_about(GRAPH.corpus, ends)) == 2


def test_surroundings_grow_by_hops_and_an_unknown_entity_has_none():
    corpus = GRAPH.corpus
    assert [len(statements_around(corpus, "mscg:a", hops)) for hops in (0, 1, 2, 9)] == [0, 2, 3, 3]
    assert statements_around(corpus, "no:such") == ()
