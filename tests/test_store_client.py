"""Every way in which an engine elsewhere can fail has its one line; credentials are never told."""

from __future__ import annotations

import base64
import json
import shutil
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from engines import Reply, Request, serve, table, truth

from msc_graph.exceptions import LimitError, QueryError, StoreError, UsageError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Term
from msc_graph.store.client import ENVIRONMENT, Client
from msc_graph.store.endpoint import EndpointStore
from msc_graph.vocabulary import load_prefixes


def at(url: str, **environ: str) -> EndpointStore:
    client = Client(url, environ=environ, pause=0.01)
    return EndpointStore(client, Namespaces(load_prefixes()))


# -- what can go wrong ----------------------------------------------------------------------------


def refuse(_: Request) -> Reply:
    raise AssertionError("nothing may be sent")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:c> 1 }",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://x.org/> { ?s ?p ?o }",
        "SELECT * { ?s",
    ],
)
def test_what_is_not_allowed_is_not_sent(query: str) -> None:
    with serve(refuse) as url, pytest.raises(QueryError):
        at(url).query(query)


def test_an_engine_that_is_overloaded_is_asked_again() -> None:
    replies = [(503, {"Retry-After": "0"}, b""), (429, {}, b""), truth(True), truth(True)]
    with serve(lambda _: replies.pop(0)) as url:
        assert at(url).query("ASK {}").boolean
    assert not replies
    with serve(lambda _: (503, {}, b"")) as url, pytest.raises(StoreError, match="is overloaded"):
        at(url).query("ASK {}")


def say(status: int, **told: object) -> Reply:
    """A refusal as problem details, as our own server gives it."""
    headers = {"Content-Type": "application/problem+json; charset=utf-8", "Retry-After": "0"}
    return status, headers, json.dumps({"title": "Limit", "status": status, **told}).encode()


@pytest.mark.parametrize(
    ("status", "limit"), [(503, "time"), (503, "memory"), (413, "rows"), (413, "size")]
)
def test_what_met_a_bound_of_the_engine_is_not_asked_again(status: int, limit: str) -> None:
    replies = [say(status, limit=limit, detail="it took too long", cure="narrow it"), truth(True)]
    with serve(lambda _: replies.pop(0)) as url, pytest.raises(LimitError) as caught:
        at(url).query("ASK {}")
    assert len(replies) == 1
    assert caught.value.limit == limit
    assert str(caught.value) == f"{url} gave no answer: it took too long; narrow it"


def test_an_engine_that_has_no_room_is_asked_again() -> None:
    replies = [say(503, limit="queue", detail="nobody was free"), truth(True), truth(True)]
    with serve(lambda _: replies.pop(0)) as url:
        assert at(url).query("ASK {}").boolean
    assert not replies


def test_no_time_for_a_further_try_is_not_taken_for_a_slow_engine() -> None:
    full = (503, {"Retry-After": "30"}, b"")
    with serve(lambda _: full) as url, pytest.raises(StoreError, match="is overloaded"):
        at(url).query("ASK {}", timeout=5)


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (
            say(400, detail="no SPARQL (line 2)", cure="mend it"),
            QueryError,
            "refused what was sent: no SPARQL (line 2); mend it",
        ),
        (
            say(403, detail="SERVICE is not allowed", cure="ask this graph only"),
            QueryError,
            "refused what was sent: SERVICE is not allowed; ask this graph only",
        ),
        (say(422, detail="odd", cure="even"), StoreError, "failed (HTTP 422): odd; even"),
        (say(500, detail=["odd"], limit=7), StoreError, "failed (HTTP 500): Limit"),
        (
            (500, {"Content-Type": "application/problem+json"}, b"[" * 60_000),
            StoreError,
            "failed (HTTP 500)",
        ),
    ],
)
def test_problem_details_are_read(reply: Reply, kind: type[StoreError], said: str) -> None:
    with serve(lambda _: reply) as url, pytest.raises(kind) as caught:
        at(url).query("ASK {}")
    assert str(caught.value) == f"{url} {said}"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (400, b"line 1:\n no such thing", "refused what was sent: line 1: no such thing"),
        (401, b"", "does not let us in .HTTP 401.; set MSC_GRAPH_ENDPOINT_USER"),
        (404, b"<html>lost</html>", "there is no SPARQL endpoint"),
        (301, b"", "has moved"),
        (414, b"", "too long"),
        (500, b"<!DOCTYPE html><p>x", r"failed .HTTP 500.$"),
        (200, b"<html>hello</html>", "the endpoint's answer is not text/html"),
    ],
)
def test_refusals_are_told_in_one_line(status: int, body: bytes, said: str) -> None:
    asked = 0

    def answer(_: Request) -> Reply:
        nonlocal asked
        asked += 1
        return status, {"Content-Type": "text/html", "Location": "/other"}, body

    with serve(answer) as url, pytest.raises(StoreError, match=said) as caught:
        at(url).query("ASK {}")
    assert asked == 1
    assert "\n" not in str(caught.value)
    assert "<" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "reply", "said"),
    [
        ("SELECT ?x { ?x ?y ?z }", table(b"{}"), "not application/sparql-results.json"),
        ("SELECT ?x { ?x ?y ?z }", table(b'{"head"'), "not application/sparql-results.json"),
        ("SELECT ?x { ?x ?y ?z }", truth(True), "answered with a ask what is a select"),
        ("CONSTRUCT WHERE { ?x ?y ?z }", truth(True), "not application/sparql-results.json"),
    ],
)
def test_answers_that_are_none(query: str, reply: Reply, said: str) -> None:
    def answer(request: Request) -> Reply:
        return truth(True) if "ASK" in request.fields["query"] else reply

    with serve(answer) as url, pytest.raises(StoreError, match=said):
        at(url).query(query)


ROW = b'{"x": {"type": "typed-literal", "value": "1", "datatype": "urn:t"}}'


def test_engines_have_ways_of_their_own() -> None:
    cell = b'{"head": {"vars": ["x"], "link": []}, "results": {"bindings": [%s]}, "meta": {}}' % ROW

    with serve(lambda _: table(cell)) as url:
        assert at(url).query("ASK {}").boolean  # one cell in place of a truth value
        assert at(url).query("SELECT ?x {}").rows == ((Term("literal", "1", "urn:t"),),)


def test_an_answer_that_was_cut_short_is_none() -> None:
    def answer(request: Request) -> Reply:
        if "ASK" in request.fields["query"]:
            return truth(True)
        status, headers, body = table(
            b'{"head": {"vars": ["x"]}, "results": {"bindings": [%s, %s]}}' % (ROW, ROW)
        )
        return status, headers | {"X-SPARQL-MaxRows": "2"}, body

    with serve(answer) as url:
        with pytest.raises(StoreError, match="cut its answer short after 2 rows"):
            at(url).query("SELECT ?x { ?x ?y ?z }")
        with pytest.raises(StoreError, match="more than 1 rows"):
            at(url).query("SELECT ?x { ?x ?y ?z }", limit=1)


def test_limits_of_time_and_size() -> None:
    def slow(_: Request) -> Reply:
        time.sleep(1.5)
        return truth(True)

    late = pytest.raises(StoreError, match=r"longer than 0.3 s \(time limit\)")
    with serve(slow) as url, late:
        at(url).query("ASK {}", timeout=0.3)
    with serve(lambda _: table(b" " * 5_000)) as url, pytest.raises(StoreError, match="size limit"):
        Client(url).send("GET", timeout=5, size=1_000)


def test_an_engine_that_is_not_there() -> None:
    with serve(lambda _: truth(True)) as url:
        pass
    with pytest.raises(StoreError, match="cannot be reached; check that it runs"):
        at(url).query("ASK {}")


def test_a_default_graph_without_the_named_ones_is_told() -> None:
    def answer(request: Request) -> Reply:  # deaf to default-graph-uri
        return truth("GRAPH" in request.fields["query"])

    with serve(answer) as url, pytest.raises(StoreError, match="leaves out its named graphs"):
        at(url).query("ASK { ?s ?p ?o }")


def test_long_queries_are_posted() -> None:
    methods: list[str] = []

    def answer(request: Request) -> Reply:
        methods.append(request.method)
        assert request.fields["query"].endswith("}")
        return truth(True)

    with serve(answer) as url:
        at(url).query("ASK { ?s rdfs:label '" + "x" * 3_000 + "' }")
    assert methods == ["GET", "POST"]


# -- credentials ----------------------------------------------------------------------------------


def test_credentials_come_from_the_environment_and_are_never_told() -> None:
    seen: list[str] = []

    def answer(request: Request) -> Reply:
        seen.append(request.headers.get("authorization", ""))
        return 403, {}, b""

    user, password, token, _ = ENVIRONMENT
    with serve(answer) as url:
        for environ in ({user: "ann", password: "s3cret"}, {token: "s3cret"}, {}):
            with pytest.raises(StoreError) as caught:
                at(f"{url}?key=s3cret", **environ).query("ASK {}")
            assert "s3cret" not in str(caught.value)
    basic = base64.b64encode(b"ann:s3cret").decode()
    assert seen == [f"Basic {basic}", "Bearer s3cret", ""]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://x.org/", "is no URL"),
        ("http:///path", "is no URL"),
        ("http://x.org/ a", "is no URL"),
        ("https://ann:s3cret@x.org/", "holds credentials; put them into MSC_GRAPH_ENDPOINT_USER"),
        ("http://x.org/sparql", "sent in the clear; use the endpoint's https:// URL"),
    ],
)
def test_urls_that_are_refused(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        Client(url, environ={"MSC_GRAPH_ENDPOINT_TOKEN": "s3cret"})
    assert "s3cret" not in str(caught.value)


def test_certificates_are_looked_at(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {key} -out {certificate}"
        " -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1",
        shell=True,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serve(lambda _: truth(True), wrap=context) as url:
        with pytest.raises(StoreError, match=r"is not trusted.*name its certificate"):
            at(url).query("ASK {}")
        assert at(url, MSC_GRAPH_ENDPOINT_CA=str(certificate)).query("ASK {}").boolean
    with pytest.raises(UsageError, match="MSC_GRAPH_ENDPOINT_CA cannot be read"):
        at("https://x.org/", MSC_GRAPH_ENDPOINT_CA="/nonexistent")
