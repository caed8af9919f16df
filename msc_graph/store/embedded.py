"""Oxigraph in a process of its own: fast, and stopped when a query goes beyond its bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import QueryError, StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.base import DEFAULT_ROWS, DEFAULT_TIMEOUT, Answer, Dataset, Term
from msc_graph.store.guard import check_query
from msc_graph.store.serialise import dump_nquads
from msc_graph.store.worker import read_frame, write_frame

__all__ = ["EmbeddedStore", "open_store"]

#: Memory of the engine (bytes); address space, of which more is asked for than used.
DEFAULT_MEMORY = 8 << 30

#: Queries up to this length are checked here first, so that a slip costs no engine.
_SHORT = 4_000

#: Seconds in which a graph must be loaded.
_LOADING = 600.0

#: The folder that this package was imported from.
_ROOT = Path(__file__).resolve().parents[2]

_LIMITS = {
    "memory": ("needs more memory than allowed (memory limit)", "narrow it"),
    "rows": ("has more than {limit} rows (row limit)", "add LIMIT, or raise the limit"),
    "size": ("has too long an answer (size limit)", "ask for fewer columns, or add LIMIT"),
    "time": ("took longer than {timeout:g} s (time limit)", "narrow it, or raise the timeout"),
}


def open_store(corpus: Corpus, *, memory: int = DEFAULT_MEMORY) -> EmbeddedStore:
    """A SPARQL engine that holds a corpus; it starts with the first query.

    Examples
    --------
    >>> with open_store(Corpus({}, {}, {})) as store:
    ...     store.query("ASK { msco:Disease rdfs:label 'disease' }").boolean
    True
    """
    names = Namespaces(corpus.prefixes)
    graphs = [str(graph) for graph in GRAPHS.values()]
    return EmbeddedStore(lambda: dump_nquads(corpus), names, graphs=graphs, memory=memory)


class EmbeddedStore:
    """A `Store` that runs Oxigraph in a child process.

    The child is given the graph once, as N-Quads, and then a query at a time. A query beyond its
    bounds ends with the child; the next query starts another. Several threads may use one store;
    they take turns.

    Parameters
    ----------
    load
        Gives the graph as N-Quads, when it is needed.
    names
        Prefixes that queries may use without declaring them.
    graphs
        IRIs of the named graphs, which queries may choose with FROM.
    memory
        Address space that the child may use (bytes).
    """

    def __init__(
        self,
        load: Callable[[], bytes],
        names: Namespaces,
        *,
        graphs: Collection[str] = (),
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        self._load = load
        self._names = names
        self._graphs = tuple(graphs)
        self._memory = memory
        self._data: bytes | None = None
        self._lock = threading.Lock()
        self._child: _Child | None = None

    @property
    def names(self) -> Namespaces:
        """Prefixes that queries may use without declaring them."""
        return self._names

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process; a later query starts another."""
        with self._lock:
            self._stop()

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROWS,
    ) -> Answer:
        """Answer a query; see `Store.query` for the parameters.

        Raises
        ------
        QueryError
            If the query is malformed or asks for what is not allowed.
        StoreError
            If a limit stopped it, or the engine cannot be started.
        """
        if len(text) <= _SHORT or len(text) > 100_000:
            check_query(text, self._names.declared(), self._graphs)
        with self._lock:
            reply = self._ask(_to_request(text, bindings or {}, dataset, limit), timeout)
        error = reply.get("error")
        if error == "query":
            raise QueryError(reply["message"], cure=reply["cure"])
        if error in _LIMITS:
            message, cure = _LIMITS[error]
            raise StoreError(f"the query {message.format(limit=limit, timeout=timeout)}", cure=cure)
        if error:
            raise StoreError(reply["message"], cure="ask in another way")
        return _to_answer(reply)

    def _ask(self, request: bytes, timeout: float) -> dict[str, Any]:
        child = self._child
        if child is None or not child.is_alive():
            child = self._start()
        try:
            reply = child.ask(request, timeout)
        except BaseException:  # interrupted in the middle: what the child says next is stale
            self._stop()
            raise
        if reply is None:
            self._stop()
            return {"error": "time" if child.expired else "memory"}
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def _start(self) -> _Child:
        self._stop()
        child = _Child()
        self._child = child
        if self._data is None:
            self._data = self._load()
        settings = {
            "prefixes": self._names.declared(),
            "graphs": self._graphs,
            "memory": self._memory,
        }
        if not child.send(json.dumps(settings).encode(), self._data):
            self._stop()
            raise StoreError("the SPARQL engine did not start", cure="check that pyoxigraph works")
        # The first answer comes after loading, which is no part of a query's time.
        if child.ask(_to_request("ASK {}", {}, None, 1), _LOADING) is None:
            self._stop()
            raise StoreError(
                "the SPARQL engine could not load the graph", cure="give it more memory"
            )
        return child

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


class _Child:
    """The process of one engine, and its pipes."""

    def __init__(self) -> None:
        # What this process can import, the child can, however it came to its path.
        path = os.pathsep.join(p for p in (*sys.path, str(_ROOT)) if p)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "msc_graph.store.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            raise StoreError(
                f"the SPARQL engine cannot be started ({error.strerror})",
                cure="check sys.executable",
            ) from error
        self._stdin = cast("BinaryIO", self._process.stdin)
        self._stdout = cast("BinaryIO", self._process.stdout)
        self.stop = weakref.finalize(self, _end, self._process)
        self._owner = os.getpid()
        self.expired = False

    def is_alive(self) -> bool:
        """Whether the child runs and is ours, not that of the process we were forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def send(self, *messages: bytes) -> bool:
        """Whether the child took the messages."""
        try:
            for message in messages:
                write_frame(self._stdin, message)
        except OSError:
            return False
        return True

    def ask(self, request: bytes, timeout: float) -> bytes | None:
        """The reply; None if the child ended, by itself or because time was up."""
        timer = threading.Timer(timeout, self._expire)
        timer.daemon = True
        timer.start()
        try:
            return read_frame(self._stdout) if self.send(request) else None
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        self._process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
    process.wait()


def _to_request(
    text: str, bindings: Mapping[str, Term], dataset: Dataset | None, limit: int
) -> bytes:
    request = {
        "text": text,
        "bindings": {n: (t.kind, t.value, t.datatype, t.language) for n, t in bindings.items()},
        "dataset": (dataset.default, dataset.named) if dataset else None,
        "limit": limit,
    }
    return json.dumps(request).encode()


def _to_answer(reply: Mapping[str, Any]) -> Answer:
    kind = reply["kind"]
    if kind == "ask":
        return Answer("ask", boolean=reply["boolean"])
    if kind == "graph":
        triples = tuple((Term(*s), Term(*p), Term(*o)) for s, p, o in reply["triples"])
        return Answer("graph", triples=triples)
    rows = tuple(tuple(Term(*t) if t else None for t in row) for row in reply["rows"])
    return Answer("select", variables=tuple(reply["variables"]), rows=rows)
