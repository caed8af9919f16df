"""The W3C's tests of SPARQL's protocol and service description, sent to a server over HTTP."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from w3c_suite import BASE, MF

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

#: Media types that an answer of each kind may have.
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": (
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}

#: What a service description may say: property, class of its subject, class of its object. Those
#: without a class are IRIs of the world outside.
SCHEMA = (
    (SD.endpoint, SD.Service, None),
    (SD.supportedLanguage, SD.Service, None),
    (SD.resultFormat, SD.Service, None),
    (SD.feature, SD.Service, None),
    (SD.defaultDataset, SD.Service, SD.Dataset),
    (SD.defaultGraph, SD.Dataset, SD.Graph),
    (SD.namedGraph, SD.Dataset, SD.NamedGraph),
    (SD.name, SD.NamedGraph, None),
    (SD.graph, SD.NamedGraph, SD.Graph),
)


@dataclass
class Exchange:
    """One request, and what its answer must be like; empty where nothing is asked."""

    method: str
    fields: str
    body: bytes
    headers: dict[str, str]
    status: tuple[str, ...]
    boolean: bool | None
    format: str

    @property
    def updates(self) -> bool:
        """Whether the request means to change the graph."""
        kind = self.headers.get("content-type", "")
        return "update" in kind or b"update=" in self.body or "update=" in self.fields


def read_exchanges(folder: Path) -> Iterator[tuple[str, list[Exchange]]]:
    """Tests by name, in the order of the manifest."""
    path = folder / "sparql11" / "protocol" / "manifest.ttl"
    graph = Graph().parse(path, publicID=f"{BASE}sparql11/protocol/manifest.ttl")
    (root,) = graph.subjects(MF.entries)
    for entry in Collection(graph, graph.value(root, MF.entries)):
        requests = Collection(graph, graph.value(graph.value(entry, MF.action), HT.requests))
        yield str(entry).rpartition("#")[2], [_read(graph, request) for request in requests]


def _read(graph: Graph, request: Node) -> Exchange:
    body, headers = graph.value(request, HT.body), graph.value(request, HT.headers)
    response = graph.value(request, HT.resp)
    boolean = graph.value(response, MF.expectedBoolean)
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8") if body else "utf-8"
    return Exchange(
        str(graph.value(request, HT.methodName)),
        urlsplit(str(graph.value(request, HT.absolutePath))).query,
        str(graph.value(body, CNT.chars)).encode(encoding) if body else b"",
        {
            str(graph.value(h, HT.fieldName)).lower(): str(graph.value(h, HT.fieldValue))
            for h in (Collection(graph, headers) if headers else ())
        },
        tuple(str(s)[-3:] for s in graph.objects(response, MF.expectedStatus)),
        None if boolean is None else str(boolean) == "true",
        str(graph.value(response, MF.expectedFormat) or ""),
    )


def protocol_data(folder: Path) -> bytes:
    """The graphs that the tests ask for, as N-Quads: a server under test must hold them."""
    path = folder / "sparql11" / "protocol"
    graph = Graph().parse(path / "manifest.ttl", publicID=f"{BASE}sparql11/protocol/manifest.ttl")
    quads = []
    for data in set(graph.objects(None, UT.graphData)):
        name = ox.NamedNode(str(graph.value(data, RDFS.label)))
        file = path / str(graph.value(data, UT.graph)).rpartition("/")[2]
        quads += [ox.Quad(q.subject, q.predicate, q.object, name) for q in ox.parse(path=str(file))]
    return ox.serialize(sorted(set(quads), key=str), format=ox.RdfFormat.N_QUADS) or b""


def run_exchanges(exchanges: list[Exchange], query_url: str, update_url: str) -> str:
    """What is wrong with the answers of a server; empty if nothing is."""
    for exchange in exchanges:
        why = _run(exchange, update_url if exchange.updates else query_url)
        if why:
            return why
    return ""


def run_description(url: str) -> Iterator[tuple[str, str]]:
    """Name and fault of each test of the service description."""
    status, media_type, text = _send(url, "GET", "", b"", {"accept": "text/turtle"})
    graph, fault = Graph(), ""
    try:
        graph.parse(data=text, format=media_type, publicID=url)
    except Exception as error:
        fault = f"HTTP {status}, {media_type}: {error}"
    yield "returns-rdf", fault if fault or graph else "no triples"
    yield "has-endpoint-triple", "" if (None, SD.endpoint, URIRef(url)) in graph else "none"
    yield "conforms-to-schema", ", ".join(_find_strays(graph)) or fault


def _find_strays(graph: Graph) -> Iterator[str]:
    known = {name for name, _, _ in SCHEMA}
    for name in {p for p in graph.predicates() if p in SD} - known:
        yield f"{name} is not known"
    for name, domain, target in SCHEMA:
        for subject, thing in graph.subject_objects(name):
            if (subject, RDF.type, domain) not in graph:
                yield f"{name} of what is no {domain}"
            if target is not None and (thing, RDF.type, target) not in graph:
                yield f"{name} is no {target}"
            if target is None and not isinstance(thing, URIRef):
                yield f"{name} is no IRI"


def _run(exchange: Exchange, url: str) -> str:
    status, media_type, text = _send(
        url, exchange.method, exchange.fields, exchange.body, exchange.headers
    )
    if f"{status // 100}xx" not in exchange.status:
        return f"HTTP {status}"
    if exchange.format and media_type not in FORMATS[exchange.format]:
        return f"answered as {media_type or 'nothing'}"
    if exchange.boolean is not None and _truth(text, media_type) != exchange.boolean:
        return "another answer"
    return ""


def _send(
    url: str, method: str, fields: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str, bytes]:
    """Status, media type and text of an answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    try:
        path = f"{parts.path}?{fields}" if fields else parts.path
        connection.request(method, path, body or None, headers)
        reply = connection.getresponse()
        media_type = (reply.getheader("Content-Type") or "").partition(";")[0]
        return reply.status, media_type, reply.read()
    finally:
        connection.close()


def _truth(text: bytes, media_type: str) -> bool | None:
    if media_type.endswith("json"):
        value: bool | None = json.loads(text).get("boolean")
        return value
    form = ox.QueryResultsFormat.from_media_type(media_type)
    results = ox.parse_query_results(text, format=form) if form else None
    return bool(results) if isinstance(results, ox.QueryBoolean) else None
