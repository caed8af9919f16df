"""SPARQL engines on the loopback for tests: Oxigraph's own server, rdflib behind HTTP, and a liar."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from msc_graph.curation.corpus import Corpus
from msc_graph.rdf.dataset import build_dataset

#: Status, headers and body of a reply.
Reply = tuple[int, dict[str, str], bytes]


class Request:
    """What a server was asked: method, path, parameters of URL and form, headers, body."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        parts = urlsplit(handler.path)
        self.method, self.path = handler.command, parts.path
        self.headers = {name.casefold(): value for name, value in handler.headers.items()}
        self.body = handler.rfile.read(length)
        self.fields = dict(parse_qsl(parts.query, keep_blank_values=True))
        if "form-urlencoded" in self.headers.get("content-type", ""):
            self.fields |= parse_qsl(self.body.decode())


@contextlib.contextmanager
def serve(answer: Callable[[Request], Reply], *, wrap: object = None) -> Iterator[str]:
    """The URL of a server that answers as told; `wrap` is a TLS context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answer(Request(self))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        do_POST = do_PUT = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that goes away is no fault of ours."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if wrap is not None:
        server.socket = wrap.wrap_socket(server.socket, server_side=True)  # type: ignore[attr-defined]
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{scheme}://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def table(body: bytes) -> Reply:
    """A reply in the JSON of the W3C."""
    return 200, {"Content-Type": "application/sparql-results+json"}, body


def truth(value: bool) -> Reply:
    return table(b'{"head": {}, "boolean": ' + (b"true" if value else b"false") + b"}")


@contextlib.contextmanager
def serve_rdflib(corpus: Corpus) -> Iterator[str]:
    """An engine that shares no line with Oxigraph: rdflib's, its default graph the union."""
    dataset = build_dataset(corpus)
    lock = threading.Lock()

    def answer(request: Request) -> Reply:
        with lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # rdflib warns of what it does itself
            result = dataset.query(request.fields["query"])
            if result.type in ("CONSTRUCT", "DESCRIBE"):
                body = result.graph.serialize(format="nt", encoding="utf-8")  # type: ignore[union-attr]
                return 200, {"Content-Type": "application/n-triples"}, body
            return table(result.serialize(format="json") or b"")

    with serve(answer) as url:
        yield url


@contextlib.contextmanager
def serve_oxigraph(*options: str) -> Iterator[str]:
    """The base URL of an empty Oxigraph server: `/query`, `/update` and `/store` follow it."""
    beside = Path(sys.executable).with_name("oxigraph")
    binary = str(beside) if beside.exists() else shutil.which("oxigraph")
    if binary is None:
        pytest.skip("the oxigraph server is not installed; `bootstrap.py test` installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [binary, "serve", *options, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/query?query=ASK%7B%7D", timeout=1).close()
                break
            time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait()
