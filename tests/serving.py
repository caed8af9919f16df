"""`msc-graph serve` as a process of its own on the loopback, and a client that hides nothing."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import uvicorn

#: Seconds in which a server must answer, and in which it must end.
PATIENCE = 60.0


@dataclass(frozen=True)
class Reply:
    """What came back: nothing is followed, nothing is raised; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A running server: its base URL without a slash at the end, its process, its log."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.url = ""
        self._log = log

    @property
    def log(self) -> str:
        """What it has written on standard error so far."""
        return self._log.read_text("utf-8", "replace")

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    @property
    def port(self) -> int:
        return self.address[1]

    def wait(self) -> None:
        """Wait until it says that it is ready, and where."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            found = re.search(r"ready at (http://\S+)/ ", self.log)
            if found:
                self.url = found[1]
                return
            time.sleep(0.02)
        raise AssertionError(f"the server does not answer: {self.log}")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.ask("GET", path, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = PATIENCE,
    ) -> Reply:
        """One request on a connection of its own."""
        return request(method, self.url + path, headers=headers, body=body, timeout=timeout)

    def connect(self, timeout: float = PATIENCE) -> socket.socket:
        """A bare connection, for what no decent client would send."""
        return socket.create_connection(self.address, timeout)

    def stop(self) -> int:
        """End it, as its operator would; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = PATIENCE,
) -> Reply:
    """One request, one reply, whatever its status."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    with contextlib.closing(connection):
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target or "/", body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        found = {name.casefold(): value for name, value in response.getheaders()}
        return Reply(response.status, found, response.read())


@contextlib.contextmanager
def serve_app(app: Any, protocol: type[asyncio.Protocol]) -> Iterator[int]:
    """The port of an application on uvicorn in a thread: for routes that ours would never have."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, http=protocol, ws="none", lifespan="off", log_config=None, timeout_keep_alive=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
        listening.close()


@contextlib.contextmanager
def start_server(
    *options: str, data: Sequence[str | Path] = (), env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start `msc-graph serve` with options, on a free port, and wait until it is ready."""
    sources = [word for source in data for word in ("--data", str(source))]
    command = [sys.executable, "-m", "msc_graph", *sources, "serve", "--port", "0", *options]
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env=os.environ | (env or {}),
        )
        server = Server(process, Path(log.name))
        try:
            server.wait()
            yield server
        finally:
            server.stop()


def children(server: Server | subprocess.Popen[str]) -> set[int]:
    """Processes that a server has started and that are there."""
    process = server.process if isinstance(server, Server) else server
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True
    )
    return {int(word) for word in told.stdout.split()}


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return true()


def end_children(server: Server) -> None:
    """As the system does when memory runs out."""
    processes = children(server)
    for process in processes:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            os.kill(process, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_running, processes)))


def ask_sparql(server: Server, query: str) -> Reply:
    """A query, answered as JSON."""
    return server.get(
        f"/sparql?query={quote(query)}", {"Accept": "application/sparql-results+json"}
    )


def say_hello(server: Server) -> bool:
    """Whether it answers the simplest of queries."""
    return ask_sparql(server, "ASK { ?s ?p ?o }").status == 200


@contextlib.contextmanager
def begin(server: Server, query: str) -> Iterator[socket.socket]:
    """A client that has asked, and goes away in the end."""
    with server.connect() as client:
        head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
        client.sendall(head.encode())
        time.sleep(0.5)
        yield client


@contextlib.contextmanager
def in_background(server: Server, query: str) -> Iterator[list[Reply]]:
    """A client that asks while we do something else; its reply in the end."""
    replies: list[Reply] = []

    def run() -> None:
        with contextlib.suppress(OSError, EOFError):
            replies.append(ask_sparql(server, query))

    thread = threading.Thread(target=run)
    thread.start()
    time.sleep(0.3)
    yield replies
    thread.join()


def talk(server: Server, sent: bytes, timeout: float = 20.0) -> bytes:
    """All that comes back for bytes sent, until the server closes."""
    with server.connect(timeout) as client:
        client.sendall(sent)
        found = b""
        while part := client.recv(65536):
            found += part
        return found


def read_status(reply: bytes) -> int:
    """Status of what `talk` gave back."""
    return int(reply.split(b" ", 2)[1])
