"""Every statement that goes in comes out with direction, sign and negation kept."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import networkx as nx
import pytest
from rdflib import DCTERMS, Graph

from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.curation.layout import PLAIN_TABLES
from msc_graph.curation.tables import read_rows, render_rows
from msc_graph.exceptions import OutputError, UsageError
from msc_graph.export import FORMATS
from msc_graph.export.graph_formats import render_csv, render_cyjs, render_graphml, render_sif
from msc_graph.export.kgx import EDGE_COLUMNS, NODE_COLUMNS, edge_rows
from msc_graph.export.kgx_comparisons import COMPARISON_COLUMNS
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.dataset import build_dataset
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import BIOLINK, GRAPHS, MSCO
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.vocabulary import load_vocabulary

#: Evidence by what it is called below.
ROWS = {
    "shown": Evidence("supports", "stated", "stated", "in_vivo", "PMID:1", locator="Results"),
    "guessed": Evidence("supports", "hypothesis", "stated", "review", "PMID:2", locator="Outlook"),
    "ordered": Evidence("supports", "stated", "implied", "in_vivo", "PMID:3", locator="Figure 1"),
    "brought": Evidence("supports", "stated", "stated", "review", "PMID:4", review="infores:ctd"),
    "refuted": Evidence("refutes", "stated", "stated", "in_vivo", "PMID:5", locator="Results"),
    "missed": Evidence("no_effect", "stated", "stated", "in_vivo", "PMID:6", locator="Results"),
}
#: Of each statement its evidence, whether it is negated and its standing; and whether that is
#: something to be told as so.
CASES = {
    "inhibits": (["shown", "refuted"], False, "accepted", True),
    "activates": (["refuted", "missed"], False, "accepted", False),
    "promotes": (["missed"], False, "accepted", False),
    "reduces": (["shown"], True, "accepted", False),
    "upregulates": (["shown"], False, "superseded", False),
    "downregulates": (["guessed"], False, "disputed", True),
    "regulates": (["ordered", "guessed"], False, "accepted", True),
    "binds": (["brought"], False, "accepted", True),
    "precedes": ([], False, "accepted", False),
}
ASSERTED = {predicate for predicate, case in CASES.items() if case[3]}


@pytest.fixture(scope="module")
def doubtful() -> Corpus:
    """One statement of each standing, told apart by its predicate."""
    entities = [Entity("HGNC:1", "one", "Protein"), Entity("HGNC:2", "two", "Protein")]
    statements, rows = {}, {}
    for predicate, (names, negated, status, _) in CASES.items():
        claim = Claim("HGNC:1", predicate, "HGNC:2", "", negated)
        key = statement_id(claim)
        statements[key] = Statement(key, *claim, status)
        rows[key] = tuple(EvidenceRow.of(ROWS[name]) for name in names)
    return Corpus({e.id: e for e in entities}, statements, rows)


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
    ours = "manual_agent" if name == "shipped" else "not_provided"
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
    assert all(e["knowledge_level"] and e["agent_type"] == ours for e in edges)


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


def test_every_format_asserts_the_same(doubtful):
    """What is denied, superseded or not supported can be told from what is so, in each format."""
    lines = [line.split("\t") for line in render_sif(doubtful).splitlines()]
    assert [line[1] for line in lines] == sorted(ASSERTED)
    rows = csv.DictReader(io.StringIO(render_csv(doubtful)))
    assert {r["predicate"] for r in rows if r["asserted"] == "true"} == ASSERTED
    network = nx.parse_graphml(render_graphml(doubtful), force_multigraph=True)
    assert {d["predicate"] for *_, d in network.edges(data=True) if d["asserted"]} == ASSERTED
    edges = [e["data"] for e in json.loads(render_cyjs(doubtful))["elements"]["edges"]]
    assert {d["predicate"] for d in edges if d["asserted"]} == ASSERTED
    plain = [
        e for e in edge_rows(doubtful) if e["negated"] == "false" and e["deprecated"] == "false"
    ]
    assert {e["predicate_local"] for e in plain} == ASSERTED
    triples = build_dataset(doubtful).graph(GRAPHS["assertions"])
    assert {p for p in CASES if (None, MSCO[p], None) in triples} == ASSERTED


def test_nothing_on_the_shipped_graph_is_asserted_against_its_evidence(shipped):
    corpus = shipped.corpus
    told = {tuple(line.split("\t")) for line in render_sif(corpus).splitlines()}
    asserted = set()
    for s in corpus.statements.values():
        stances = {e.stance for e in corpus.evidence(s.id)}
        if "supports" in stances and not s.negated and s.status != "superseded":
            asserted.add((corpus.label(s.subject), s.predicate, corpus.label(s.object)))
    assert told == asserted
    for row in edge_rows(corpus):
        doubtful = row["stance"] != "supports" or row["status"] == "superseded"
        assert (row["deprecated"] == "true") == doubtful
        assert (row["knowledge_level"] == "prediction") == (
            row["certainty"] == "hypothesis" and row["stance"] == "supports"
        )


def test_contrary_evidence_neither_supports_nor_is_lost(doubtful):
    rows = {(e["predicate_local"], e["reference"]): e for e in edge_rows(doubtful)}
    for key in (("inhibits", "PMID:5"), ("activates", "PMID:5"), ("promotes", "PMID:6")):
        found = rows[key]
        assert (found["publications"], found["knowledge_level"]) == ("", "not_provided")
        assert found["stance"] in ("refutes", "no_effect")
    assert rows["inhibits", "PMID:1"]["publications"] == "PMID:1"
    assert rows["upregulates", "PMID:1"]["status"] == "superseded"


LEVELS = {
    "inhibits": "knowledge_assertion",
    "activates": "not_provided",
    "downregulates": "prediction",
    "regulates": "logical_entailment",
    "binds": "not_provided",
    "precedes": "not_provided",
}


def test_rdf_and_kgx_agree_on_how_a_statement_is_known(doubtful):
    dataset = build_dataset(doubtful)
    names = Namespaces(doubtful.prefixes)
    order = ["knowledge_assertion", "logical_entailment", "prediction", "not_provided"]
    for statement in doubtful.statements.values():
        node = names.expand(statement.id)
        (level,) = (
            str(o)
            for s, p, o, _ in dataset.quads()
            if (str(s), p) == (node, BIOLINK.knowledge_level)
        )
        rows = [
            e["knowledge_level"] for e in edge_rows(doubtful) if e["id"].startswith(statement.id)
        ]
        assert level == min(rows, key=order.index)
        assert level == LEVELS.get(statement.predicate, level)


def test_a_statement_without_evidence_has_a_row_all_the_same(doubtful, tmp_path: Path):
    graph = MechanismGraph(doubtful)
    (row,) = [
        r for r in csv.DictReader(io.StringIO(render_csv(doubtful))) if r["predicate"] == "precedes"
    ]
    assert (row["asserted"], row["stance"], row["reference"]) == ("false", "", "")
    graph.export("kgx", tmp_path / "kgx")
    again = MechanismGraph.load(tmp_path / "kgx").corpus
    assert dict(again.statements) == dict(doubtful.statements)
    assert dict(again.rows) == dict(doubtful.rows)


# ------------------------------------------------------------------------ whose graph it is


def test_only_the_shipped_graph_leaves_as_ours(shipped, toy_graph, tmp_path: Path):
    """Tables that a curator laid out like ours, and ours merged with others, are not ours."""
    copy = shutil.copytree(find_folder("graph_data"), tmp_path / "theirs")
    theirs = {
        "toy": toy_graph,
        "copy": MechanismGraph.load(copy),
        "merged": MechanismGraph.load("shipped", copy),
    }
    for name, graph in {"shipped": shipped, **theirs}.items():
        ours = name == "shipped"
        triples = Graph()
        for s, p, o, g in build_dataset(graph.corpus).quads():
            if g == GRAPHS["provenance"]:
                triples.add((s, p, o))
        assert ((None, DCTERMS.license, None) in triples) == ours
        assert any("MSC exosome" in str(o) for o in triples.objects(None, DCTERMS.title)) == ours
        row = next(edge_rows(graph.corpus))
        told = row["primary_knowledge_source"], row["agent_type"]
        assert told == (("infores:msc-graph", "manual_agent") if ours else ("", "not_provided"))
        assert bool(json.loads(render_cyjs(graph.corpus))["data"]["name"]) == ours
    assert MechanismGraph.load(find_folder("graph_data")).corpus.is_shipped


def test_a_graph_of_others_keeps_its_source(tmp_path: Path):
    (tmp_path / "edges.tsv").write_text(
        "subject\tpredicate\tobject\tpublications\tprimary_knowledge_source\n"
        "HGNC:1\tbiolink:affects\tHGNC:2\tPMID:1\tinfores:ctd\n"
        "HGNC:1\tbiolink:affects\tHGNC:3\t\t\n"
    )
    rows = {e["object"]: e for e in edge_rows(MechanismGraph.load(tmp_path).corpus)}
    for row in rows.values():
        assert row["knowledge_level"] == row["agent_type"] == "not_provided"
    assert rows["HGNC:2"]["primary_knowledge_source"] == "infores:ctd"
    assert rows["HGNC:3"]["primary_knowledge_source"] == ""


# --------------------------------------------------------------------------- comparisons


def test_comparisons_leave_as_edges_of_their_own(shipped, tmp_path: Path):
    graph, corpus = shipped, shipped.corpus
    graph.export("kgx", tmp_path / "kgx")
    edges = read_rows(tmp_path / "kgx" / "comparisons_edges.tsv", COMPARISON_COLUMNS)
    found = {
        (corpus.label(e["subject"]), corpus.label(e["object"]), e["criterion"], e["reference"])
        for e in edges
    }
    wanted = set()
    for row in corpus.table("comparisons.tsv"):
        arms = {"better": (row["arm_a"], row["arm_b"]), "worse": (row["arm_b"], row["arm_a"])}
        if row["direction"] in arms:
            wanted.add((*arms[row["direction"]], row["criterion"], row["reference"]))
    assert found == wanted
    assert {e["predicate_local"] for e in edges} == {"better_than"}
    # The graph that comes back is that of the statements.
    again = MechanismGraph.load(tmp_path / "kgx")
    assert again.statements.keys() == graph.statements.keys()
    alone = MechanismGraph.load(tmp_path / "kgx" / "comparisons_edges.tsv")
    assert {s.predicate for s in alone.statements.values()} == {"better_than"}


def test_an_arm_that_is_no_entity_is_told(toy_copy, caplog, tmp_path: Path):
    columns = PLAIN_TABLES["comparisons.tsv"]
    row = {"id": "C1", "arm_a": "SIRT1", "direction": "better", "arm_b": "nothing known"}
    text = render_rows([row, {**row, "direction": "equal"}], columns)
    (toy_copy / "comparisons.tsv").write_text(text)
    written = MechanismGraph.load(toy_copy).export("kgx", tmp_path / "kgx")
    assert [path.name for path in written] == ["nodes.tsv", "edges.tsv"]
    assert "left out 1 comparisons: an arm names no single entity" in caplog.text


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
