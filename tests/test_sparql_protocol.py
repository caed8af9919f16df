"""`/sparql` as programs use it: the SPARQL 1.1 Protocol, content negotiation, what is refused."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import DCAT, DCTERMS, RDF, VOID, Graph, Namespace, URIRef
from serving import Reply, Server

from msc_graph.store.bindings import find_kind
from msc_graph.web.sparql.endpoint import is_lasting

SELECT = "SELECT ?m ?l WHERE { ?m a msco:MicroRNA ; msco:inhibits HGNC:9588 ; rdfs:label ?l } ORDER BY ?l"
ASK = "ASK { mirbase.mature:MIMAT0004600 msco:inhibits HGNC:9588 }"
CONSTRUCT = "CONSTRUCT { ?m msco:inhibits HGNC:9588 } WHERE { ?m msco:inhibits HGNC:9588 }"
DESCRIBE = "DESCRIBE HGNC:9588"
GRAPH = "https://w3id.org/msc-graph/graph/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: rdflib's own reader of JSON-LD uses what rdflib will give up, and so does SPARQLWrapper.
old_rdflib = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
UTF16 = {"content-type": "application/sparql-query; charset=utf-16"}
UPDATE = {"content-type": "application/sparql-update"}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")

TABLES = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "application/json": "application/json",
    "text/xml": "text/xml; charset=utf-8",
}
GRAPHS = {
    "text/turtle": ("text/turtle; charset=utf-8", "turtle"),
    "application/n-triples": ("application/n-triples", "nt"),
    "application/ld+json": ("application/ld+json", "json-ld"),
    "application/rdf+xml": ("application/rdf+xml", "xml"),
    "text/plain": ("text/plain; charset=utf-8", "nt"),
}


def ask(server: Server, query: str, accept: str = "", **fields: str) -> Reply:
    headers = {"accept": accept} if accept else {}
    return server.get(f"/sparql?{urlencode({'query': query, **fields})}", headers)


def bindings(reply: Reply) -> list[dict[str, dict[str, str]]]:
    assert reply.status == 200, reply.text
    found: list[dict[str, dict[str, str]]] = json.loads(reply.body)["results"]["bindings"]
    return found


def count(reply: Reply) -> int:
    return int(bindings(reply)[0]["n"]["value"])


# -- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", TABLES)
def test_tables_in_every_form(server: Server, accept: str) -> None:
    replies = [
        ask(server, SELECT, accept),
        server.ask("POST", "/sparql", headers={"accept": accept, **DIRECT}, body=SELECT.encode()),
        server.ask(
            "POST",
            "/sparql",
            headers={"accept": accept, **FORM},
            body=urlencode({"query": SELECT}).encode(),
        ),
    ]
    for reply in replies:
        assert (reply.status, reply.headers["content-type"]) == (200, TABLES[accept])
        assert "accept" in split(reply.headers["vary"])
        assert reply.headers["cache-control"] == "no-cache"
        assert int(reply.headers["content-length"]) == len(reply.body)
        assert b"hsa-miR-144-5p" in reply.body
    assert len({reply.body for reply in replies}) == 1
    truth = ask(server, ASK, accept)
    assert truth.headers["content-type"] == TABLES[accept]
    assert b"true" in truth.body


def split(header: str) -> list[str]:
    return [part.strip().casefold() for part in header.split(",")]


@old_rdflib
@pytest.mark.parametrize("accept", GRAPHS)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_graphs_in_every_form(server: Server, query: str, accept: str) -> None:
    media_type, form = GRAPHS[accept]
    reply = ask(server, query, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media_type)
    found = Graph().parse(data=reply.body, format=form)
    assert set(found) == set(Graph().parse(data=ask(server, query).body, format="turtle"))
    assert len(found) > 2


@pytest.mark.parametrize(
    ("fields", "media_type"),
    [
        ({"format": "csv"}, "text/csv"),
        ({"output": "xml"}, "application/sparql-results+xml"),
        ({"results": "TSV"}, "text/tab-separated-values"),
        ({"format": "application/sparql-results+xml"}, "application/sparql-results+xml"),
        ({"format": "turtle"}, "application/sparql-results+json"),
        ({"format": "no such thing"}, "application/sparql-results+json"),
        ({"timeout": "0", "debug": "on", "query2": "x"}, "application/sparql-results+json"),
    ],
)
def test_formats_by_their_short_names(
    server: Server, fields: dict[str, str], media_type: str
) -> None:
    reply = ask(server, SELECT, **fields)
    assert reply.headers["content-type"].partition(";")[0] == media_type


def test_a_graph_by_a_short_name(server: Server) -> None:
    for word, media_type in (
        ("nt", "application/n-triples"),
        ("json", "application/ld+json"),
        ("xml", "application/rdf+xml"),
        ("n3", "text/turtle"),
    ):
        reply = ask(server, DESCRIBE, format=word)
        assert reply.headers["content-type"].partition(";")[0] == media_type
    kept = ask(server, DESCRIBE, format="ttl", download="1")
    assert kept.headers["content-disposition"] == 'attachment; filename="answer.ttl"'


def test_a_browser_is_led_to_the_page(server: Server) -> None:
    chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/png,*/*;q=0.8"
    page = server.get("/sparql", {"accept": chromium})
    assert page.headers["content-type"].startswith("text/html")
    assert "accept" in split(page.headers["vary"])
    led = ask(server, SELECT, chromium)
    assert led.status == 303
    assert led.headers["location"] == f"/sparql/page?{urlencode({'query': SELECT})}"
    assert ask(server, SELECT, chromium, format="csv").status == 200
    posted = server.ask("POST", "/sparql", headers={"accept": chromium, **DIRECT}, body=b"ASK {}")
    assert posted.headers["content-type"] == "application/xml"


def test_head(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': SELECT})}"
    got, asked = server.get(path), server.ask("HEAD", path)
    assert (asked.status, asked.body) == (200, b"")
    for name in ("content-type", "etag", "vary", "content-length"):
        assert asked.headers[name] == got.headers[name]
    assert server.ask("HEAD", "/sparql?query=nonsense").status == 400


# -- the dataset ----------------------------------------------------------------------------------


def test_graphs_that_a_request_names(server: Server) -> None:
    names = ("assertions", "evidence", "ontology", "provenance", "studies")
    each = [count(ask(server, COUNT, **{"default-graph-uri": GRAPH + name})) for name in names]
    assert all(each)
    assert count(ask(server, COUNT)) == sum(each)
    two = urlencode([("default-graph-uri", GRAPH + names[n]) for n in (2, 4)])
    posted = server.ask("POST", f"/sparql?{two}", headers=DIRECT, body=COUNT.encode())
    assert count(posted) == each[2] + each[4]
    body = f"{two}&{urlencode({'query': COUNT})}".encode()
    assert count(server.ask("POST", "/sparql", headers=FORM, body=body)) == each[2] + each[4]
    assert count(ask(server, COUNT, **{"named-graph-uri": GRAPH + names[0]})) == 0
    assert count(ask(server, COUNT, **{"default-graph-uri": "http://example.org/none"})) == 0
    assert count(ask(server, COUNT, **{"default-graph-uri": ""})) == sum(each)
    seen = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    rows = bindings(ask(server, seen, **{"named-graph-uri": GRAPH + names[0]}))
    assert [row["g"]["value"] for row in rows] == [GRAPH + names[0]]
    bad = ask(server, COUNT, **{"default-graph-uri": "no IRI at all"})
    assert bad.status == 400


# -- what is not answered -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "word"),
    [
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b"", 400, "several queries"),
        ("POST", "/sparql?query=ASK%7B%7D", DIRECT, b"ASK {}", 400, "several queries"),
        ("POST", "/sparql", FORM, b"q=ASK%7B%7D", 400, "no query"),
        ("POST", "/sparql", FORM, b"", 400, "no query"),
        ("POST", "/sparql", FORM, b"query=%ff", 400, "UTF-8"),
        ("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xe9' }", 400, "UTF-8"),
        ("GET", "/sparql?query=%ff%fe", {}, b"", 400, "UTF-8"),
        ("GET", "/sparql?" + "a=1&" * 300, {}, b"", 400, "too many fields"),
        ("POST", "/sparql", {}, b"ASK {}", 415, "application/sparql-query"),
        ("POST", "/sparql", {"content-type": "text/plain"}, b"ASK {}", 415, "in UTF-8"),
        ("POST", "/sparql", UTF16, b"ASK {}", 415, "in UTF-8"),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, b"", 403, "only read"),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL", 403, "only read"),
        ("POST", "/sparql", FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL", 403, "only read"),
        ("POST", "/sparql", UPDATE, b"CLEAR ALL", 403, "only read"),
        ("POST", "/sparql", DIRECT, b"CLEAR ALL", 403, "CLEAR"),
        ("POST", "/sparql", DIRECT, b"ASK { SERVICE SILENT <http://a> {} }", 403, "SERVICE"),
        ("POST", "/sparql", DIRECT, b"ASK FROM <http://a.example/> {}", 403, "FROM"),
        ("GET", "/sparql?query=", {}, b"", 400, ""),
        ("POST", "/sparql", DIRECT, b"x" * 100_001, 400, "100 kB"),
        ("POST", "/sparql", DIRECT, b"x" * 500_000, 413, "longer than 400000"),
        ("PUT", "/sparql", DIRECT, b"ASK {}", 405, "method"),
        ("DELETE", "/sparql", {}, b"", 405, "method"),
        ("GET", f"/sparql?query={quote(SELECT)}", {"accept": "image/png"}, b"", 406, "text/csv"),
        ("GET", f"/sparql?query={quote(DESCRIBE)}", {"accept": "text/csv"}, b"", 406, "turtle"),
        ("GET", "/sparql", {"accept": "text/csv"}, b"", 406, "text/turtle"),
    ],
)
def test_what_is_refused_says_why(
    server: Server,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    word: str,
) -> None:
    reply = server.ask(method, path, headers=headers, body=body or None)
    assert reply.status == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    told = json.loads(reply.body)
    assert told["status"] == status
    assert word.casefold() in told["detail"].casefold()
    if status == 415:
        assert reply.headers["accept-post"].endswith("application/sparql-query")
    if status == 406:
        assert split(reply.headers["vary"]).count("accept") == 1


def test_an_error_has_its_line_and_column(server: Server) -> None:
    told = json.loads(ask(server, "SELECT ?s WHERE {\n  ?s rdfs:label ?l\n  FILTR(?l)\n}").body)
    assert (told["line"], told["column"]) == (3, 3)
    told = json.loads(ask(server, "SELECT ?s {\n ?s nosuch:thing ?l }").body)
    assert (told["line"], told["column"]) == (2, 5)


def test_too_many_rows_are_an_error_and_never_a_part_of_them(server: Server) -> None:
    reply = ask(server, "SELECT ?s ?o { ?s ?p ?o . ?o ?q ?r }")
    assert reply.status == 413
    assert json.loads(reply.body)["limit"] == "rows"


def test_xml_that_cannot_be_written_is_not_acceptable(server: Server) -> None:
    odd = "SELECT ('\x01' AS ?x) {}"
    assert ask(server, odd, "application/sparql-results+xml").status == 406
    assert bindings(ask(server, odd))[0]["x"]["value"] == "\x01"


def test_a_text_that_is_slow_to_read_holds_nobody_up() -> None:
    for text in (
        '"' + '\\"' * 50_000,
        "<a" * 50_000,
        "PREFIX " * 14_000,
        "a:" * 50_000,
        "'" * 99_999,
    ):
        started = time.process_time()
        find_kind(text)
        is_lasting(text)
        assert time.process_time() - started < 5


# -- what a client has already --------------------------------------------------------------------


def test_what_a_client_has_is_not_sent_again(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': SELECT})}"
    first = server.get(path)
    tag = first.headers["etag"]
    again = server.get(path, {"if-none-match": f'"other", {tag}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert "accept" in split(again.headers["vary"])
    assert server.get(path, {"if-none-match": tag, "accept": "text/csv"}).status == 200
    assert server.get(path, {"if-none-match": '"other"'}).status == 200
    other = f"{path}&{urlencode({'default-graph-uri': GRAPH + 'studies'})}"
    assert server.get(other, {"if-none-match": tag}).status == 200
    assert "etag" not in ask(server, "SELECT (NOW() AS ?now) {}").headers
    assert "etag" in ask(server, "SELECT ?known { ?known rdfs:label 'nowhere' }").headers


# -- the service itself ---------------------------------------------------------------------------


@old_rdflib
def test_the_service_describes_itself(server: Server) -> None:
    found = [
        Graph().parse(data=server.get("/sparql", {"accept": accept}).body, format=form)
        for accept, (_, form) in GRAPHS.items()
    ]
    assert len({len(graph) for graph in found}) == 1
    graph, url = found[0], URIRef(f"{server.url}/sparql")
    assert set(graph.objects(url, SD.endpoint)) == {url}
    assert (url, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (url, SD.feature, SD.UnionDefaultGraph) in graph
    assert len(set(graph.objects(url, SD.resultFormat))) == 8
    dataset = graph.value(url, SD.defaultDataset)
    total = graph.value(graph.value(dataset, SD.defaultGraph), VOID.triples)
    named = set(graph.objects(dataset, SD.namedGraph))
    assert {str(graph.value(n, SD.name)).removeprefix(GRAPH) for n in named} == {
        "assertions",
        "evidence",
        "ontology",
        "provenance",
        "studies",
    }
    parts = [int(graph.value(graph.value(n, SD.graph), VOID.triples)) for n in named]
    assert int(total) == sum(parts) == count(ask(server, COUNT))
    (about,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert (about, DCTERMS.license, None) in graph
    assert server.get("/sparql?format=nt").headers["content-type"] == "application/n-triples"


# -- whatever comes -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def line(server: Server) -> Iterator[http.client.HTTPConnection]:
    """One connection for many requests."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    yield connection
    connection.close()


def send(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: dict[str, bytes] | None = None,
    body: bytes | None = None,
) -> Reply:
    line.request(method, path, body=body, headers=headers or {})
    response = line.getresponse()
    found = {name.casefold(): value for name, value in response.getheaders()}
    return Reply(response.status, found, response.read())


many = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADER = st.binary(max_size=60).map(lambda b: bytes(c for c in b if c > 31 and c != 127))
WORDS = st.sampled_from(
    re.split(
        "[ ]+",
        "SELECT * ?s WHERE { } a <urn:x> ' FILTER ( ) . LIMIT 2 ASK CONSTRUCT DESCRIBE PREFIX x:"
        ' GRAPH ?g BIND AS " # , ; [ ] _:b \n',
    )
)
QUERIES = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=40)


@many
@given(HEADER)
@example(b"text/turtle;q=")
def test_no_accept_header_is_an_error_of_ours(line, accept: bytes) -> None:
    for query in (ASK, "DESCRIBE <urn:x>"):
        reply = send(line, "GET", f"/sparql?{urlencode({'query': query})}", {"accept": accept})
        assert reply.status in (200, 303, 406)
        assert accept or reply.status == 200


@many
@given(st.binary(max_size=120), st.sampled_from([FORM, DIRECT, {"content-type": "a/b"}, {}]))
@example(b"query=ASK%7B%7D&default-graph-uri=%00", FORM)
@example(b"query=ASK%7B%7D&named-graph-uri=%3C%3E", FORM)
@example(b"\x00", DIRECT)
def test_no_body_is_an_error_of_ours(line, body: bytes, headers: dict[str, str]) -> None:
    assert send(line, "POST", "/sparql", headers, body).status < 500


@many
@given(QUERIES, st.text(max_size=10), st.text(max_size=10))
def test_no_query_is_an_error_of_ours(line, query: str, word: str, graph: str) -> None:
    fields = {"query": query, "format": word, "default-graph-uri": graph}
    text = urlencode(fields, errors="surrogatepass")
    for path in ("/sparql", "/sparql/page"):
        assert send(line, "GET", f"{path}?{text}").status < 500
    body = query.encode("utf-8", "surrogatepass")
    assert send(line, "POST", "/sparql", DIRECT, body).status < 500
