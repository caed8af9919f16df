"""Only reading queries of this graph get through, and a slip is told by its place."""

from __future__ import annotations

import pytest

from msc_graph.exceptions import QueryError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.store.base import Term
from msc_graph.store.bindings import bind
from msc_graph.store.guard import check_query

SERVICE = "SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * { ?s rdfs:label ?o }", "select"),
        ("ASK { ?s a biolink:Association }", "ask"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "construct"),
        ("DESCRIBE mscg:uc-msc-exosome", "describe"),
        (
            "PREFIX x: <http://x.org/> SELECT ?s { ?s x:from 'SERVICE FROM INSERT' } # LOAD",
            "select",
        ),
        ("SELECT ?service ?from { ?service skos:prefLabel ?from }", "select"),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?x) { ?s ?p _:b0 . ?t ?u '<a'@en }", "select"),
        ("SELECT ?s\r\n{ # note\r ?s ?p ?o }", "select"),
        ("SELECT * { GRAPH <https://w3id.org/msc-graph/graph/evidence> { ?s ?p ?o } }", "select"),
    ],
)
def test_reading_queries_pass(query: str, kind: str) -> None:
    assert check_query(query) == kind


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:b> <a:c> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/passwd>",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <a:b>",
        "ADD DEFAULT TO <a:b>",
        "MOVE DEFAULT TO <a:b>",
        "COPY DEFAULT TO <a:b>",
        "PREFIX a: <a:> insert { ?s ?p 1 } where { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryError, match=r"not allowed: the graph is only read \(line 1, column"):
        check_query(update)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ {SERVICE} }}",
        f"SELECT * {{ {SERVICE.replace('SERVICE', 'SERVICE SILENT')} }}",
        f"SELECT * {{ {SERVICE.replace('SERVICE', 'sErViCe')} }}",
        f"SELECT * {{ {{ SELECT * {{ {SERVICE} }} }} }}",
        f"SELECT * {{ ?a ?b ?c OPTIONAL {{ {SERVICE} }} }}",
        f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ {SERVICE} }} }}",
        f"SELECT * {{ ?a ?b ?c FILTER NOT EXISTS {{ {{ {SERVICE} }} UNION {{ ?d ?e ?f }} }} }}",
        f"SELECT * {{ ?a ?b ?c MINUS {{ {SERVICE} }} }}",
        f"SELECT (EXISTS {{ {SERVICE} }} AS ?x) {{ ?a ?b ?c }}",
        f"SELECT * {{ ?a ?b 'x\r' . {SERVICE} }}",
        f"SELECT * {{ ?a ?b ?c . # \r {SERVICE}\n }}",
        f"ASK {{ {SERVICE} }}",
        f"DESCRIBE ?s {{ {SERVICE} }}",
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {SERVICE} }}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://x.org/> { GRAPH ?g { ?s ?p ?o } }",
        "ASK FROM <http://x.org/> { ?s ?p ?o }",
        "DESCRIBE <a:b> FROM <http://x.org/>",
        "CONSTRUCT { ?s ?p ?o } FROM <http://x.org/> WHERE { ?s ?p ?o }",
    ],
)
def test_nothing_leaves_the_graph(query: str) -> None:
    with pytest.raises(QueryError, match=r"(SERVICE|FROM) is not allowed|syntax error"):
        check_query(query)


def test_escapes_that_parsers_read_differently_are_refused() -> None:
    query = r'SELECT * { ?a ?b "x\u0022 , " . SERVICE <http://x.org/> { ?s ?p ?o } " }'
    with pytest.raises(QueryError, match="escaped ASCII"):
        check_query(query)
    assert check_query(r'ASK { ?a ?b "\u03b2 \n \"" }') == "ask"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?s {\n  ?s ?p }", "line 2, column 3|line 2"),
        ("SELECT * { ?s nobody:x ?o }", "'nobody' is not declared .line 1, column 15"),
        ("ASK {\n ?s ?p ?o\n", "line 2|line 3"),
        ("", "line 1, column 1"),
        ("hello", "line 1, column 1"),
        ("SELECT ?x (COUNT(?y) AS ?x) { ?x ?y ?z } GROUP", "syntax error"),
        ("\ud800", "line 1"),
        ("ASK " + "{" * 5_000, "nested too deeply|syntax error"),
    ],
)
def test_errors_are_one_line_with_their_place(query: str, place: str) -> None:
    with pytest.raises(QueryError, match=place) as caught:
        check_query(query)
    assert "\n" not in str(caught.value)


def test_long_queries_are_refused() -> None:
    with pytest.raises(QueryError, match="longer than 100 kB"):
        check_query("ASK {} #" + "x" * 100_000)
    with pytest.raises(QueryError, match="longer than 100 kB"):
        check_query("ASK {} #" + "β" * 50_001)


@pytest.mark.parametrize("value", ['x" } . ?s ?p ?o #', "a\nb\\", "'''", '"""', "\u2028𝔸"])
def test_bound_text_cannot_leave_its_quotes(value: str) -> None:
    bound = bind("SELECT * { ?s ?p ?o }", "select", {"o": Term("literal", value)})
    assert bound.count("VALUES (?o) { (") == 1
    assert check_query(bound) == "select"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT (EXISTS { ?a ?b ?x } AS ?y) { ?x ?p ?o }", "select"),
        ("SELECT * { { SELECT ?x { ?x ?p ?o } } }", "select"),
        ("SELECT * { SELECT ?x { ?x ?p ?o } }", "select"),
        ("CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }", "construct"),
        ("CONSTRUCT WHERE { ?x ?p ?o }", "construct"),
        ("DESCRIBE ?x", "describe"),
        ("DESCRIBE ?x WHERE { ?x ?p ?o }", "describe"),
        ("ASK { ?x ?p '{' }", "ask"),
        ("SELECT ?x { ?x ?p ?o } GROUP BY ?x # {", "select"),
    ],
)
def test_a_bound_query_is_a_query(query: str, kind: str) -> None:
    assert check_query(query) == kind
    bound = bind(query, kind, {"x": Term("iri", "http://x.org/a")})
    assert check_query(bound) == kind
    assert "<http://x.org/a>" in bound


@pytest.mark.parametrize(
    "term",
    [
        Term("iri", "http://x.org/> } #"),
        Term("iri", "no iri"),
        Term("bnode", "b0"),
        Term("literal", "x", language="en } #"),
        Term("literal", "x", datatype="> }"),
    ],
)
def test_terms_that_are_none_are_refused(term: Term) -> None:
    with pytest.raises(QueryError, match="cannot be bound"):
        bind("ASK { ?s ?p ?o }", "ask", {"o": term})


def test_unknown_variable_is_refused() -> None:
    with pytest.raises(QueryError, match=r"no variable \?x; it has o, p, s"):
        bind("ASK { ?s ?p ?o }", "ask", {"x": Term("literal", "y")})


def test_prefixes_are_those_of_the_house() -> None:
    for prefix in (
        "rdf",
        "rdfs",
        "owl",
        "xsd",
        "skos",
        "prov",
        "dcterms",
        "biolink",
        "msco",
        "mscg",
    ):
        assert prefix in STANDARD_PREFIXES
