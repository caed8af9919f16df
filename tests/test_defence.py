"""The door of the server: who is let in, what a request may be, what every answer carries."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest
from conftest import TOY
from hypothesis import given
from hypothesis import strategies as st
from serving import Reply, Server, read_status, start_server, talk

from msc_graph.exceptions import UsageError
from msc_graph.web.door.bounds import MAX_BODY, MAX_TARGET
from msc_graph.web.door.hosts import name_hosts, parse_host, parse_origin

QUESTION = "/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def open_server() -> Iterator[Server]:
    """A server on IPv6 that a site and a proxy may come to."""
    options = ("--host", "::1", "--workers", "1", "--allow-origin", "https://Yasgui.example:443")
    with start_server(*options, "--allow-host", "graph.example", data=[TOY]) as started:
        yield started


def ask_as(server: Server, host: str, *more: str, target: str = "/") -> int:
    lines = [f"GET {target} HTTP/1.1", f"Host: {host}", *more, "Connection: close", "", ""]
    return read_status(talk(server, "\r\n".join(lines).encode("latin-1")))


# --- who is let in -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LocalHost"])
def test_names_of_this_machine_are_let_in(server, name):
    assert ask_as(server, f"{name}:{server.port}") == 200


@pytest.mark.parametrize(
    "name",
    [
        "evil.example:{port}",
        "localhost",
        "localhost:1",
        "localhost.:{port}",
        "localhost:{port}.evil.example",
        "evil.example@localhost:{port}",
        "127.0.0.1.evil.example:{port}",
        "127.0.0.2:{port}",
        "0.0.0.0:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "",
    ],
)
def test_a_name_made_to_point_here_is_refused(server, name):
    assert ask_as(server, name.format(port=server.port)) == 421


def test_a_request_has_one_host_and_a_path(server):
    host = f"Host: 127.0.0.1:{server.port}\r\n"
    for sent in (
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}{host}\r\n",
        f"GET http://127.0.0.1:{server.port}/ HTTP/1.1\r\n{host}Connection: close\r\n\r\n",
        f"OPTIONS * HTTP/1.1\r\n{host}Connection: close\r\n\r\n",
    ):
        closing = sent.replace("HTTP/1.0\r\n", "HTTP/1.0\r\nConnection: close\r\n")
        assert read_status(talk(server, closing.encode())) == 400, sent


def test_a_server_of_ipv6_and_the_names_it_was_given(open_server):
    assert open_server.url == f"http://[::1]:{open_server.port}"
    for name in ("[::1]:{}", "localhost:{}", "graph.example", "graph.example:{}"):
        assert ask_as(open_server, name.format(open_server.port)) == 200
    for name in ("graph.example:1", "sub.graph.example", "[::2]:{}"):
        assert ask_as(open_server, name.format(open_server.port)) == 421


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "http://localhost:1",
        "http://127.0.0.1",
        "file://",
        "https://yasgui.example.evil.example",
        "http://yasgui.example",
        "https://yasgui.example, http://127.0.0.1:{port}",
        "*",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_pages_elsewhere_may_not_ask(open_server, origin, method):
    told = {"Origin": origin.format(port=open_server.port)}
    told["Access-Control-Request-Method"] = "POST"
    reply = open_server.ask(method, QUESTION, headers=told)
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers
    assert "ASK" not in reply.text


def test_our_own_pages_may_ask(server):
    assert server.get(QUESTION, {"Origin": server.url}).status == 200
    assert "access-control-allow-origin" not in server.get(QUESTION).headers


@pytest.mark.parametrize(
    ("site", "mode", "expected"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "no-cors", 403),
        ("cross-site", "navigate", 200),
        ("same-origin", "cors", 200),
        ("none", "navigate", 200),
    ],
)
def test_what_pages_elsewhere_embed_is_not_given(server, site, mode, expected):
    told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
    assert server.get(QUESTION, told).status == expected


def test_an_allowed_origin_may_read_answers_also_errors(open_server):
    for target, expected in ((QUESTION, 200), ("/nowhere", 404), ("/sparql?query=x", 400)):
        reply = open_server.get(target, {"Origin": "https://yasgui.example"})
        assert reply.status == expected
        assert reply.headers["access-control-allow-origin"] == "https://yasgui.example"
        assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in reply.headers
        assert "origin" in reply.headers["vary"].casefold()
    plain = open_server.get(QUESTION)
    assert "access-control-allow-origin" not in plain.headers
    assert "origin" in plain.headers["vary"].casefold()
    assert plain.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_preflight_of_an_allowed_origin_is_answered(open_server):
    told = {
        "Origin": "https://yasgui.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = open_server.ask("OPTIONS", "/sparql", headers=told)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == "https://yasgui.example"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "content-type" in reply.headers["access-control-allow-headers"]
    assert "*" not in reply.headers.values()


@pytest.mark.parametrize(
    "text",
    [
        *("*", "null", "yasgui.example", "https://", "https://*.example", "ftp://a.example"),
        *("https://a.example/path", "https://u@a.example", "https://a.example:x", "https://[::1"),
    ],
)
def test_bad_origins_are_refused(text):
    with pytest.raises(UsageError, match="is no origin"):
        parse_origin(text)


@pytest.mark.parametrize("text", ["", "*", "http://a.example", "a/b", "u@a", "a:x", "a b", "[::1"])
def test_bad_hosts_are_refused(text):
    with pytest.raises(UsageError, match="is no host"):
        parse_host(text)


@given(st.text(max_size=40))
def test_an_origin_is_normal_or_refused(text):
    try:
        origin = parse_origin(text)
    except UsageError:
        return
    assert parse_origin(origin) == origin
    assert origin.isascii()


@given(st.text(alphabet="abc.-:[]@/\\ 0189", max_size=20))
def test_no_name_but_ours_is_a_host(text):
    ours = set(name_hosts("127.0.0.1", 8750))
    assert (text in ours) == (text in ("localhost:8750", "127.0.0.1:8750", "[::1]:8750"))


# --- what every answer carries -----------------------------------------------------------------


def every_kind(server: Server) -> Iterator[Reply]:
    page = server.get("/", {"Accept": "text/html"})
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    yield page
    yield server.get(style)
    yield server.get(QUESTION)
    yield server.get("/nowhere", {"Accept": "text/html"})
    yield server.get("/nowhere")
    yield server.ask("DELETE", "/")
    yield server.get("/", {"Host": "evil.example"})
    yield server.get("/", {"Origin": "null"})
    yield server.get(f"/?q={'x' * MAX_TARGET}")
    yield server.ask("POST", "/sparql", headers={"Content-Length": str(MAX_BODY + 1)})
    tagged = server.get("/api/stats").headers.get("etag")
    if tagged:
        yield server.get("/api/stats", {"If-None-Match": tagged})


def test_every_answer_is_shielded(server):
    statuses = set()
    for reply in every_kind(server):
        statuses.add(reply.status)
        headers = reply.headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers
    assert statuses >= {200, 404, 405, 421, 403, 414, 413}


def test_what_is_no_http_is_answered_shielded(server):
    for sent, expected in ((b"nonsense\r\n\r\n", 400), (b"GET /" + b"x" * 99_999, 431)):
        reply = talk(server, sent)
        assert read_status(reply) == expected
        assert b"content-security-policy: default-src 'none'" in reply
        assert b"\r\nserver:" not in reply


def test_a_method_that_is_not_taken(server):
    reply = server.ask("PUT", "/sparql", body=b"x")
    assert reply.status == 405
    assert {m.strip() for m in reply.headers["allow"].split(",")} >= {"GET", "HEAD", "POST"}
    assert json.loads(reply.body)["status"] == 405


def test_head_is_get_without_a_body(server):
    for target in ("/", QUESTION):
        head, got = server.ask("HEAD", target), server.get(target)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == str(len(got.body))


def test_answers_are_compressed_where_that_is_taken(server):
    plain = server.get("/", {"Accept-Encoding": "identity"})
    packed = server.get("/", {"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    for reply in (plain, packed):
        assert "accept-encoding" in reply.headers["vary"].casefold()
