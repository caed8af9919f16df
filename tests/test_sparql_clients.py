"""`/sparql` as real clients ask it: rdflib, SPARQLWrapper, curl, and this package from elsewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from test_endpoint import multiset, same_trace
from test_sparql_protocol import ASK, CONSTRUCT, DESCRIBE, DIRECT, SELECT, old_rdflib

from msc_graph.graph import MechanismGraph
from msc_graph.remote import RemoteGraph
from msc_graph.store.catalogue import load_queries


def test_rdflib_asks(server: Server) -> None:
    for method in ("GET", "POST", "POST_FORM"):
        store = SPARQLStore(f"{server.url}/sparql", method=method)
        labels = [str(row.l) for row in store.query(SELECT)]
        assert "hsa-miR-144-5p" in labels
        assert bool(store.query(ASK)) is True
        graph = Graph(store=store)
        pten = URIRef("https://identifiers.org/hgnc/9588")
        assert [str(label) for label in graph.objects(pten, URIRef(rdfs("label")))] == ["PTEN"]
    store = SPARQLStore(f"{server.url}/sparql", returnFormat="json")
    assert len(list(store.query(SELECT))) == len(labels)


def rdfs(name: str) -> str:
    return f"http://www.w3.org/2000/01/rdf-schema#{name}"


def wrapped(server: Server, query: str, form: str, method: str = GET) -> object:
    client = Wrapper(f"{server.url}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    if method == POST:
        client.setRequestMethod(POSTDIRECTLY)
    return client.query().convert()


@old_rdflib
def test_sparqlwrapper_asks(server: Server) -> None:
    for method in (GET, POST):
        table = wrapped(server, SELECT, JSON, method)
        labels = [row["l"]["value"] for row in table["results"]["bindings"]]  # type: ignore[index]
        assert "hsa-miR-144-5p" in labels
        truth = wrapped(server, ASK, JSON, method)
        assert truth["boolean"] is True  # type: ignore[index]
        document = wrapped(server, SELECT, XML, method)
        assert len(document.getElementsByTagName("result")) == len(labels)  # type: ignore[attr-defined]
        for form in (CSV, TSV):
            text = wrapped(server, SELECT, form, method)
            assert isinstance(text, bytes)
            assert len(text.splitlines()) == len(labels) + 1
        graphs = [
            wrapped(server, CONSTRUCT, RDFXML, method),
            wrapped(server, DESCRIBE, XML, method),
            Graph().parse(data=wrapped(server, CONSTRUCT, TURTLE, method), format="turtle"),
            Graph().parse(data=wrapped(server, CONSTRUCT, N3, method), format="turtle"),
            wrapped(server, CONSTRUCT, JSONLD, method),
        ]
        assert all(len(graph) > 2 for graph in graphs)  # type: ignore[arg-type]
        assert set(graphs[0]) == set(graphs[2]) == set(graphs[3]) == set(graphs[4])  # type: ignore[call-overload]


def test_curl_asks(server: Server) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    url = f"{server.url}/sparql"

    def run(*options: str) -> str:
        done = subprocess.run([curl, "-sS", *options], capture_output=True, check=True, timeout=60)
        return done.stdout.decode()

    rows = run("-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}", url)
    assert rows == run("-G", "-H", "Accept: text/csv", "--data-urlencode", f"query={SELECT}", url)
    assert "hsa-miR-144-5p" in rows
    direct = run("-H", f"Content-Type: {DIRECT['content-type']}", "--data-binary", ASK, url)
    assert json.loads(direct)["boolean"] is True
    assert run("-o", "/dev/null", "-w", "%{http_code}", "-X", "PUT", url) == "405"
    squeezed = run("-H", "Accept: text/turtle", "--compressed", "-D", "-", url)
    assert re.search(r"(?im)^content-encoding: gzip\s*$", squeezed)
    assert "sd:Service" in squeezed


def test_every_named_question_through_the_endpoint(server: Server, shipped: MechanismGraph) -> None:
    remote = RemoteGraph.at(f"{server.url}/sparql")
    assert remote.query("ASK {}").boolean
    with ThreadPoolExecutor(3) as threads:
        answers = threads.map(remote.query, load_queries())
        for name, there in zip(load_queries(), answers, strict=True):
            here = shipped.query(name)
            assert there.variables == here.variables, name
            assert multiset(there) == multiset(here), name


@pytest.mark.parametrize(
    ("start", "end", "options"),
    [
        ("miR-146a", "Alzheimer disease", {"max_hops": 3}),
        ("BM-MSC exosome", "diabetic osteoporosis", {"sign": "-"}),
    ],
)
def test_traces_through_the_endpoint(
    server: Server, shipped: MechanismGraph, start: str, end: str, options: dict[str, object]
) -> None:
    assert same_trace(shipped, f"{server.url}/sparql", start, end, **options) > 0
