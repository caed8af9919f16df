"""Every statement that goes in comes out with direction, sign and negation kept."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest

from msc_graph.curation.tables import read_rows
from msc_graph.exceptions import OutputError, UsageError
from msc_graph.export import FORMATS
from msc_graph.export.graph_formats import render_csv, render_cyjs, render_graphml, render_sif
from msc_graph.export.kgx import EDGE_COLUMNS, NODE_COLUMNS
from msc_graph.vocabulary import load_vocabulary


def facts(corpus) -> set[tuple[str, str, str, str, int, bool]]:
    predicates = load_vocabulary().predicates
    return {
        (s.id, s.subject, s.predicate, s.object, predicates[s.predicate].sign, s.negated)
        for s in corpus.statements.values()
    }


@pytest.mark.parametrize("name", ["toy_graph", "shipped"])
def test_kgx_round_trip(request, tmp_path: Path, name):
    graph = request.getfixturevalue(name)
    graph.export("kgx", tmp_path / "kgx")
    edges = read_rows(tmp_path / "kgx" / "edges.tsv", EDGE_COLUMNS)
    nodes = read_rows(tmp_path / "kgx" / "nodes.tsv", NODE_COLUMNS)
    assert {n["id"] for n in nodes} == set(graph.entities)
    assert {n["id"]: n["category_local"] for n in nodes} == {
        e.id: e.category for e in graph.entities.values()
    }
    assert all(n["category"].startswith("biolink:") for n in nodes)
    found = {
        (
            e["id"].rpartition("-")[0],
            e["subject"],
            e["predicate_local"],
            e["object"],
            int(e["sign"]),
            e["negated"] == "true",
        )
        for e in edges
    }
    assert found == facts(graph.corpus)
    assert len({e["id"] for e in edges}) == len(edges) == sum(map(len, graph.corpus.rows.values()))
    assert all(e["predicate"].startswith("biolink:") for e in edges)
    assert all(e["knowledge_level"] and e["agent_type"] == "manual_agent" for e in edges)


@pytest.mark.parametrize("name", ["toy_graph", "shipped"])
def test_graphml_round_trip(request, name):
    graph = request.getfixturevalue(name)
    network = nx.parse_graphml(render_graphml(graph.corpus), force_multigraph=True)
    found = {
        (d["statement"], s, d["predicate"], o, d["sign"], d["negated"])
        for s, o, d in network.edges(data=True)
    }
    assert found == facts(graph.corpus)


def test_cytoscape_json_round_trip(toy):
    document = json.loads(render_cyjs(toy))
    found = {
        (d["id"], d["source"], d["predicate"], d["target"], d["sign"], d["negated"])
        for d in (e["data"] for e in document["elements"]["edges"])
    }
    assert found == facts(toy)


def test_csv_round_trip(toy):
    rows = list(csv.DictReader(io.StringIO(render_csv(toy))))
    found = {
        (
            r["statement"],
            r["subject_id"],
            r["predicate"],
            r["object_id"],
            int(r["sign"]),
            r["negated"] == "true",
        )
        for r in rows
    }
    assert found == facts(toy)
    assert len(rows) == sum(map(len, toy.rows.values()))


def test_sif_cannot_turn_a_negation_into_its_opposite(toy):
    lines = [line.split("\t") for line in render_sif(toy).splitlines()]
    assert ["SIRT1", "not_inhibits", "BACE1"] in lines
    assert ["SIRT1", "inhibits", "BACE1"] not in lines
    assert ["UC-MSC exosome", "inhibits", "SIRT1"] not in lines  # superseded


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes(toy_graph, tmp_path: Path, form):
    one, two = (toy_graph.export(form, tmp_path / name) for name in ("one", "two"))
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert all(p.stat().st_size for p in one)


def test_nothing_is_overwritten_unasked(toy_graph, tmp_path: Path):
    path = tmp_path / "graph.graphml"
    path.write_text("mine")
    with pytest.raises(OutputError, match="--force"):
        toy_graph.export("graphml", path)
    assert path.read_text() == "mine"
    toy_graph.export("graphml", path, force=True)
    assert path.read_text() != "mine"


def test_an_unknown_format_is_named(toy_graph, tmp_path: Path):
    with pytest.raises(UsageError, match="choose turtle"):
        toy_graph.export("xlsx", tmp_path / "x")


def test_the_network_carries_sign_and_evidence(toy_graph):
    network = toy_graph.network
    assert isinstance(network, nx.MultiDiGraph)
    found = {
        (key, s, d["predicate"], o, d["sign"], d["negated"])
        for s, o, key, d in network.edges(keys=True, data=True)
    }
    assert found == facts(toy_graph.corpus)
    _, _, edge = next(e for e in network.edges(data=True) if e[2]["predicate"] == "reduces")
    assert [e.reference for e in edge["evidence"]] == ["PMID:1", "PMID:3"]
