"""Oxigraph in processes of its own: fast, and stopped when a query goes beyond its bounds."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import LimitError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.base import (
    DEFAULT_ROWS,
    DEFAULT_TIMEOUT,
    MAX_ANSWER,
    Answer,
    Dataset,
    Term,
)
from msc_graph.store.child import Child
from msc_graph.store.failures import explain_limit, unpack_error
from msc_graph.store.guard import check_length, check_query
from msc_graph.store.pool import Pool
from msc_graph.store.serialise import dump_nquads
from msc_graph.store.shelf import Shelf
from msc_graph.store.starting import start_child
from msc_graph.store.ticket import Ticket

__all__ = ["EmbeddedStore", "open_store"]

#: Memory of the engine (bytes); address space, of which more is asked for than used.
DEFAULT_MEMORY = 8 << 30

#: Queries up to this length are checked here first, so that a slip costs no engine.
_SHORT = 4_000

#: Seconds in which a graph must be loaded.
_LOADING = 600.0

#: Bytes of N-Quads from which on several children share one copy on disk.
_LARGE = 200_000_000

#: What is longer (seconds) is no limit; clocks have one.
_FOREVER = 1e7


def open_store(
    corpus: Corpus, *, memory: int = DEFAULT_MEMORY, workers: int = 1, check: bool = True
) -> EmbeddedStore:
    """A SPARQL engine that holds a corpus; it starts with the first query.

    Parameters
    ----------
    corpus
        The records.
    memory, workers, check
        As for `EmbeddedStore`.

    Examples
    --------
    >>> with open_store(Corpus({}, {}, {})) as store:
    ...     store.query("ASK { msco:Disease rdfs:label 'disease' }").boolean
    True
    """
    names = Namespaces(corpus.prefixes)
    graphs = [str(graph) for graph in GRAPHS.values()]
    return EmbeddedStore(
        lambda: dump_nquads(corpus),
        names,
        graphs=graphs,
        memory=memory,
        workers=workers,
        check=check,
    )


class EmbeddedStore:
    """A `Store` that runs Oxigraph in child processes.

    A child is given the graph once, as N-Quads, and then a query at a time. A query beyond its
    bounds ends with the child; another takes its place. Several threads may use one store, and a
    process that is forked from this one may use it too, with children of its own.

    Parameters
    ----------
    load
        Gives the graph as N-Quads, when it is needed.
    names
        Prefixes that queries may use without declaring them.
    graphs
        IRIs of the named graphs, which queries may choose with FROM.
    memory
        Address space that a child may use (bytes).
    workers
        Queries that are answered at the same time, each by a child; where there are several, one
        child more stands by.
    size
        Bytes that an answer may have, as it is handed over by a child.
    check
        Whether short queries are checked in this process first, so that a slip costs no child. A
        server leaves all of them to the children: only there does parsing count as time of the
        query, and nobody else waits for it.
    """

    def __init__(
        self,
        load: Callable[[], bytes],
        names: Namespaces,
        *,
        graphs: Collection[str] = (),
        memory: int = DEFAULT_MEMORY,
        workers: int = 1,
        size: int = MAX_ANSWER,
        check: bool = True,
    ) -> None:
        self._load = load
        self._names = names
        self._graphs = tuple(graphs)
        self._memory = memory
        self._size = size
        self._check = check
        self._workers = workers
        self._data: bytes | Shelf | None = None
        self._lock, self._owner = threading.Lock(), os.getpid()
        several = workers > 1
        self._pool = Pool(self._start, workers, eager=several, spare=int(several))

    @property
    def names(self) -> Namespaces:
        """Prefixes that queries may use without declaring them."""
        return self._names

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all child processes, also those at work; a later query starts another."""
        self._pool.close()
        if isinstance(self._data, Shelf):
            self._data = None  # it goes once no process is being started with it

    def fill(self) -> None:
        """Start all processes that there may be, and wait until they are ready.

        Raises
        ------
        StoreError
            If one cannot be started.
        """
        self._pool.fill()

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROWS,
        ticket: Ticket | None = None,
    ) -> Answer:
        """Answer a query; see `Store.query` for the parameters.

        With a `ticket`, another thread can withdraw it.

        Raises
        ------
        QueryError
            If the query is malformed.
        RefusedQueryError
            If it asks for what is not allowed.
        LimitError
            If a limit stopped it: `time`, `memory`, `rows`, `size`, or `queue` if no child was
            free within the time.
        StoreError
            If the engine cannot be started.
        """
        request = _to_request(text, bindings, dataset, limit)
        return _to_answer(json.loads(self._ask(request, timeout, ticket)))

    def write(
        self,
        text: str,
        form: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROWS,
        ticket: Ticket | None = None,
    ) -> bytes:
        """Answer a query in a format of the W3C, as `write_answer` does.

        The child writes it: a large answer takes seconds and ten times its size in memory, which
        this process can then spare, and writing counts as time of the query.

        Raises
        ------
        UsageError
            If an answer of that kind has no such format, or the format cannot hold it.
        StoreError
            As for `query`.
        """
        request = _to_request(text, bindings, dataset, limit, form)
        return self._ask(request, timeout, ticket)

    def _ask(self, request: dict[str, Any], timeout: float, ticket: Ticket | None) -> bytes:
        """What a child gives back, without its first letter, which says what it is."""
        text, limit = request["text"], request["limit"]
        timeout = min(timeout, _FOREVER)
        check_length(text)
        if self._check and len(text) <= _SHORT:
            check_query(text, self._names.declared(), self._graphs)
        frame = json.dumps({**request, "timeout": timeout, "size": self._size}).encode()
        try:
            reply = self._pool.ask(frame, timeout, ticket)
            if reply[:1] == b"e":
                raise unpack_error(json.loads(reply[1:]))
        except LimitError as error:
            raise explain_limit(error, "the query", seconds=timeout, rows=limit) from None
        return reply[1:]

    def _start(self) -> Child:
        data = self._find_data()
        folder, sent = (data.folder, b"") if isinstance(data, Shelf) else ("", data)
        settings = {
            "prefixes": self._names.declared(),
            "graphs": self._graphs,
            "memory": self._memory,
            "folder": folder,
        }
        return start_child(
            "msc_graph.store.worker",
            json.dumps(settings).encode(),
            sent,
            seconds=_LOADING,
            failed="the SPARQL engine could not load the graph",
        )

    def _find_data(self) -> bytes | Shelf:
        """The graph, made once."""
        if self._owner != os.getpid():  # a thread of the process before may have held the lock
            self._lock, self._owner = threading.Lock(), os.getpid()
        with self._lock:
            if self._data is None:
                data = self._load()
                large = len(data) > _LARGE and self._workers > 1
                self._data = Shelf(data) if large else data
            return self._data


def _to_request(
    text: str,
    bindings: Mapping[str, Term] | None,
    dataset: Dataset | None,
    limit: int,
    form: str = "",
) -> dict[str, Any]:
    terms = {n: (t.kind, t.value, t.datatype, t.language) for n, t in (bindings or {}).items()}
    return {
        "text": text,
        "bindings": terms,
        "dataset": (dataset.default, dataset.named) if dataset else None,
        "limit": limit,
        "form": form,
    }


def _to_answer(reply: Mapping[str, Any]) -> Answer:
    rows = (tuple(Term(*term) if term else None for term in row) for row in reply["rows"])
    if reply["kind"] == "ask":
        return Answer("ask", boolean=reply["boolean"])
    if reply["kind"] == "select":
        return Answer("select", variables=tuple(reply["variables"]), rows=tuple(rows))
    return Answer("graph", triples=tuple((s, p, o) for s, p, o in rows if s and p and o))
