"""The benchmarks at a tiny size: the generator, and that all contenders give one answer."""

from __future__ import annotations

import csv
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from msc_graph.vocabulary import load_vocabulary

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

generator = import_module("generator")
kgx_pair = import_module("kgx_pair")
measure = import_module("measure")
metagraph = import_module("metagraph")
peers = import_module("peers")
base = import_module("peers.base")
processes = import_module("processes")
questions = import_module("questions")
report = import_module("report")
rows = import_module("rows")

EDGES, NODES = 6_000, 900


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated")
    graph = generator.generate(EDGES, nodes=NODES)
    generator.save_graph(graph, folder)
    kgx_pair.write_pair(graph, folder / "kgx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(processes.CACHE_VARIABLE, str(folder / "cache"))
        yield folder


@pytest.fixture(scope="module")
def graph(folder):
    return generator.load_graph(folder)


def read(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_graph_has_the_size_asked_for_and_no_edge_twice(graph):
    assert graph.edges == EDGES
    assert abs(graph.nodes - NODES) < 20
    triples = np.stack((graph.subject, graph.metaedge, graph.object))
    assert np.unique(triples, axis=1).shape[1] == EDGES
    assert (graph.subject != graph.object).all()
    kinds = graph.node_kind()
    names = [kind.abbreviation for kind in metagraph.METANODES]
    for place, kind in enumerate(metagraph.METAEDGES):
        chosen = graph.metaedge == place
        assert {names[k] for k in kinds[graph.subject[chosen]]} <= {kind.subject}
        assert {names[k] for k in kinds[graph.object[chosen]]} <= {kind.object}


def test_a_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    texts = []
    for number, seed in enumerate((1, 1, 2)):
        made = generator.generate(2_000, nodes=NODES, seed=seed)
        kgx_pair.write_pair(made, tmp_path / str(number), seed=seed)
        texts.append((tmp_path / str(number) / "edges.tsv").read_bytes())
    assert texts[0] == texts[1] != texts[2]


def test_mean_degree_stays_and_hubs_stand_out():
    small, large = (generator.generate(edges) for edges in (50_000, 200_000))
    means = [2 * g.edges / g.nodes for g in (small, large)]
    assert means[0] == pytest.approx(means[1], rel=0.02)
    degree = np.bincount(np.concatenate((large.subject, large.object)), minlength=large.nodes)
    assert degree.max() > 10 * np.median(degree)


def test_too_many_edges_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        generator.generate(100_000, nodes=100)


def test_a_pair_of_files_says_what_the_arrays_say(folder, graph):
    edges, nodes = read(folder / "kgx" / "edges.tsv"), read(folder / "kgx" / "nodes.tsv")
    ids = generator.node_ids(graph)
    assert [node["id"] for node in nodes] == ids
    assert len({edge["id"] for edge in edges}) == EDGES
    assert [edge["subject"] for edge in edges] == [ids[s] for s in graph.subject]
    assert [edge["object"] for edge in edges] == [ids[o] for o in graph.object]
    assert [int(edge["sign"]) for edge in edges] == graph.sign.tolist()
    published = sum(bool(edge["publications"]) for edge in edges) / EDGES
    assert published == pytest.approx(kgx_pair.PUBLISHED, abs=0.05)


def test_the_words_of_an_edge_tell_its_sign(folder):
    words = ("biolink", "qualified_predicate", "object_direction")
    signs = {
        tuple(getattr(p, w) for w in words): p.sign
        for p in load_vocabulary().predicates.values()
        if p.role in ("causal", "outcome")
    }
    for edge in read(folder / "kgx" / "edges.tsv"):
        key = (edge["predicate"], edge["qualified_predicate"], edge["object_direction_qualifier"])
        told = signs.get(key, 0)
        # The vocabulary has no word for a treatment: there the column has to be read.
        if not edge["predicate"].endswith(("treat", "treats")):
            assert told == int(edge["sign"]), edge


@pytest.mark.parametrize("job", rows.ROWS)
def test_contenders_give_one_answer(folder, graph, job):
    row = rows.ROWS[job]
    names = [n for n in (*peers.OURS, *row.peers) if peers.is_installed(n)]
    if job.startswith("best"):
        # Weights that are added up cannot tell our ranking; nothing would be compared.
        names = [name for name in names if not name.startswith("networkx")]
    contenders = [peers.make_contender(name) for name in names]
    contenders = [c for c in contenders if job in c.jobs]
    for contender in contenders:
        contender.load(graph, folder, job)
    for question in questions.draw_questions(graph, job, 2 if job == "best" else 8):
        answers = [c.canonical(question, getattr(c, job)(question)) for c in contenders]
        assert len({a.digest for a in answers if a.digest}) == 1, (question, answers)


def test_a_missing_path_and_a_wrong_one_are_seen():
    whole = [np.array([[1], [2]]), np.array([[3, 4], [5, 6]])]
    answer = base.digest_paths(whole)
    assert answer.size == 4
    assert base.digest_paths([a[::-1] for a in whole[::-1]]).digest == answer.digest
    assert base.digest_paths([whole[0], whole[1][:1]]).digest != answer.digest
    assert base.digest_paths([whole[0], np.array([[3, 4], [6, 5]])]).digest != answer.digest


def test_paths_over_nodes_stand_for_paths_over_parallel_edges():
    ends = np.array([0, 1, 1, 0]), np.array([1, 0, 2, 2])
    kinds = np.zeros(4, np.uint8)
    pairs = base.NodePairs(generator.Graph(np.array([0, 3]), *ends, kinds, kinds.view(np.int8)))
    assert pairs.unique.tolist() == [[0, 1], [0, 2], [1, 2]]
    one, two = sorted(pairs.expand([[0, 2], [0, 1, 2]]), key=lambda a: a.shape[1])
    assert one.tolist() == [[3]]
    assert sorted(two.tolist()) == [[0, 2], [1, 2]]


def test_a_row_is_measured_and_told(folder):
    names = [n for n in ("numpy", "networkx") if peers.is_installed(n)]
    limits = measure.Limits(pairs=3, warm=1, seconds=20, budget=20)
    measured = measure.measure_row(rows.ROWS["shortest"], folder, names, limits)
    assert not measured.differences()
    assert [measured.compared(name) for name in names] == [0, 3]
    assert "| networkx | 3 |" in "\n".join(report.render_measured(measured))
    assert report.summarise(measured)["contenders"]["networkx"]["timeouts"] == 0


def test_who_takes_too_long_is_ended(folder):
    limits = measure.Limits(pairs=1, warm=0, seconds=1e-6, budget=20)
    measured = measure.measure_row(rows.ROWS["all_paths"], folder, ["networkx"], limits)
    assert measured.timeouts("networkx") == 1
    assert measured.milliseconds("networkx") == [pytest.approx(1e-3)]


def test_loads_hold_every_edge(folder):
    loads = processes.measure_load(folder, ["snapshot", "networkx", "rdflib"])
    assert {found["edges"] for found in loads.values()} == {EDGES}
    assert all(found["peak"] > 1e7 for found in loads.values())


def test_all_questions_are_asked_in_several_turns_unless_that_takes_long(folder, monkeypatch):
    if not peers.is_installed("networkx"):
        pytest.skip("networkx is not installed")
    limits = measure.Limits(pairs=4, warm=1, seconds=20, budget=20, turns=2)
    names = ["numpy", "networkx"]
    measured = measure.measure_row(rows.ROWS["shortest"], folder, names, limits)
    assert measured.turns == {"numpy": 2, "networkx": 2}
    assert measured.compared("networkx") == 4
    monkeypatch.setattr(measure, "LONG_TURN", 0.0)
    measured = measure.measure_row(rows.ROWS["shortest"], folder, names, limits)
    assert measured.turns == {"numpy": 1, "networkx": 1}


def test_who_has_used_up_its_budget_is_asked_no_more(folder):
    limits = measure.Limits(pairs=4, warm=1, seconds=20, budget=1e-9, turns=1)
    measured = measure.measure_row(rows.ROWS["shortest"], folder, ["numpy", "networkx"], limits)
    assert measured.asked("numpy") == [0, 1, 2, 3]
    assert measured.asked("networkx") == [0]


def test_answers_that_differ_from_turn_to_turn_are_told():
    one, two = base.digest_counts([1]), base.digest_counts([2])
    merged = measure.merge_replies([measure.Reply(1.0, one), measure.Reply(3.0, one), None])
    assert merged == measure.Reply(2.0, one)
    assert "differ" in measure.merge_replies([measure.Reply(1.0, one), measure.Reply(1.0, two)])[2]
    assert measure.merge_replies([None, None]) is None
