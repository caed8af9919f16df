"""Answers are written in the formats of the W3C, chosen graphs are asked, and bytes are stable."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import QueryError, UsageError
from msc_graph.store.base import Answer, Dataset, Term
from msc_graph.store.embedded import EmbeddedStore, open_store
from msc_graph.store.results import (
    GRAPH_TYPES,
    TABLE_TYPES,
    answer_formats,
    read_answer,
    write_answer,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
GRAPH = "https://w3id.org/msc-graph/graph/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

# XML can hold no other control characters, and turns a carriage return into a line feed.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
) | st.sampled_from(['"', "a\tb", "<&>'", "a\nb", "\\n", " "])
TERMS = st.one_of(
    st.none(),
    st.sampled_from(["https://x.org/a?b=c#d", "urn:x:β"]).map(lambda v: Term("iri", v)),
    TEXT.map(lambda v: Term("literal", v, f"{XSD}string")),
    TEXT.map(lambda v: Term("literal", v, TAGGED, "en-gb")),
    st.integers().map(lambda v: Term("literal", str(v), f"{XSD}integer")),
    st.sampled_from(["b0", "node7"]).map(lambda v: Term("bnode", v)),
)


@pytest.fixture(scope="module")
def store(toy: Corpus) -> Iterator[EmbeddedStore]:
    with open_store(toy) as opened:
        yield opened


@given(st.lists(st.tuples(TERMS, TERMS), max_size=4))
def test_what_is_written_can_be_read(rows: list[tuple[Term | None, Term | None]]) -> None:
    answer = Answer("select", ("x", "y"), tuple(rows))
    for form in ("json", "xml", "tsv"):
        written = write_answer(answer, form)
        assert read_answer("select", written, TABLE_TYPES[form]) == answer
    cells = list(csv.reader(io.StringIO(write_answer(answer, "csv").decode(), newline="")))
    assert cells[0] == ["x", "y"]
    # A row of empty cells alone is an empty line, which a reader of CSV passes over or not.
    assert len(cells) == 1 + len(rows)


def test_a_table_in_every_format(store: EmbeddedStore) -> None:
    answer = store.query("SELECT ?s ?l { ?s msco:inhibits ?x ; rdfs:label ?l } ORDER BY ?l")
    written = {form: write_answer(answer, form) for form in answer_formats("select")}
    assert written == {form: write_answer(answer, form) for form in answer_formats("select")}
    value = json.loads(written["json"])
    assert value["head"]["vars"] == ["s", "l"]
    assert value["results"]["bindings"][0]["s"]["type"] == "uri"
    root = ElementTree.fromstring(written["xml"])
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    assert written["tsv"].startswith(b"?s\t?l\n<https://")
    assert written["csv"].startswith(b"s,l\r\nhttps://")


def test_a_truth_in_every_format() -> None:
    for boolean in (True, False):
        answer = Answer("ask", boolean=boolean)
        for form in ("json", "xml"):
            assert read_answer("ask", write_answer(answer, form), TABLE_TYPES[form]) == answer


def test_a_graph_in_every_format(store: EmbeddedStore) -> None:
    answer = store.query("DESCRIBE MONDO:0004975")
    for form in ("turtle", "ntriples"):
        again = read_answer("describe", write_answer(answer, form), GRAPH_TYPES[form])
        assert again is not None
        assert set(again.triples) == set(answer.triples)
    assert json.loads(write_answer(answer, "jsonld"))[0]["@id"].endswith("MONDO_0004975")
    used = write_answer(answer, "turtle", store.names.declared())
    assert b"@prefix MONDO: " in used
    assert b"@prefix dcat: " not in used


def test_formats_that_do_not_fit() -> None:
    with pytest.raises(UsageError, match="a table cannot be written as turtle; choose json, csv"):
        write_answer(Answer("select"), "turtle")
    with pytest.raises(UsageError, match="a graph cannot be written as csv; choose turtle"):
        write_answer(Answer("graph"), "csv")


def count(answer: Answer) -> int:
    (row,) = answer.rows
    assert row[0] is not None
    return int(row[0].value)


def test_one_graph_or_their_union(store: EmbeddedStore) -> None:
    names = ("assertions", "evidence", "ontology", "provenance", "studies")
    each = [count(store.query(COUNT, dataset=Dataset((GRAPH + name,)))) for name in names]
    assert all(each)
    assert count(store.query(COUNT)) == sum(each)
    of_two = f"FROM <{GRAPH}ontology> FROM <{GRAPH}studies> {{"
    assert count(store.query(COUNT.replace("{", of_two))) == each[2] + each[4]
    assert count(store.query(COUNT, dataset=Dataset((), (GRAPH + "ontology",)))) == 0


def test_graphs_by_name(store: EmbeddedStore) -> None:
    query = "PREFIX g: <https://w3id.org/msc-graph/graph/> SELECT DISTINCT ?g FROM NAMED g:ontology"
    rows = store.query(query + " { GRAPH ?g { ?s ?p ?o } }").rows
    assert [row[0] and row[0].value for row in rows] == [GRAPH + "ontology"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <https://w3id.org/msc-graph/graph/other> { ?s ?p ?o }",
        "PREFIX g: <http://x.org/> SELECT * FROM g:ontology { ?s ?p ?o }",
        "PREFIX g: <https://w3id.org/msc-graph/graph/> PREFIX g: <http://x.org/> "
        "SELECT * FROM g:ontology { ?s ?p ?o }",
        "BASE <https://w3id.org/msc-graph/graph/> SELECT * FROM <ontology> { ?s ?p ?o }",
    ],
)
def test_no_graph_of_elsewhere(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(QueryError, match=r"FROM is not allowed .* its graphs are https"):
        store.query(query)


def test_odd_iris_make_no_noise(store: EmbeddedStore, capfd: pytest.CaptureFixture[str]) -> None:
    store.query(r"PREFIX x: <http://x.org/> ASK { ?s ?p x:a\~b }")
    assert capfd.readouterr() == ("", "")


TOY = ("--data", Path(__file__).parent / "toy")


@pytest.mark.parametrize(
    ("query", "form", "start"),
    [
        ("SELECT ?l { HGNC:933 rdfs:label ?l }", "json", '{"head": {"vars": ["l"]}'),
        ("SELECT ?l { HGNC:933 rdfs:label ?l }", "tsv", '?l\n"BACE1"\n'),
        ("SELECT ?l { HGNC:933 rdfs:label ?l }", "jsonl", '{"l": "BACE1"}\n'),
        ("ASK { HGNC:933 rdfs:label 'x' }", "xml", '<?xml version="1.0"?>'),
        ("ASK { HGNC:933 rdfs:label 'x' }", "jsonl", '{"boolean": false}\n'),
        ("CONSTRUCT WHERE { HGNC:933 rdfs:label ?l }", "turtle", "@prefix "),
        ("CONSTRUCT WHERE { HGNC:933 rdfs:label ?l }", "json", '[{"@id"'),
        ("CONSTRUCT WHERE { HGNC:933 rdfs:label ?l }", "csv", "subject,predicate,object\n"),
    ],
)
def test_the_command_line_writes_them(run, query: str, form: str, start: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*TOY, "sparql", query, "--format", form)
    assert (code, err) == (0, "")
    assert out.startswith(start)
    assert out.endswith("\n")


def test_what_xml_cannot_hold_is_said_and_the_rest_comes_through() -> None:
    for text in ("a\rb", "a\r\nb", "<&>'\"", "β𐀀"):
        literal = Term("literal", text, f"{XSD}string")
        table = Answer("select", ("x",), ((literal,),))
        root = ElementTree.fromstring(write_answer(table, "xml"))
        assert root.findtext(".//{*}literal") == text
        named = Term("iri", "urn:x:a"), Term("iri", "https://x.org/p-1/q"), literal
        written = write_answer(Answer("graph", triples=(named,)), "rdfxml", {"x": "https://x.org/"})
        assert [str(o) for o in Graph().parse(data=written, format="xml").objects()] == [text]
    for text in ("a\x01b", "\ufffe", "\x0b"):
        with pytest.raises(UsageError, match="XML cannot hold the character U"):
            write_answer(Answer("select", ("x",), ((Term("literal", text),),)), "xml")
    for iri in ("https://x.org/1", "https://x.org/p/", "https://x.org/a%20", "https://x.org/a𐀀"):
        triple = Term("iri", "urn:x:a"), Term("iri", iri), Term("literal", "x")
        with pytest.raises(UsageError, match="RDF/XML cannot hold the property"):
            write_answer(Answer("graph", triples=(triple,)), "rdfxml")
