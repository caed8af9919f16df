"""Putting a graph into an engine elsewhere: SPARQL Update, or the Graph Store protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError, UsageError
from msc_graph.rdf.dataset import iterate_quads
from msc_graph.store.client import Client
from msc_graph.store.serialise import to_quads
from msc_graph.vocabulary import BASE_IRI

__all__ = ["PROTOCOLS", "load_endpoint", "read_quads", "write_quads"]

#: Ways to write: as updates in SPARQL, or as graphs.
PROTOCOLS = ("update", "graph-store")

#: Size of one request (bytes), and triples of one update: engines bound what they take at a time,
#: and some keep a place on their stack for every triple of an update.
BATCH = 1_000_000
TRIPLES = 1_000
#: Seconds that one request may take.
TIMEOUT = 300.0

_SYNTAXES = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".trig": ox.RdfFormat.TRIG,
    ".ttl": ox.RdfFormat.TURTLE,
}

#: A named graph by its IRI, or the default graph as an empty text; and triples as N-Triples.
Batch = tuple[str, list[bytes]]


def write_quads(corpus: Corpus) -> Iterator[ox.Quad]:
    """All quads of a corpus.

    Raises
    ------
    UsageError
        If an id has a prefix that the corpus does not know.
    """
    return to_quads(iterate_quads(corpus))


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """Quads of a file, one after the other: it may be larger than memory.

    Blank nodes become IRIs, since a request could not speak of the nodes of another.

    Parameters
    ----------
    path
        A `.nq`, `.nt`, `.trig` or `.ttl` file.

    Raises
    ------
    DataError
        If it cannot be read or is not of its syntax.
    """
    syntax = _SYNTAXES.get(path.suffix.casefold())
    if syntax is None:
        known = ", ".join(_SYNTAXES)
        raise DataError("is no RDF file by its name", path=path, cure=f"end it in {known}")
    stem = f"{BASE_IRI}.well-known/genid/{sha256(str(path.resolve()).encode()).hexdigest()[:12]}/"
    try:
        with path.open("rb") as file:
            for quad in ox.parse(file, format=syntax, base_iri=BASE_IRI):
                yield ox.Quad(*(_name_node(term, stem) for term in quad))
    except SyntaxError as error:
        raise DataError(
            "is not of the syntax of its name",
            path=path,
            line=error.lineno or 0,
            cure="mend the syntax",
        ) from error
    except OSError as error:
        raise DataError(
            f"cannot be read ({error.strerror})", path=path, cure="check the path and its rights"
        ) from error


def _name_node(term: Any, stem: str) -> Any:
    return ox.NamedNode(stem + term.value) if isinstance(term, ox.BlankNode) else term


def load_endpoint(
    client: Client,
    quads: Iterable[ox.Quad],
    *,
    protocol: str = "update",
    replace: bool = False,
) -> dict[str, int]:
    """Send quads to an engine, in requests that a server takes.

    Parameters
    ----------
    client
        Knows the URL of the engine's update service, or of its graph store.
    quads
        What is sent, without blank nodes; those of one graph best come together.
    protocol
        `update` (SPARQL 1.1 Update) or `graph-store` (SPARQL 1.1 Graph Store HTTP Protocol).
    replace
        Whether each graph that is sent is emptied first. Other graphs are never touched.

    Returns
    -------
    dict of str to int
        Triples sent by IRI of their graph; the default graph's is empty.

    Raises
    ------
    UsageError
        If there is no such protocol.
    StoreError
        If the engine cannot be reached, does not let us in or refuses.
    """
    if protocol not in PROTOCOLS:
        raise UsageError(
            f"no protocol is called {protocol!r}", cure=f"choose {' or '.join(PROTOCOLS)}"
        )
    send = _update if protocol == "update" else _put
    sent: dict[str, int] = {}
    most = TRIPLES if protocol == "update" else BATCH
    for graph, lines in _batches(quads, most):
        send(client, graph, lines, fresh=replace and graph not in sent)
        sent[graph] = sent.get(graph, 0) + len(lines)
    return sent


def _batches(quads: Iterable[ox.Quad], most: int) -> Iterator[Batch]:
    for name, members in groupby(quads, key=lambda quad: quad.graph_name):
        graph = name.value if isinstance(name, ox.NamedNode) else ""
        lines: list[bytes] = []
        size = 0
        for quad in members:
            line = f"{quad.triple} .\n".encode()
            if lines and (size + len(line) > BATCH or len(lines) == most):
                yield graph, lines
                lines, size = [], 0
            lines.append(line)
            size += len(line)
        yield graph, lines


def _update(client: Client, graph: str, lines: list[bytes], *, fresh: bool) -> None:
    parts = []
    if fresh:
        parts.append(f"CLEAR SILENT {f'GRAPH <{graph}>' if graph else 'DEFAULT'} ;\n".encode())
    inside = b"".join(lines)
    if graph:
        inside = b"GRAPH <" + graph.encode() + b"> {\n" + inside + b"}\n"
    parts += [b"INSERT DATA {\n", inside, b"}\n"]
    headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
    client.send("POST", body=b"".join(parts), headers=headers, timeout=TIMEOUT)


def _put(client: Client, graph: str, lines: list[bytes], *, fresh: bool) -> None:
    client.send(
        "PUT" if fresh else "POST",
        fields=urlencode({"graph": graph}) if graph else "default",
        body=b"".join(lines),
        headers={"Content-Type": "application/n-triples"},
        timeout=TIMEOUT,
    )
