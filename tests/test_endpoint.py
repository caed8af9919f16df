"""An engine elsewhere gives the answers of the one here, and every way it can fail has its line."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import TOY
from engines import serve_oxigraph, serve_rdflib
from serving import start_server, wait_until
from worlds import world

from msc_graph.analysis.report import describe_trace
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import (
    LimitError,
    MSCGraphError,
    QueryError,
    UnknownTermError,
    UsageError,
)
from msc_graph.graph import MechanismGraph
from msc_graph.remote import RemoteGraph
from msc_graph.store.base import Answer, Dataset, Term
from msc_graph.store.catalogue import ask, load_queries
from msc_graph.store.client import ENVIRONMENT, Client
from msc_graph.store.embedded import open_store
from msc_graph.store.endpoint import open_endpoint
from msc_graph.store.loading import load_endpoint, read_quads, write_quads
from msc_graph.store.serialise import dump_nquads

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


def multiset(answer: Answer) -> Counter[Any]:
    """Rows in any order. rdflib writes a product as a decimal, and gives a row for no group."""
    rows = (tuple(plain(term) if term else None for term in row) for row in answer.rows)
    return Counter(row for row in rows if any(term is not None for term in row))


def plain(term: Term) -> str | Decimal:
    number = term.datatype.endswith(("#integer", "#decimal"))
    return Decimal(term.value) if number else f"{term.kind} {term.value}"


# -- the same answers -----------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["oxigraph", "oxigraph without union", "rdflib"])
def toy_url(request: pytest.FixtureRequest, toy: Corpus) -> Iterator[str]:
    """Two independent engines that hold the toy; one of them also with an empty default graph."""
    if request.param == "rdflib":
        with serve_rdflib(toy) as url:
            yield url
        return
    options = () if "without" in request.param else ("--union-default-graph",)
    with serve_oxigraph(*options) as url:
        load_endpoint(Client(f"{url}/update"), write_quads(toy))
        yield f"{url}/query"


@pytest.fixture(scope="module")
def toy_answers(toy: Corpus) -> dict[str, Answer]:
    with open_store(toy) as here:
        return {name: ask(here, name) for name in load_queries()}


def test_every_question_has_the_answer_of_the_engine_here(
    toy_url: str, toy_answers: dict[str, Answer]
) -> None:
    remote = open_endpoint(toy_url)
    for name, other in toy_answers.items():
        one = ask(remote, name)
        assert one.variables == other.variables, name
        assert multiset(one) == multiset(other), name


def test_every_form_of_query(toy_url: str, toy: Corpus) -> None:
    remote = open_endpoint(toy_url)
    with open_store(toy) as here:
        for query in (
            "SELECT ?x ?l { ?x msco:carries ?y . ?y rdfs:label ?l }",
            "ASK { ?s msco:carries ?o }",
            "ASK { ?s msco:displays ?o }",
            "CONSTRUCT { ?o msco:x ?s } WHERE { ?s msco:carries ?o }",
            "SELECT DISTINCT ?g { GRAPH ?g { ?s a msco:Statement } }",
        ):
            one, other = remote.query(query), here.query(query)
            assert (one.kind, one.boolean) == (other.kind, other.boolean)
            assert multiset(one) == multiset(other)
            assert set(one.triples) == set(other.triples)
        bound = {"l": Term("literal", "TRAF6")}
        query = "SELECT ?x { ?x rdfs:label ?l }"
        assert remote.query(query, bindings=bound).rows == here.query(query, bindings=bound).rows


def test_the_trace_of_the_toy(toy_url: str, toy_graph: MechanismGraph) -> None:
    assert same_trace(toy_graph, toy_url, "miR-146a", "Alzheimer disease") > 0


def same_trace(kg: MechanismGraph, url: str, start: str, end: str, **options: Any) -> int:
    """Number of chains, after seeing that all that is told of them is the same."""
    part = RemoteGraph.at(url).fetch(start, end, **options)
    here, there = kg.trace(start, end, **options), part.trace(start, end, **options)
    told = [
        json.dumps(describe_trace(graph.corpus, found, template=True, explain=True))
        for graph, found in ((kg, here), (part, there))
    ]
    assert told[0] == told[1]
    return here.found


@pytest.fixture(scope="module")
def shipped_url(shipped: MechanismGraph) -> Iterator[str]:
    with serve_oxigraph() as url:
        load_endpoint(Client(f"{url}/store"), write_quads(shipped.corpus), protocol="graph-store")
        yield f"{url}/query"


@pytest.mark.parametrize(
    ("start", "end", "options"),
    [
        ("miR-146a", "Alzheimer disease", {}),
        (
            "BM-MSC exosome",
            "Alzheimer disease",
            {"via": ["astrocyte inflammation"], "max_hops": 3},
        ),
        ("CL:0002569", "any:disease", {"max_hops": 2, "engineered": True}),
        ("any:microRNA", "any:hallmark", {"max_hops": 4}),
        ("UC-MSC exosome", "POF", {"max_hops": 4, "context": {"disease": "POF"}}),
        ("NF-kB", "Parkinson disease", {"max_hops": 2, "undirected": True}),
        ("miR-21-5p", "POF", {"metapath": "PTEN > any:biological process", "avoid": ["BACE1"]}),
    ],
)
def test_traces_of_the_shipped_graph(
    shipped: MechanismGraph, shipped_url: str, start: str, end: str, options: dict[str, Any]
) -> None:
    same_trace(shipped, shipped_url, start, end, **options)


def test_names_mean_the_same(shipped: MechanismGraph, shipped_url: str) -> None:
    remote = RemoteGraph.at(shipped_url)
    for name in ("AD", "mir146a", "NF-κB", "hsa-miR-146a-5p", "HGNC:933", "nonsense", "amyloid b"):
        assert remote.resolve(name) == shipped.resolve(name), name
    with pytest.raises(UnknownTermError, match="is ambiguous"):
        remote.trace("AD", "POF")
    with pytest.raises(UnknownTermError, match="no category is called 'nothing'"):
        remote.trace("miR-146a", "any:nothing")
    with pytest.raises(UsageError, match="max_hops is 9"):
        remote.trace("miR-146a", "POF", max_hops=9)


def test_questions_take_names_too(shipped: MechanismGraph, shipped_url: str) -> None:
    given = {"target": "PTEN"}
    here = MechanismGraph(shipped.corpus)
    assert RemoteGraph.at(shipped_url).query("what-acts-on", given) == here.query(
        "what-acts-on", given
    )


@pytest.mark.parametrize("seed", range(6))
def test_traces_of_any_graph(seed: int) -> None:
    chance = random.Random(seed)
    names = "abcdefgh"
    kinds = ["Protein", "BiologicalProcess", "Disease", "MicroRNA", "VesiclePreparation"]
    predicates = ["inhibits", "promotes", "contributes_to", "opposite_of", "carries", "part_of"]
    claims = [
        (
            *chance.sample(names, 1),
            chance.choice(predicates),
            *chance.sample(names, 1),
            {
                "stance": chance.choice(["supports", "supports", "no_effect"]),
                "negated": chance.random() < 0.1,
                "status": chance.choice(["accepted", "accepted", "superseded"]),
                "reference": f"PMID:{chance.randint(1, 4)}",
            },
        )
        for _ in range(24)
    ]
    kg = world(*claims, categories={name: chance.choice(kinds) for name in names})
    known = sorted(kg.entities)
    with serve_oxigraph("--union-default-graph") as url:
        load_endpoint(Client(f"{url}/store"), write_quads(kg.corpus), protocol="graph-store")
        for _ in range(6):
            start, end = chance.sample(known, 2)
            options = {
                "max_hops": chance.randint(1, 5),
                "through_disease": chance.random() < 0.5,
                "undirected": chance.random() < 0.2,
                "walk": chance.choice(["mechanism", "mechanism", "any"]),
            }
            same_trace(kg, f"{url}/query", start, end, **options)


# -- our own server -------------------------------------------------------------------------------


def test_our_own_server_tells_which_bound_was_met() -> None:
    cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
    options = ("--timeout", "2", "--max-rows", "5", "--workers", "1", "--log", "requests")
    with start_server(*options, data=[TOY]) as server:
        remote = open_endpoint(f"{server.url}/sparql")
        for query, limit, told, requests in (  # the first is put after a probe
            (cross, "time", "the query took longer than 2 s (time limit)", 2),
            ("SELECT * { ?s ?p ?o }", "rows", "the query has more than 5 rows (row limit)", 3),
        ):
            with pytest.raises(LimitError) as caught:
                remote.query(query)
            assert caught.value.limit == limit
            assert f"{remote.url} gave no answer: {told}" in str(caught.value)
            # A request is noted after it is answered.
            assert wait_until(lambda n=requests: server.log.count("GET ") >= n)
            assert server.log.count("GET ") == requests
        client = Client(f"{server.url}/sparql")
        for text, told in (("ASK {", "line 1, column"), ("CLEAR ALL", "CLEAR is not allowed")):
            with pytest.raises(QueryError, match=rf"refused what was sent: .*{told}"):
                client.send("GET", fields=urlencode({"query": text}), timeout=20)


# -- loading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["update", "graph-store"])
def test_loading_twice_changes_nothing(protocol: str, toy: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "toy.nq"
    path.write_bytes(dump_nquads(toy))
    with serve_oxigraph() as url, open_store(toy) as here:
        client = Client(f"{url}/{'update' if protocol == 'update' else 'store'}")
        sent = load_endpoint(client, read_quads(path), protocol=protocol)
        assert load_endpoint(client, write_quads(toy), protocol=protocol, replace=True) == sent
        there = open_endpoint(f"{url}/query")
        assert there.query(COUNT).rows == here.query(COUNT).rows
        for graph in sent:
            only = Dataset((graph,))
            assert there.query(COUNT, dataset=only).rows == here.query(COUNT, dataset=only).rows


def test_replacing_leaves_other_graphs_alone(toy: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "own.trig"
    path.write_text('<urn:g> { <urn:s> <urn:p> "old", [] } <urn:s> <urn:p> "default" .')
    with serve_oxigraph("--union-default-graph") as url:
        client = Client(f"{url}/update")
        load_endpoint(client, read_quads(path))
        path.write_text('<urn:g> { <urn:s> <urn:p> "new" }')
        load_endpoint(client, read_quads(path), replace=True)
        rows = open_endpoint(f"{url}/query").query("SELECT ?o { <urn:s> <urn:p> ?o }").rows
        assert {row[0].value for row in rows if row[0]} == {"default", "new"}


def test_files_that_cannot_be_loaded(tmp_path: Path) -> None:
    broken = tmp_path / "x.nq"
    broken.write_text("no quads")
    for path, said in (
        (broken, "x.nq:1: is not of the syntax"),
        (tmp_path / "missing.nq", "cannot be read"),
        (tmp_path / "x.csv", "is no RDF file by its name"),
    ):
        with pytest.raises(MSCGraphError, match=said):
            list(read_quads(path))
    with pytest.raises(UsageError, match="no protocol is called 'ftp'"):
        load_endpoint(Client("http://127.0.0.1:1/"), [], protocol="ftp")


# -- the command line -----------------------------------------------------------------------------


def test_commands_take_an_endpoint(run: Any, toy_url: str) -> None:
    toy = Path(__file__).parent / "toy"
    query = "SELECT ?l { ?x msco:ameliorates MONDO:0004975 ; rdfs:label ?l } ORDER BY ?l"
    here = run("--data", toy, "sparql", query, "--format", "csv")
    assert here[0] == 0
    assert run("sparql", query, "--format", "csv", "--endpoint", toy_url) == here
    code, out, _ = run("sparql", "what-acts-on", "-p", "target=TRAF6", "--endpoint", toy_url)
    assert code == 0
    assert "hsa-miR-146a-5p" in out


def test_the_command_that_loads(run: Any, tmp_path: Path) -> None:
    toy = Path(__file__).parent / "toy"
    path = tmp_path / "toy.nq"
    assert run("--data", toy, "export", "nquads", "-o", path)[0] == 0
    with serve_oxigraph("--union-default-graph") as url:
        code, out, err = run("load", path, "--endpoint", f"{url}/update", "--format", "json")
        assert (code, err) == (0, "")
        triples = sum(row["triples"] for row in json.loads(out))
        found = open_endpoint(f"{url}/query").query(COUNT).rows[0][0]
        assert found is not None
        assert int(found.value) == triples
        graphs = run("--data", toy, "load", "--graph-store", "--replace", "--endpoint", f"{url}/x")
        assert graphs[0] == 2
        assert "there is no SPARQL endpoint" in graphs[2]
