"""The engine answers, stops at its bounds, and knows the named questions."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest

from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import (
    QueryError,
    RefusedQueryError,
    StoreError,
    UnknownTermError,
    UsageError,
)
from msc_graph.rdf.ontology import read_ontology
from msc_graph.store.base import Answer, Term
from msc_graph.store.catalogue import ask, get_query, load_queries
from msc_graph.store.embedded import EmbeddedStore, open_store

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
AD = Term("iri", "http://purl.obolibrary.org/obo/MONDO_0004975")


@pytest.fixture(scope="module")
def store(toy: Corpus) -> Iterator[EmbeddedStore]:
    with open_store(toy) as opened:
        yield opened


@pytest.fixture(scope="module")
def leaving(toy: Corpus) -> Iterator[EmbeddedStore]:
    """A store that leaves all checking to its children."""
    with open_store(toy, check=False) as opened:
        yield opened


def values(answer: Answer) -> list[tuple[str | None, ...]]:
    return [tuple(term.value if term else None for term in row) for row in answer.rows]


def test_select(store: EmbeddedStore) -> None:
    answer = store.query(
        "SELECT ?label ?x { ?x msco:ameliorates MONDO:0004975 ; rdfs:label ?label }"
    )
    assert (answer.kind, answer.variables) == ("select", ("label", "x"))
    assert {row[0] for row in values(answer)} == {"SIRT1", "UC-MSC exosome"}


def test_ask_construct_describe(store: EmbeddedStore) -> None:
    assert store.query("ASK { ?s msco:carries ?o }").boolean
    assert not store.query("ASK { ?s msco:displays ?o }").boolean
    built = store.query("CONSTRUCT { ?o msco:x ?s } WHERE { ?s msco:carries ?o }")
    assert [p.value[-2:] for _, p, _ in built.triples] == ["/x"]
    assert store.query("DESCRIBE MONDO:0004975").kind == "graph"


def test_terms_keep_kind_datatype_and_language(store: EmbeddedStore) -> None:
    (row,) = store.query(
        "SELECT ('a'@en AS ?x) (1 AS ?y) (<a:b> AS ?z) ?w { BIND (BNODE() AS ?b) }"
    ).rows
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert row[0] == Term(
        "literal", "a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en"
    )
    assert row[1:] == (Term("literal", "1", integer), Term("iri", "a:b"), None)


def test_functions_that_need_the_system_work_behind_the_closed_door(store: EmbeddedStore) -> None:
    (row,) = store.query("SELECT (UUID() AS ?u) (RAND() AS ?r) (NOW() AS ?n) {}").rows
    assert all(row)


def test_bindings(store: EmbeddedStore) -> None:
    query = "SELECT ?x { ?x msco:ameliorates ?d }"
    assert len(store.query(query, bindings={"d": AD}).rows) == 2
    assert not store.query(query, bindings={"d": Term("literal", "} DROP")}).rows
    with pytest.raises(QueryError, match="no variable"):
        store.query(query, bindings={"z": AD})


def test_a_value_stays_a_value_however_the_query_is_read(store: EmbeddedStore) -> None:
    """The words of this one seem to begin its pattern amid a text; there the value would go."""
    query = "SELECT (?a<ex:x&&'>'=')' AS ?z) { ?s ?p '{ ?o' . ?s ?p ?o }"
    value = "' . SERVICE <http://127.0.0.1:1/> { ?d ?e ?f } . ?s ?p '"
    with pytest.raises(RefusedQueryError, match="SERVICE is not allowed"):
        store.query(f"PREFIX ex: <a:> {query}", bindings={"o": Term("literal", value)})


@pytest.mark.parametrize(
    ("query", "kind", "line", "column"),
    [
        ("ASK {\n ?s ?p ?o ?q }", QueryError, 2, 11),
        ("ASK {\n ?s foaf:name ?o }", QueryError, 2, 5),
        ("ASK {\r\n ?s ?p ?o . SERVICE <a:b> { ?s ?p ?o } }", RefusedQueryError, 2, 13),
        ("DROP ALL", RefusedQueryError, 1, 1),
    ],
)
def test_a_child_tells_places_too(
    leaving: EmbeddedStore, query: str, kind: type[QueryError], line: int, column: int
) -> None:
    for bindings in ({}, {"s": AD}):
        with pytest.raises(QueryError) as caught:
            leaving.query(query, bindings=bindings if "?s" in query else {})
        assert type(caught.value) is kind
        assert (caught.value.line, caught.value.column) == (line, column)
        assert f"line {line}, column {column}" in caught.value.message
        assert caught.value.cure


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x (COUNT(?y) AS ?x) { ?x ?y ?z }", "a variable that is unbound"),
        ("SELECT * { ?x ?p ?y } GROUP BY ?x", "is not authorized with GROUP BY"),
        ("SELECT * { ?x ?p ?y BIND(1 AS ?x) }", "a variable is set twice"),
        ("SELECT ?x { ?x ?p ?y FILTER(<a:b>(?x)) }", "function <a:b> is not supported"),
        ("SELECT * { ?x <http://[> ?y }", "IRI parsing failed"),
    ],
)
def test_what_the_engine_refuses_is_a_query_error(
    leaving: EmbeddedStore, query: str, said: str
) -> None:
    with pytest.raises(QueryError, match=said) as caught:
        leaving.query(query)
    assert "expected" not in str(caught.value)


def test_time_limit_kills_and_the_next_query_works(store: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match=r"longer than 0\.5 s \(time limit\)"):
        store.query(CROSS, timeout=0.5)
    assert store.query("ASK {}").boolean


def test_row_limit(store: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match="row limit"):
        store.query("SELECT * { ?s ?p ?o }", limit=5)
    assert len(store.query("SELECT * { ?s ?p ?o } LIMIT 5", limit=5).rows) == 5


def test_memory_limit(toy: Corpus) -> None:
    with open_store(toy, memory=700 << 20) as small:
        with pytest.raises(StoreError, match="memory limit"):
            small.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f", timeout=120)
        assert small.query("ASK {}").boolean


def test_long_query_is_checked_in_the_child(store: EmbeddedStore) -> None:
    padding = "#" + "x" * 5_000 + "\n"
    with pytest.raises(QueryError, match=r"SERVICE is not allowed \(line 2"):
        store.query(f"{padding}ASK {{ SERVICE <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}")
    with pytest.raises(StoreError, match="time limit"):
        store.query("ASK { FILTER (" + "1 + " * 20_000 + "1) }", timeout=0.5)


def test_several_threads_may_ask(store: EmbeddedStore) -> None:
    answers: list[int] = []

    def count() -> None:
        answers.append(len(store.query("SELECT ?x { ?x a msco:Statement }").rows))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 4


def test_a_graph_that_does_not_load_is_a_store_error(store: EmbeddedStore) -> None:
    with EmbeddedStore(lambda: b"no quads", store.names) as broken, pytest.raises(StoreError):
        broken.query("ASK {}")


def test_there_are_questions_enough() -> None:
    assert len(load_queries()) >= 30


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_every_question_runs_and_has_its_columns(store: EmbeddedStore, name: str) -> None:
    query = get_query(name)
    assert query.question.endswith("?")
    answer = ask(store, name)
    assert answer.variables == query.columns
    assert answer == ask(store, name)
    open_answer = ask(store, name, {p.name: "" for p in query.parameters})
    assert len(open_answer.rows) >= len(answer.rows)


@pytest.mark.parametrize("name", sorted(load_queries()))
def test_every_default_is_of_the_shipped_graph(shipped: object, name: str) -> None:
    corpus = shipped.corpus  # type: ignore[attr-defined]
    for parameter in get_query(name).parameters:
        if parameter.kind == "entity" and parameter.default:
            assert parameter.default in corpus.entities
        if parameter.kind == "reference":
            assert parameter.default in corpus.references


def test_every_term_of_a_question_exists() -> None:
    ontology = read_ontology(find_folder("ontology") / "msc.ttl")
    declared = {str(s).rpartition("/")[2] for s in ontology.subjects()}
    text = "\n".join(query.text for query in load_queries().values())
    assert set(re.findall(r"msco:([\w-]+)", text)) <= declared


def test_answers_of_the_toy(store: EmbeddedStore) -> None:
    assert [row[3] for row in values(ask(store, "cargo-of-source"))] == ["hsa-miR-146a-5p"]
    cargo = values(ask(store, "cargo-for-disease"))
    assert [(row[1], row[2]) for row in cargo] == [("hsa-miR-146a-5p", "UC-MSC exosome")]
    targets = {(row[1], row[4]) for row in values(ask(store, "targets-of-cargo"))}
    assert ("inhibits", "TRAF6") in targets
    assert not any(label == "BACE1" for _, label in targets)  # no effect was found
    contested = values(ask(store, "contested"))
    assert [row[:4] for row in contested] == [("UC-MSC exosome", "inhibits", "SIRT1", "superseded")]
    null = {(row[0], row[2], row[4]) for row in values(ask(store, "negated-or-null"))}
    assert null == {("SIRT1", "BACE1", "supports"), ("hsa-miR-146a-5p", "BACE1", "no_effect")}
    engineered = values(ask(store, "engineered-preparations"))
    assert [row[2] for row in engineered] == ["engineered"]
    assert values(ask(store, "hedged-claims"))[0][:3] == (
        "SIRT1",
        "ameliorates",
        "Alzheimer disease",
    )
    doses = values(ask(store, "doses-and-routes"))
    assert [(row[3], row[4]) for row in doses] == [("intravenous injection", "50 µg")]
    chains = values(ask(store, "chains-to-disease"))
    assert ("hsa-miR-146a-5p", "reduces", "astrocyte inflammation") in {row[1:4] for row in chains}


def test_parameters_are_resolved_by_name(store: EmbeddedStore) -> None:
    answer = ask(
        store, "what-acts-on", {"target": "TRAF6"}, resolve={"TRAF6": "HGNC:12036"}.__getitem__
    )
    assert [row[1] for row in values(answer)] == ["hsa-miR-146a-5p"]


def test_plain_queries_may_be_bound_too(store: EmbeddedStore) -> None:
    query = "SELECT ?l { ?x rdfs:label ?l }"
    assert values(ask(store, query, {"x": "HGNC:933"})) == [("BACE1",)]
    assert values(ask(store, query, {"l": "BACE1"})) == [("BACE1",)]


def test_mistaken_questions(store: EmbeddedStore) -> None:
    with pytest.raises(UnknownTermError, match="did you mean cargo-of-source"):
        ask(store, "cargo-of-sorce")
    with pytest.raises(UsageError, match="no parameter 'disaese'; it has disease"):
        ask(store, "cargo-for-disease", {"disaese": "x"})
    with pytest.raises(UsageError, match="write MONDO:"):
        ask(store, "cargo-for-disease", {"disease": "mondo:0004975"})
