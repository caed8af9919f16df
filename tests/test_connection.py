"""What a connection may be: sizes, HTTP as it must be, clients that are slow or go away."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import quote

import anyio
import pytest
from serving import read_status, request, serve_app, talk, wait_until
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from msc_graph.web.answering import GoneError, respond_to_error, while_there
from msc_graph.web.door.bounds import MAX_BODY, MAX_HEADERS, MAX_TARGET
from msc_graph.web.door.connection import BoundedConnection
from msc_graph.web.door.defence import POLICY, defend

QUESTION = "/sparql?query=ASK%7B%7D"


# --- what a request may be ---------------------------------------------------------------------


def test_a_long_address_and_many_headers_are_refused(server):
    assert server.get("/?q=" + "x" * (MAX_TARGET - 10)).status == 200
    assert server.get("/?q=" + "x" * MAX_TARGET).status == 414
    assert server.get("/", {f"X-{n}": "x" for n in range(120)}).status == 431
    assert server.get("/", {"Cookie": "x" * MAX_HEADERS}).status == 431


@pytest.mark.parametrize("known", [True, False])
def test_a_long_body_is_refused_while_it_comes(server, known):
    """Ten times too much: with its length said it is refused at once, else on the way."""
    length = f"Content-Length: {10 * MAX_BODY}" if known else "Transfer-Encoding: chunked"
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        f"Content-Type: application/sparql-query\r\n{length}\r\n\r\n"
    )
    with server.connect() as client:
        client.sendall(head.encode())
        client.settimeout(10)
        if not known:
            for _ in range(MAX_BODY // 50_000 + 3):
                client.sendall(b"c350\r\n" + b"x" * 50_000 + b"\r\n")
        assert read_status(client.recv(65536)) == 413


def test_a_body_that_nobody_reads_is_refused_as_well(server):
    query = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }")
    head = (
        f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with server.connect() as client:
        client.sendall(head.encode())
        for _ in range(MAX_BODY // 50_000 + 3):
            client.sendall(b"c350\r\n" + b"x" * 50_000 + b"\r\n")
        assert read_status(client.recv(65536)) == 413
    assert "Traceback" not in server.log


def test_a_body_of_the_right_size_is_read(server):
    query = b"ASK { }" + b" " * 90_000
    told = {"Content-Type": "application/sparql-query"}
    assert server.ask("POST", "/sparql", headers=told, body=query).status == 200


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: -3",
        "Content-Length: 0x3",
        "Content-Length : 3",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\n x: y",
        "Bad Header: 1",
        "X: a\x00b",
    ],
)
def test_requests_that_two_servers_could_read_differently(server, lines):
    sent = f"POST /sparql HTTP/1.1\r\nHost: localhost:{server.port}\r\n{lines}\r\n"
    reply = talk(server, f"{sent}Connection: close\r\n\r\n0\r\n\r\n".encode())
    assert read_status(reply) in (400, 501)
    assert reply.count(b"HTTP/1.1 ") == 1


def test_a_bad_chunk_ends_the_connection(server):
    sent = f"POST /sparql HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
    reply = talk(server, f"{sent}Transfer-Encoding: chunked\r\n\r\nzz\r\n".encode())
    assert read_status(reply) == 400


def test_requests_sent_ahead_are_answered_in_turn(server):
    one = f"GET {{}} HTTP/1.1\r\nHost: localhost:{server.port}\r\n"
    sent = one.format(QUESTION) + "\r\n" + one.format("/nowhere") + "Connection: close\r\n\r\n"
    reply = talk(server, sent.encode())
    assert [int(part.split()[0]) for part in reply.split(b"HTTP/1.1 ")[1:]] == [200, 404]


# --- slow and vanishing clients, failing rooms: an application of our own ----------------------


class Hasty(BoundedConnection):
    """The same connection with less patience."""

    head_seconds = body_seconds = taking_seconds = 0.4


@pytest.fixture(scope="module")
def noted() -> list[str]:
    """What became of the requests."""
    return []


@pytest.fixture(scope="module")
def odd(noted: list[str]) -> Iterator[int]:
    """Port of an application with rooms that are slow, huge or broken."""

    async def fail(_: Request) -> Response:
        raise RuntimeError("the secret of the house")

    async def wait(request: Request) -> Response:
        try:
            await while_there(request, lambda: anyio.sleep(20))
        except GoneError:
            noted.append("gone")
            raise
        return PlainTextResponse("done")

    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def huge(_: Request) -> Response:
        return PlainTextResponse("x" * 50_000_000)

    async def own(_: Request) -> Response:
        return PlainTextResponse("x", headers={"content-security-policy": "default-src 'self'"})

    rooms = (fail, wait, read, huge, own)
    app = Starlette(
        routes=[Route(f"/{r.__name__}", r, methods=["GET", "POST"]) for r in rooms],
        exception_handlers=dict.fromkeys((GoneError, Exception), respond_to_error),
    )
    with serve_app(defend(app, ["here"]), Hasty) as port:
        yield port


def head(path: str, *more: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: here", *more, "", "")).encode()


def seconds_until_closed(port: int, sent: bytes, trickle: bytes = b"") -> float:
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall(sent)
        client.settimeout(0.1)
        while time.monotonic() < begin + 60:
            try:
                if trickle:
                    client.sendall(trickle)
                if not client.recv(65536):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - begin


@pytest.mark.parametrize(
    ("sent", "trickle"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (b"GET / HTTP/1.1\r\nHost: here\r\n", b"x: y\r\n"),
        (b"POST /read HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n", b"z"),
        (b"POST /read HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nz\r\n"),
        (b"POST /own HTTP/1.1\r\nHost: here\r\nContent-Length: 900000\r\n\r\n", b"z"),
    ],
    ids=["silent", "half a line", "dripping head", "dripping body", "chunks", "nobody reads it"],
)
def test_slow_clients_are_cut_off(odd, sent, trickle):
    assert 0.3 < seconds_until_closed(odd, sent, trickle) < 60


def test_a_connection_without_a_further_request_is_closed(odd):
    assert 0.8 < seconds_until_closed(odd, head("/own")) < 60


def test_a_client_that_does_not_take_its_answer_is_cut_off(odd):
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.connect(("127.0.0.1", odd))
        client.sendall(head("/huge"))
        time.sleep(1.5)
        got = 0
        try:
            while part := client.recv(65536):
                got += len(part)
        except ConnectionResetError:
            pass
        assert got < 50_000_000


def test_answers_that_nobody_takes_do_not_pile_up(odd, monkeypatch):
    """Room for two of three: who has let us wait longest is cut off, the others are not."""
    monkeypatch.setattr("msc_graph.web.door.connection._MOST_HELD", 120_000_000)
    monkeypatch.setattr(Hasty, "taking_seconds", 10.0)
    clients = []
    try:
        for _ in range(3):
            client = socket.socket()
            clients.append(client)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.settimeout(20)
            client.connect(("127.0.0.1", odd))
            client.sendall(head("/huge", "Connection: close"))
            time.sleep(0.4)
        got = [0, 0, 0]
        for number, client in enumerate(clients):
            with contextlib.suppress(ConnectionResetError):
                while part := client.recv(1 << 20):
                    got[number] += len(part)
    finally:
        for client in clients:
            client.close()
    assert got[0] < 50_000_000 < min(got[1:])


def test_a_client_that_takes_its_answer_slowly_is_served(odd):
    with socket.create_connection(("127.0.0.1", odd), 20) as client:
        client.sendall(head("/huge", "Connection: close"))
        got, begin = 0, time.monotonic()
        while part := client.recv(1 << 20):
            got += len(part)
            if time.monotonic() < begin + 1.2:
                time.sleep(0.05)
        assert got > 50_000_000


@pytest.mark.parametrize("ahead", [b"", head("/own")], ids=["alone", "with a request sent ahead"])
def test_work_stops_when_its_client_has_gone(odd, noted, ahead):
    noted.clear()
    with socket.create_connection(("127.0.0.1", odd), 20) as client:
        client.sendall(head("/wait"))
        time.sleep(0.2)
        client.sendall(ahead)
        time.sleep(0.1)
        assert not noted
    assert wait_until(lambda: noted == ["gone"])


def test_a_client_that_sends_far_too_much_ahead_is_cut_off(odd, noted):
    noted.clear()
    seconds = seconds_until_closed(odd, head("/wait"), b"GET /own HTTP/1.1\r\nHost: here\r\n" * 999)
    assert seconds < 60


def test_a_failing_room_tells_nothing_of_itself(odd, caplog):
    reply = request("GET", f"http://127.0.0.1:{odd}/fail", headers={"Host": "here"})
    assert reply.status == 500
    assert json.loads(reply.body)["title"] == "Internal Server Error"
    assert "secret" not in str(reply)
    assert "Traceback" not in str(reply)
    assert reply.headers["content-security-policy"] == POLICY
    assert reply.headers["cache-control"] == "no-store"
    # It is noted after it is answered.
    assert wait_until(lambda: "the secret of the house" in caplog.text)


def test_a_room_may_bring_its_own_policy(odd):
    reply = request("GET", f"http://127.0.0.1:{odd}/own", headers={"Host": "here"})
    assert reply.headers["content-security-policy"] == "default-src 'self'"


def test_too_many_requests_at_once_are_turned_away(odd):
    clients = [socket.create_connection(("127.0.0.1", odd), 20) for _ in range(500)]
    try:
        for client in clients:
            client.sendall(head("/wait"))
        time.sleep(0.5)
        reply = request("GET", f"http://127.0.0.1:{odd}/own", headers={"Host": "here"})
        assert reply.status == 503
        assert reply.headers["retry-after"] == "5"
    finally:
        for client in clients:
            client.close()
    assert wait_until(lambda: threading.active_count() < 50)
    assert request("GET", f"http://127.0.0.1:{odd}/own", headers={"Host": "here"}).status == 200
