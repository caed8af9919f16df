"""A trace on arrays gives what the trace on records gives, and says where it cannot."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_trace_exact import CLAIMS, NODES
from worlds import world

from msc_graph.analysis import array_trace
from msc_graph.analysis.weights import WEIGHTS
from msc_graph.export import FORMATS, write_export
from msc_graph.graph import MechanismGraph
from msc_graph.network.array_ranking import BestPaths
from msc_graph.network.array_search import ArraySearch
from msc_graph.snapshot.opening import open_snapshot

OPTIONS = st.fixed_dictionaries(
    {"max_hops": st.integers(1, 6)},
    optional={
        "walk": st.just("any"),
        "undirected": st.just(True),
        "sign": st.sampled_from("+-"),
        "same_study": st.just(True),
        "context": st.just({"disease": "x"}),
        "via": st.just(["c"]),
        "avoid": st.just(["d"]),
        "metapath": st.sampled_from(("protein", "protein > protein")),
        "engineered": st.just(True),
    },
)
CATEGORIES = st.dictionaries(
    st.sampled_from(NODES),
    st.sampled_from(
        ("BiologicalProcess", "Disease", "MicroRNA", "MSCSource", "VesiclePreparation")
    ),
    max_size=4,
)


def mapped(kg: MechanismGraph) -> MechanismGraph:
    """The same graph by way of a snapshot that is not kept."""
    return MechanismGraph(open_snapshot([kg.corpus], cache=False))


def answer(found) -> tuple:
    chains = [(c.hops, round(c.score, 9), c.sign, c.support, c.joints) for c in found.chains]
    counts = found.found, found.judged
    return found.sign, found.signs, counts, found.direct, chains, found.complete


@settings(max_examples=150)
@given(CLAIMS, st.sampled_from(NODES), st.sampled_from(NODES), OPTIONS, CATEGORIES)
def test_arrays_answer_as_records_do(claims, start, end, options, categories):
    filler = [("c", "binds", "d", {}), ("x", "binds", "c", {})]
    kg = world(*claims, *filler, categories=categories | {"x": "Disease"})
    if not {f"mscg:{start}", f"mscg:{end}"} <= kg.entities.keys():
        return
    found = mapped(kg).trace(start, end, top=1000, **options)
    assert answer(found) == answer(kg.trace(start, end, top=1000, **options))


@pytest.mark.parametrize(("options", "direct"), [({}, 1), ({"metapath": "protein"}, 0)])
def test_an_effect_without_a_mechanism_has_no_steps_inside(options, direct):
    kg = world(("a", "ameliorates", "b", {}))
    for graph in (kg, mapped(kg)):
        assert len(graph.trace("a", "b", **options).direct) == direct


@settings(max_examples=150)
@given(CLAIMS, OPTIONS, CATEGORIES, st.integers(1, 5), st.sampled_from((0, 2)))
def test_the_best_are_found_without_judging_all(claims, options, categories, top, most):
    filler = [("c", "binds", "d", {}), ("x", "binds", "c", {})]
    kg = world(*claims, *filler, categories=categories | {"x": "Disease"})
    if not {"mscg:a", "mscg:b"} <= kg.entities.keys():
        return
    expected = kg.trace("a", "b", top=top, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_trace, "_MOST_JUDGED", most)
        found = mapped(kg).trace("a", "b", top=top, **options)
    # Of equal chains at the cut any may be left out.
    assert [round(c.score, 9) for c in found.chains] == [round(c.score, 9) for c in expected.chains]
    assert found.sign == expected.sign
    assert (found.found, found.judged, found.direct) == (
        expected.found, expected.judged, expected.direct,
    )  # fmt: skip
    assert found.complete


def test_a_cut_search_lists_no_more_than_it_found():
    claims = [
        (f"a{n}", "activates", f"a{m}", {}) for n in range(7) for m in range(7) if n != m and m
    ]
    kg = mapped(world(*claims))
    for options in ({}, {"sign": "+"}, {"same_study": True}):
        found = kg.trace("a0", "a6", max_paths=20, **options)
        assert (found.complete, found.stopped_by) == (False, "paths")
        assert len(found.chains) <= found.found <= found.judged


def test_an_answer_whose_best_were_not_all_looked_for_is_not_complete(monkeypatch):
    kg = mapped(world(("a", "activates", "b", {}), ("b", "activates", "c", {})))
    monkeypatch.setattr(array_trace, "_MOST_JUDGED", 0)
    monkeypatch.setattr(
        ArraySearch, "best_paths", lambda *_, **__: BestPaths((), complete=False, searched=0)
    )
    found = kg.trace("a", "c")
    assert (found.stopped_by, found.searched, found.sign, found.found) == ("time", 6, "+", 1)
    assert "were seen" in found.warning


@settings(max_examples=60)
@given(CLAIMS, st.integers(1, 5))
def test_arrays_count_as_records_do(claims, max_hops):
    kg = world(*claims, categories={"e": "Disease", "f": "Disease"})
    if "mscg:a" not in kg.entities:
        return
    expected = kg.reach("a", "any:disease", max_hops=max_hops).reached
    assert mapped(kg).reach("a", "any:disease", max_hops=max_hops).reached == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("miR-146a", "Alzheimer disease"),
        ("UC-MSC", "premature ovarian failure"),
        ("any:microRNA", "any:disease"),
        ("BM-MSC exosome", "any:hallmark"),
    ],
)
def test_the_shipped_graph_answers_alike(shipped, start, end):
    large = mapped(shipped)
    assert answer(large.trace(start, end, max_hops=5)) == answer(
        shipped.trace(start, end, max_hops=5)
    )


@pytest.fixture
def kgx(shipped, tmp_path, monkeypatch):
    monkeypatch.setenv("MSC_GRAPH_CACHE", str(tmp_path / "cache"))
    write_export(shipped.corpus, "kgx", tmp_path / "kgx")
    return tmp_path / "kgx"


def test_every_command_takes_a_graph_from_elsewhere(run, kgx, tmp_path):
    data = ("--data", kgx)
    ends = ("trace", "miR-21a-5p", "atherosclerosis", "--format", "json")
    code, out, _ = run(*data, *ends)
    own = json.loads(run(*ends)[1])
    theirs = json.loads(out)
    assert code == 0
    assert [c["hops"] for c in theirs["chains"]] == [c["hops"] for c in own["chains"]]
    for command in (
        ("resolve", "NF-kB", "AD", "miRNA-146a"),
        ("show", "SHP2"),
        ("stats", "--predicates"),
        ("reach", "miR-21", "--max-hops", "3"),
        ("sparql", "targets-of-cargo", "-p", "cargo=miR-144-5p", "--format", "tsv"),
    ):
        theirs, own = run(*data, *command), run(*command)
        # The order of equals is that of the tables here, of the ids there.
        assert theirs[0] == own[0] == 0
        assert sorted(theirs[1].splitlines()) == sorted(own[1].splitlines()), command
    assert run(*data, "render", "--around", "SHP2", "-o", tmp_path / "page.html")[0] == 0
    assert run(*data, "export", "turtle", "-o", tmp_path / "again.ttl")[0] == 0


def test_a_graph_is_merged_with_the_shipped_one(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MSC_GRAPH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "nodes.tsv").write_text(
        "id\tcategory\tname\nHGNC:9644\tbiolink:Gene\tPTPN11\nHGNC:1\tbiolink:Gene\tNEW1\n"
    )
    (folder / "edges.tsv").write_text(
        "subject\tpredicate\tobject\tobject_aspect_qualifier\tobject_direction_qualifier\n"
        "HGNC:1\tbiolink:affects\tHGNC:9644\tactivity\tdecreased\n"
        "HGNC:1\tbiolink:frobnicates\tHGNC:9644\t\t\n"
    )
    both = ("--data", "shipped", "--data", folder)
    code, out, _ = run(
        *both, "trace", "NEW1", "Alzheimer disease", "--format", "json", "--top", "1"
    )
    found = json.loads(out)
    assert code == 0
    assert found["sign"] == "+"
    assert found["chains"][0]["hops"][0]["predicate"] == "inhibits"
    assert "frobnicates" in run(*both, "stats")[1]


def test_a_limit_is_said_and_cured(run, kgx):
    code, out, err = run(
        "--data", kgx, "trace", "UC-MSC", "any:disease", "--max-paths", "20", "--format", "json"
    )
    assert code == 0
    assert json.loads(out)["complete"] is False
    assert "--max-paths" in err
    assert "were seen" in err


def test_a_foreign_graph_leaves_in_every_format(run, tmp_path, monkeypatch):
    monkeypatch.setenv("MSC_GRAPH_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "nodes.tsv").write_text(
        "id\tcategory\tname\nHGNC:1\tbiolink:Gene\tNEW1\nSE:1\tbiolink:SideEffect\tnausea\n"
    )
    (folder / "edges.tsv").write_text(
        "subject\tpredicate\tobject\tsign\nHGNC:1\tbiolink:frobnicates\tSE:1\t1\n"
    )
    for form in FORMATS:
        assert run("--data", folder, "export", form, "-o", tmp_path / f"out.{form}")[0] == 0, form
    again = run("--data", tmp_path / "out.kgx", "stats", "--predicates", "--format", "tsv")[1]
    assert "biolink:frobnicates(+)\t1\tforeign\t1" in again
    found = json.loads(
        run(
            "--data",
            folder,
            "trace",
            "NEW1",
            "any:side effect",
            "--walk",
            "any",
            "--format",
            "json",
        )[1]
    )
    assert (found["sign"], found["end"]["label"]) == ("+", "any side effect")


def test_other_weights_find_the_best_too(shipped, monkeypatch):
    monkeypatch.setattr(array_trace, "_MOST_JUDGED", 0)
    heavy = WEIGHTS._replace(review=1.0, in_vitro=1.0, implied=1.0)
    ends = ("miR-146a", "Alzheimer disease")
    expected = shipped.trace(*ends, weights=heavy, max_hops=4, top=5).chains
    found = mapped(shipped).trace(*ends, weights=heavy, max_hops=4, top=5).chains
    assert [round(c.score, 9) for c in found] == [round(c.score, 9) for c in expected]
