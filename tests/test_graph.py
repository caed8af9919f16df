"""The whole line on the shipped graph: tables, RDF and network say the same."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib

from msc_graph import MechanismGraph
from msc_graph.exceptions import UsageError


@pytest.fixture(scope="module")
def turtle(shipped: MechanismGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = shipped.export("turtle", tmp_path_factory.mktemp("rdf") / "other.ttl")
    return path


@pytest.fixture(scope="module")
def decoded(turtle: Path) -> MechanismGraph:
    return MechanismGraph.load(turtle)


def described(network: nx.MultiDiGraph) -> tuple[dict, dict]:
    return dict(network.nodes(data=True)), {
        (s, o, key): data for s, o, key, data in network.edges(keys=True, data=True)
    }


def test_rdf_gives_the_same_network_as_the_tables(shipped, decoded):
    nodes, edges = described(shipped.network)
    decoded_nodes, decoded_edges = described(decoded.network)
    assert decoded_nodes == nodes
    assert decoded_edges == edges


def test_rdf_gives_the_same_trace_as_the_tables(shipped, decoded):
    ends = ("miR-146a", "Alzheimer disease")
    # Each knows the records that it was found in; all else is the same.
    assert decoded.trace(*ends)._replace(corpus=shipped.corpus) == shipped.trace(*ends)


def test_turtle_is_the_same_graph_in_rdflib_and_oxigraph(turtle):
    of_rdflib = {
        (str(s), str(p), o.n3() if isinstance(o, rdflib.URIRef) else str(o))
        for s, p, o in rdflib.Graph().parse(turtle)
    }
    of_oxigraph = {
        (
            t.subject.value,
            t.predicate.value,
            str(t.object) if isinstance(t.object, pyoxigraph.NamedNode) else t.object.value,
        )
        for t in pyoxigraph.parse(path=str(turtle), format=pyoxigraph.RdfFormat.TURTLE)
    }
    assert of_rdflib == of_oxigraph
    assert len(of_rdflib) > 10 * 250


def test_building_twice_gives_the_same_bytes(turtle, tmp_path):
    (again,) = MechanismGraph.load().export("turtle", tmp_path / "again.ttl")
    assert again.read_bytes() == turtle.read_bytes()


def test_direct_triples_are_those_that_hold(shipped):
    graph = shipped.rdf
    predicates = "https://w3id.org/msc-graph/ontology/"
    from msc_graph.rdf.namespaces import Namespaces

    names = Namespaces(shipped.corpus.prefixes)
    holding: dict[tuple[str, str, str], bool] = {}
    for statement in shipped.statements.values():
        triple = (statement.subject, statement.predicate, statement.object)
        supported = any(row.stance == "supports" for row in shipped.corpus.rows[statement.id])
        holds = supported and not statement.negated and statement.status != "superseded"
        holding[triple] = holding.get(triple, False) or holds
    assertions = graph.graph(rdflib.URIRef(names.expand("mscg:graph/assertions")))
    for (subject, predicate, obj), holds in holding.items():
        triple = (
            rdflib.URIRef(names.expand(subject)),
            rdflib.URIRef(predicates + predicate),
            rdflib.URIRef(names.expand(obj)),
        )
        assert (next(assertions.triples(triple), None) is not None) is holds, triple


def test_networkx_answers_path_questions(shipped):
    network = shipped.network
    assert isinstance(network, nx.MultiDiGraph)
    assert set(network.nodes) == set(shipped.entities)
    assert {key for _, _, key in network.edges(keys=True)} == set(shipped.statements)
    start, end = (shipped.names.get(n).id for n in ("SHP2", "Alzheimer disease"))
    assert nx.has_path(network, start, end)
    for _, _, edge in network.edges(data=True):
        assert edge["sign"] in (-1, 0, 1)
        assert edge["evidence"]


@pytest.mark.parametrize(
    "more",
    [{"statements": []}, {"chains": [["a"]]}, {"highlight": ["a"]}, {"around": "a"}],
    ids=lambda more: next(iter(more)),
)
def test_a_page_is_of_a_trace_or_of_statements(toy_graph, more):
    found = toy_graph.trace("miR-146a", "Alzheimer disease")
    with pytest.raises(UsageError, match="give the answer alone"):
        toy_graph.render(answer=found, **more)


def test_a_page_without_a_title_has_a_fitting_one(toy_graph):
    found = toy_graph.trace("miR-146a", "Alzheimer disease")
    ends = f"{found.start.label} → {found.end.label}"
    assert f"<title>{ends}</title>" in toy_graph.render(answer=found)
    assert "<title>msc_graph</title>" in toy_graph.render(answer=found, title="msc_graph")
    assert "<title>msc_graph</title>" in toy_graph.render()
