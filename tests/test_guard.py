"""Only reading queries of this graph get through, and a slip is told by its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.exceptions import QueryError, RefusedQueryError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.store.base import Term
from msc_graph.store.bindings import bind
from msc_graph.store.guard import check_query, tokenise

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
        # What looks like a word that is refused, and is none.
        (
            "PREFIX ex: <a:> PREFIX load: <b:> PREFIX service: <c:> "
            "ASK { ex:insert ex:delete ex:from . load:a service:service load:create }",
            "ask",
        ),
        (
            "PREFIX x: <a:> ASK { x:a-insert x:1.load x:b\u00b7drop ; x:c%20clear _:copy.move }",
            "ask",
        ),
        ("SELECT ?a\u00b7insert ?e\u0301 { ?a\u00b7insert ?load ?e\u0301 }", "select"),
        (r"ASK { <http://x.org/\u03b2/insert#from> ?p <?load> }", "ask"),
        ("ASK { ?s ?p 'x'@en-from , \"service\"@service }", "ask"),
        ("ASK { ?a ?b ?c FILTER(?a<'>' && ?b=' service ') }", "ask"),
        ("ASK { ?a ?b ?c FILTER(?a<?b&&?c>?b) }", "ask"),
        # Escapes that are none of ASCII, and backslashes that are escaped themselves.
        (r"ASK { ?a ?b '\U0001F600 \u03b2cafe' , '\\u0041' , 'C:\\users' }", "ask"),
        # More triples and braces than the usual depth of Python allows.
        ("CONSTRUCT { " + "?s ?p ?o . " * 300 + "} WHERE { ?s ?p ?o }", "construct"),
        ("ASK { " + "{ " * 90 + "?s ?p ?o" + " }" * 90 + " }", "ask"),
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
    told = r"not allowed: the graph is only read \(line 1, column"
    with pytest.raises(RefusedQueryError, match=told) as caught:
        check_query(update)
    assert caught.value.line == 1
    assert update[caught.value.column - 1 :].upper().startswith(caught.value.message.split()[0])


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


GRAPH = "https://w3id.org/msc-graph/graph/"


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        (f"SELECT * {{\r\n\t?a ?b ?c . {SERVICE} }}", 2, 13),
        ("SELECT * FROM <http://x.org/> { ?s ?p ?o }", 1, 10),
        (f"SELECT *\rFROM <{GRAPH}ontology>\nFROM <http://x.org/> {{ ?s ?p ?o }}", 3, 1),
        (f"SELECT * FROM NAMED <{GRAPH}ontology#x> {{ ?s ?p ?o }}", 1, 10),
        ("PREFIX : <a:> SELECT * FROM : { ?s ?p ?o }", 1, 24),
        ("PREFIX : <a:> ASK { SERVICE:x { ?s ?p ?o } }", 0, 0),
    ],
)
def test_refusals_have_their_place(query: str, line: int, column: int) -> None:
    with pytest.raises(RefusedQueryError) as caught:
        check_query(query, graphs=[f"{GRAPH}ontology"])
    assert (caught.value.line, caught.value.column) == (line, column)
    assert not line or f"(line {line}, column {column})" in caught.value.message


@pytest.mark.parametrize(
    "query",
    [
        f"ASK FROM <{GRAPH}ontology> {{ ?s ?p ?o }}",
        f"PREFIX g: <{GRAPH}> ASK FROM g:ontology FROM NAMED g:ontology {{ ?s ?p ?o }}",
        f"ASK FROM <{GRAPH}ontology> {{ ?s ?p 'FROM <http://x.org/>' }} # FROM <http://x.org/>",
    ],
)
def test_graphs_of_ours_may_be_named(query: str) -> None:
    assert check_query(query, graphs=[f"{GRAPH}ontology"]) == "ask"


def test_words_that_only_one_parser_sees_are_refused() -> None:
    """A second wall: what stands there as a word is refused, parsed or not."""
    assert [t.kind for t in tokenise("?a<'>' && ?b")] == ["variable", "text", "variable"]
    for hidden in (
        f"SELECT * {{ ?s ?p 'x\r' . {SERVICE} # '\n }}",
        f"SELECT * {{ ?s ?p ?o }} # \r {SERVICE}",
        f"SELECT * {{ ?s ?p true.{SERVICE} }}",
        f"SELECT * {{ ?s ?p 1.{SERVICE} }}",
        f"PREFIX x: <a:> SELECT * {{ ?s ?p x:.{SERVICE.replace(' ', '', 1)} }}",
    ):
        with pytest.raises(QueryError):
            check_query(hidden)
    assert [t.text for t in tokenise("true.SERVICE<a:b>x.:a.b.")] == [
        *("true", "SERVICE", "<a:b>", "x", ":a.b"),
    ]


def test_escapes_that_parsers_read_differently_are_refused() -> None:
    query = r'SELECT * { ?a ?b "x\u0022 , " . SERVICE <http://x.org/> { ?s ?p ?o } " }'
    with pytest.raises(QueryError, match=r"escaped ASCII .*\(line 1, column 20\)"):
        check_query(query)
    with pytest.raises(QueryError, match="surrogate"):
        check_query(r"ASK { ?a ?b '\ud83d\ude00' }")
    assert check_query(r'ASK { ?a ?b "\u03b2 \n \"" }') == "ask"


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT ?s {\n  ?s ?p }", "line 2, column 3|line 2"),
        ("SELECT * { ?s nobody:x ?o }", "'nobody' is not declared .line 1, column 15"),
        ("ASK { ?s ?p 'a:b' ;\r\n\t?p '1'^^nobody:x }", "'nobody' .* .line 2, column 10"),
        ("ASK { ?s :x ?o }", "the prefix '' is not declared .line 1, column 10"),
        ("ASK {\t\t?s ?p ?o ?q }", "line 1, column 17"),
        (r"ASK { ?s ?p '\u03b2\U0001F600' . ?s }", "line 1, column 34"),
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
    error = caught.value
    assert "\n" not in str(error)
    assert not isinstance(error, RefusedQueryError)
    if "line" in error.message:
        assert f"line {error.line}, column {error.column}" in error.message


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


# -- anything at all ------------------------------------------------------------------------------

NOISE = st.text() | st.sampled_from(["#", "'", '"""', "\r", "\\", "<", ">", "{", "?x", "\ud800"])
WORDS = (
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM SERVICE INSERT FILTER BIND PREFIX x: x:a ?s ?p ?o . ; "
    "* a <a:b> 'x' 1 { } ( ) EXISTS UNION OPTIONAL"
)
LOOSE = st.lists(NOISE | st.sampled_from(WORDS.split()), max_size=30).map(" ".join)


@given(NOISE | LOOSE)
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        assert check_query(text) in ("select", "ask", "construct", "describe")
    except QueryError as error:
        line, column = error.line, error.column
    else:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 0 <= line <= len(lines)
    assert not line or column <= len(lines[line - 1]) + 1


BLANKS = st.sampled_from([" ", "\n", "\t", "\r\n", " # it's\n", "\n#}{\r"])
TERMS = st.sampled_from(["?s", "rdfs:label", "'a b'", '"""q"""', "<a:insert>", "mscg:load", "_:x"])
CALLS = st.sampled_from(["SERVICE", "service", "Service SILENT", "SERVICE\tsilent"])
SOURCES = st.sampled_from(["<http://x.org/>", "mscg:x", "<>", "<file:///etc/passwd>"])
INSIDE = st.sampled_from(
    [
        "{}",
        "OPTIONAL {{ {} }}",
        "FILTER EXISTS {{ {} }}",
        "{{ SELECT * {{ {} }} }}",
        "MINUS {{ {} }}",
        "{{ {} }} UNION {{ ?a ?b ?c }}",
        "GRAPH ?g {{ {} }}",
        "FILTER (?s = 1 || NOT EXISTS {{ {} }})",
    ]
)
HEADS = st.sampled_from(["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s"])
ENDS = st.sampled_from(["DROP ALL", "LOAD <a:b>", "insert data { <a:b> <a:c> 1 }"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Triples, put together with all that may stand between them."""
    subjects, verbs = st.sampled_from(["?s", "mscg:a"]), st.sampled_from(["?p", "a", "^<a:p>*"])
    triples = [
        f"{draw(subjects)} {draw(verbs)} {draw(TERMS)} ." for _ in range(draw(st.integers(0, 3)))
    ]
    return draw(BLANKS).join(triples)


@st.composite
def spoilt_queries(draw: st.DrawFn) -> str:
    """A query that is right but for one clause: SERVICE, a foreign FROM, or an update behind it."""
    clause = dataset = end = ""
    blank = draw(BLANKS)
    match draw(st.sampled_from(["service", "from", "update"])):
        case "service":
            clause = f"{draw(CALLS)} {draw(SOURCES)}{blank}{{ ?d ?e ?f }}"
            for _ in range(draw(st.integers(0, 3))):
                clause = draw(INSIDE).format(clause)
        case "from":
            named = draw(st.sampled_from(["", "NAMED ", "named\n"]))
            dataset = f"{draw(st.sampled_from(['FROM', 'from']))}{blank}{named}{draw(SOURCES)}"
        case "update":
            end = f";{blank}{draw(ENDS)}"
    body = f"{draw(patterns())}{blank}{clause}{blank}{draw(patterns())}"
    return f"{draw(HEADS)}{blank}{dataset}{blank}WHERE {{ {body} }}{blank}{end}"


@given(spoilt_queries())
def test_no_query_with_a_clause_that_is_not_allowed_passes(query: str) -> None:
    with pytest.raises(RefusedQueryError):
        check_query(query, graphs=[f"{GRAPH}ontology"])


@given(patterns(), BLANKS, INSIDE)
def test_the_same_queries_without_it_pass(pattern: str, blank: str, inside: str) -> None:
    query = f"SELECT *{blank}WHERE {{{inside.format(pattern)}{blank}}}"
    assert check_query(query) == "select"


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000,
        "a-" * 50_000,
        "'" * 100_000,
        "'''" + "a\\'" * 30_000,
        '"""' + '""a' * 30_000,
        "x:" + "a" + "." * 99_000,
        "x:" + "\\." * 49_000 + ".",
        "<a" * 50_000,
        "\\" * 100_000,
        "@a-" * 30_000,
        "_:a." * 25_000,
    ],
    ids=range(11),
)
def test_words_are_found_in_one_pass(text: str) -> None:
    begin = time.process_time()
    list(tokenise(text))
    with pytest.raises(QueryError):
        check_query(text)
    assert time.process_time() - begin < 10
