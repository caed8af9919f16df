"""Oxigraph in processes of its own: fast, and stopped when a query goes beyond its bounds."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import LimitError, QueryError, RefusedQueryError, StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.base import DEFAULT_ROWS, DEFAULT_TIMEOUT, Answer, Dataset, Term
from msc_graph.store.child import Child
from msc_graph.store.guard import check_query
from msc_graph.store.pool import Pool, Ticket
from msc_graph.store.serialise import dump_nquads

__all__ = ["EmbeddedStore", "open_store"]

#: Memory of the engine (bytes); address space, of which more is asked for than used.
DEFAULT_MEMORY = 8 << 30

#: Queries up to this length are checked here first, so that a slip costs no engine.
_SHORT = 4_000

#: Seconds in which a graph must be loaded.
_LOADING = 600.0

_QUERY_ERRORS = {error.__name__: error for error in (QueryError, RefusedQueryError)}

_LIMITS = {
    "memory": ("needs more memory than allowed (memory limit)", "narrow it"),
    "rows": ("has more than {limit} rows (row limit)", "add LIMIT, or raise the limit"),
    "size": ("has too long an answer (size limit)", "ask for fewer columns, or add LIMIT"),
    "time": ("took longer than {timeout:g} s (time limit)", "narrow it, or raise the timeout"),
}


def open_store(corpus: Corpus, *, memory: int = DEFAULT_MEMORY, workers: int = 1) -> EmbeddedStore:
    """A SPARQL engine that holds a corpus; it starts with the first query.

    Examples
    --------
    >>> with open_store(Corpus({}, {}, {})) as store:
    ...     store.query("ASK { msco:Disease rdfs:label 'disease' }").boolean
    True
    """
    names = Namespaces(corpus.prefixes)
    graphs = [str(graph) for graph in GRAPHS.values()]
    return EmbeddedStore(
        lambda: dump_nquads(corpus), names, graphs=graphs, memory=memory, workers=workers
    )


class EmbeddedStore:
    """A `Store` that runs Oxigraph in child processes.

    A child is given the graph once, as N-Quads, and then a query at a time. A query beyond its
    bounds ends with the child; another takes its place. Several threads may use one store.

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
        Children that answer at the same time.
    """

    def __init__(
        self,
        load: Callable[[], bytes],
        names: Namespaces,
        *,
        graphs: Collection[str] = (),
        memory: int = DEFAULT_MEMORY,
        workers: int = 1,
    ) -> None:
        self._load = load
        self._names = names
        self._graphs = tuple(graphs)
        self._memory = memory
        self._data: bytes | None = None
        self._lock = threading.Lock()
        self._pool = Pool(self._start, workers, eager=workers > 1)

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
        self._pool.close()

    def fill(self) -> None:
        """Start all processes that there may be, and wait until they are ready."""
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
            If the query is malformed or asks for what is not allowed.
        StoreError
            If a limit stopped it, or the engine cannot be started.
        """
        if len(text) <= _SHORT or len(text) > 100_000:
            check_query(text, self._names.declared(), self._graphs)
        reply = self._ask(_to_request(text, bindings or {}, dataset, limit), timeout, ticket)
        error = reply.get("error")
        if error == "query":
            raise _QUERY_ERRORS[reply["class"]](
                reply["message"], cure=reply["cure"], line=reply["line"], column=reply["column"]
            )
        if error in _LIMITS:
            message, cure = _LIMITS[error]
            told = f"the query {message.format(limit=limit, timeout=timeout)}"
            raise LimitError(told, limit=error, cure=cure)
        if error:
            raise StoreError(reply["message"], cure="ask in another way")
        return _to_answer(reply)

    def _ask(self, request: bytes, timeout: float, ticket: Ticket | None) -> dict[str, Any]:
        try:
            reply = self._pool.ask(request, timeout, ticket)
        except LimitError as error:
            if error.limit in _LIMITS:
                return {"error": error.limit}
            raise
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def _start(self) -> Child:
        child = Child("msc_graph.store.worker")
        with self._lock:
            if self._data is None:
                self._data = self._load()
        settings = {
            "prefixes": self._names.declared(),
            "graphs": self._graphs,
            "memory": self._memory,
        }
        if not child.send(json.dumps(settings).encode(), self._data):
            child.stop()
            raise StoreError("the SPARQL engine did not start", cure="check that pyoxigraph works")
        # The first answer comes after loading, which is no part of a query's time.
        if child.ask(_to_request("ASK {}", {}, None, 1), _LOADING) is None:
            child.stop()
            raise StoreError(
                "the SPARQL engine could not load the graph", cure="give it more memory"
            )
        return child


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
