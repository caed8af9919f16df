"""A `Store` whose engine runs elsewhere: any SPARQL 1.1 endpoint, asked over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from msc_graph.exceptions import StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.base import DEFAULT_ROWS, DEFAULT_TIMEOUT, Answer, Dataset, Term
from msc_graph.store.bindings import bind, declare
from msc_graph.store.client import Client, Reply
from msc_graph.store.guard import check_query, tokenise
from msc_graph.store.results import read_answer
from msc_graph.vocabulary import load_prefixes

__all__ = ["EndpointStore", "open_endpoint"]

#: Requests longer than this are posted, since servers and proxies bound the length of a URL.
_LONG = 2_000

_TABLE = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_FORM = "application/x-www-form-urlencoded"

#: Asks whether the ontology is there: it is part of every export.
_PROBE = "ASK { msco:Entity ?p ?o }"
_OUR_GRAPHS = tuple(str(graph) for graph in GRAPHS.values())


def open_endpoint(url: str, prefixes: Mapping[str, str] | None = None) -> EndpointStore:
    """The engine at a URL; nothing is sent before the first query.

    Parameters
    ----------
    url
        Of its SPARQL query service, `http://…` or `https://…`.
    prefixes
        IRI base by prefix; None is the shipped map.

    Raises
    ------
    UsageError
        If it is no URL, or credentials would be sent in the clear.

    Examples
    --------
    >>> open_endpoint("http://127.0.0.1:7878/query").url
    'http://127.0.0.1:7878/query'
    """
    names = Namespaces(load_prefixes() if prefixes is None else prefixes)
    return EndpointStore(Client(url), names)


class EndpointStore:
    """A `Store` that sends its queries to an engine elsewhere.

    Queries are checked here first, as for the engine in this process: what would change the graph
    or leave it is never sent. Where the engine's default graph is not the union of its graphs,
    ours are named in every request.

    Parameters
    ----------
    client
        Knows the URL and the credentials.
    names
        Prefixes that queries may use without declaring them.
    """

    def __init__(self, client: Client, names: Namespaces) -> None:
        self._client = client
        self._names = names
        self._usual: Dataset | None = None
        self._probed = False

    @property
    def names(self) -> Namespaces:
        """Prefixes that queries may use without declaring them."""
        return self._names

    @property
    def url(self) -> str:
        """Where the engine is, as it may be printed."""
        return self._client.place

    def __enter__(self) -> EndpointStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; a later query opens others."""
        self._client.close()

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
            If the engine cannot be reached or does not let us in, if it fails, if a limit stopped
            it, or if it cut its answer short.
        """
        prefixes = self._names.declared()
        kind = check_query(text, prefixes, _OUR_GRAPHS)
        bound = bind(text, kind, bindings or {})
        if bindings:  # values may only ever be values
            check_query(bound, prefixes, _OUR_GRAPHS)
        bound = declare(bound, prefixes)
        if dataset is None and "FROM" in _words(text):
            return self._answer(bound, kind, None, timeout, limit)
        return self._answer(bound, kind, dataset or self._find_dataset(timeout), timeout, limit)

    def query_trusted(
        self,
        text: str,
        kind: str,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROWS,
    ) -> Answer:
        """Answer a query that this package wrote: it may be long, and is not checked.

        Parameters
        ----------
        text
            The query, with full IRIs.
        kind
            `select`, `ask`, `construct` or `describe`.
        timeout, limit
            See `Store.query`.

        Raises
        ------
        StoreError
            As `query` does.
        """
        return self._answer(text, kind, self._find_dataset(timeout), timeout, limit)

    def _answer(
        self, text: str, kind: str, dataset: Dataset | None, timeout: float, limit: int
    ) -> Answer:
        reply = self._send(text, kind, dataset, timeout)
        answer = read_answer(kind, reply.body, reply.media_type, limit=limit)
        if answer is None:
            raise StoreError(
                f"the query has more than {limit} rows (row limit)",
                cure="add LIMIT, or raise the limit",
            )
        _check_whole(answer, reply)
        return answer

    def _find_dataset(self, timeout: float) -> Dataset | None:
        """Graphs to name in a request, so that all of them together are asked: found out once."""
        if not self._probed:
            named = Dataset(_OUR_GRAPHS, _OUR_GRAPHS)
            probe = declare(_PROBE, self._names.declared())
            if not self._is_seen(probe, None, timeout):
                inside = probe.replace("{", "{ GRAPH ?g {", 1) + " }"
                if self._is_seen(inside, None, timeout):
                    if not self._is_seen(probe, named, timeout):
                        raise StoreError(
                            f"the default graph of {self.url} leaves out its named graphs",
                            cure="configure the engine so that it is their union",
                        )
                    self._usual = named
            self._probed = True
        return self._usual

    def _is_seen(self, probe: str, dataset: Dataset | None, timeout: float) -> bool:
        reply = self._send(probe, "ask", dataset, timeout)
        answer = read_answer("ask", reply.body, reply.media_type)
        return answer is not None and answer.boolean

    def _send(self, text: str, kind: str, dataset: Dataset | None, timeout: float) -> Reply:
        pairs = [("query", text)]
        if dataset is not None:
            pairs += [("default-graph-uri", iri) for iri in dataset.default]
            pairs += [("named-graph-uri", iri) for iri in dataset.named]
        fields = urlencode(pairs)
        accept = {"Accept": _GRAPH if kind in ("construct", "describe") else _TABLE}
        if len(fields) <= _LONG:
            return self._client.send("GET", fields=fields, headers=accept, timeout=timeout)
        headers = {**accept, "Content-Type": _FORM}
        return self._client.send("POST", body=fields.encode(), headers=headers, timeout=timeout)


def _words(text: str) -> set[str]:
    return {token.text.upper() for token in tokenise(text) if token.kind == "word"}


def _check_whole(answer: Answer, reply: Reply) -> None:
    """Refuse an answer that the engine cut short by a bound of its own, as Virtuoso does."""
    headers = {name.casefold(): value for name, value in reply.headers.items()}
    for name in ("x-sparql-maxrows", "x-sparql-anytime"):
        if name in headers:
            rows = max(len(answer.rows), len(answer.triples))
            bound = headers[name]
            if not bound.isdecimal() or rows >= int(bound):
                raise StoreError(
                    f"the engine cut its answer short after {rows} rows",
                    cure="narrow the query, or raise the engine's own limit",
                )
