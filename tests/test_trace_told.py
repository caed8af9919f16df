"""What is told of a trace on the page, in a notebook and on the command line: no word too many."""

from __future__ import annotations

import csv
import io
import json

import pytest
from test_array_trace import mapped
from worlds import world

from msc_graph.analysis.report import describe_trace
from msc_graph.cli.trace import print_trace
from msc_graph.exceptions import UsageError
from msc_graph.render.account import give_account


def both_signs():
    return world(
        ("a", "inhibits", "b", {"reference": "PMID:1"}), ("b", "activates", "d", {"reference": "PMID:1"}),
        ("a", "activates", "c", {"reference": "PMID:2"}), ("c", "activates", "d", {"reference": "PMID:3"}),
    )  # fmt: skip


def tell(kg, found, capfd) -> tuple[tuple[str, ...], str, str]:
    """The verdict on the page, in a notebook, and on the command line with what goes to stderr."""
    print_trace(describe_trace(kg.corpus, found), found)
    return give_account(kg.corpus, found).verdict, found._repr_html_(), "".join(capfd.readouterr())


@pytest.mark.parametrize("options", [{"sign": "+"}, {"same_study": True}])
def test_a_filter_does_not_change_what_the_verdict_is_over(options, capfd):
    kg = both_signs()
    found = kg.trace("a", "d", **options)
    assert (found.sign, found.found, found.judged) == ("mixed", 1, 2)
    assert describe_trace(kg.corpus, found)["judged"] == 2
    page, notebook, line = tell(kg, found, capfd)
    assert page[0] == "Over all 2 chains: mixed: chains of both signs."
    assert page[-1] == "1 of them is as asked."
    assert "all of 2 chains: mixed; as asked: 1)" in notebook
    assert "all (2): mixed; as asked: 1]" in line


def test_a_filter_that_leaves_nothing_does_not_hide_the_verdict(capfd):
    kg = world(("a", "inhibits", "b", {"reference": "PMID:1"}))
    page, notebook, line = tell(kg, kg.trace("a", "b", sign="+"), capfd)
    assert page == ("The one chain: lowers (−).", "It is not as asked.")
    assert "No chain within these bounds is as asked" in notebook
    assert "all (1): -; as asked: 0]" in line
    assert "no chain within these bounds is as asked" in line


@pytest.mark.parametrize(("via", "kept"), [([], 1), (["c"], 0)])
def test_a_cut_search_is_told_of_whatever_was_kept(via, kept, capfd):
    kg = world(
        ("a", "inhibits", "b", {}), ("b", "activates", "d", {}),
        ("a", "activates", "c", {}), ("c", "activates", "d", {}),
    )  # fmt: skip
    found = kg.trace("a", "d", via=via, max_paths=1)
    assert (found.judged, found.sign) == (kept, "unknown")
    page, notebook, line = tell(kg, found, capfd)
    assert page[-1].startswith("The search stopped at 1 path,")
    assert page[0] == (
        "Over the chains that were seen (1): direction unknown."
        if kept
        else "No chain within these bounds."
    )
    assert f"{kept} chain{'s'[: kept != 1]} seen: unknown)" in notebook
    assert f"seen ({kept}): unknown]" in line


def test_where_things_go_is_told_of_what_is_asserted_and_by_whom(capfd):
    def told(second: str, **spoiled):
        kg = world(
            ("a", "inhibits", "b", {"reference": "PMID:1"}),
            ("b", "activates", "d", {"reference": second}),
            ("a", "taken_up_by", "cell", {"reference": "PMID:1"} | spoiled),
            categories={"cell": "CellType"},
        )
        found = kg.trace("a", "d")
        return describe_trace(kg.corpus, found), tell(kg, found, capfd)[-1]

    answer, line = told("PMID:1")
    assert [place["predicate"] for place in answer["chains"][0]["whereabouts"]] == ["taken_up_by"]
    assert "the same study: a taken_up_by cell" in line
    assert "one of its sources: a taken_up_by cell" in told("PMID:2")[1]
    for spoiled in (
        {"negated": True}, {"status": "superseded"}, {"stance": "refutes"}, {"reference": "PMID:9"},
    ):  # fmt: skip
        answer, line = told("PMID:1", **spoiled)
        assert answer["chains"][0]["whereabouts"] == []
        assert "taken_up_by" not in line


def test_evidence_that_a_filter_leaves_out_tells_of_no_place():
    kg = world(
        ("a", "inhibits", "b", {"reference": "PMID:1"}),
        ("a", "taken_up_by", "cell", {"reference": "PMID:1", "study_type": "in_vitro"}),
    )
    found = kg.trace("a", "b", study_types=["in_vivo"])
    assert describe_trace(kg.corpus, found)["chains"][0]["whereabouts"] == []


def test_an_effect_without_a_mechanism_is_a_row_too(run):
    ends = ("trace", "BM-MSC exosome", "Alzheimer disease", "--max-hops", "3")
    code, out, err = run(*ends, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, err) == (0, "")
    kinds = [row["kind"] for row in rows]
    assert kinds == sorted(kinds)
    direct = [row for row in rows if row["kind"] == "direct"]
    told = json.loads(run(*ends, "--format", "json")[1])
    assert [row["statement"] for row in direct] == [s["statement"] for s in told["direct"]]
    assert direct
    assert {(row["chain"], row["score"]) for row in direct} == {("", "")}


def test_rows_say_what_is_walked_backwards(run):
    out = run("trace", "SHP2", "Alzheimer disease", "--format", "jsonl")[1]
    rows = [json.loads(line) for line in out.splitlines()]
    turned = {row["predicate"] for row in rows if not row["forward"]}
    assert turned == {"opposite_of"}


@pytest.mark.parametrize("form", ["table", "tsv", "csv", "jsonl"])
def test_only_direct_effects_are_no_empty_answer(run, form):
    ends = ("trace", "BM-MSC exosome", "Alzheimer disease", "--max-hops", "1")
    code, out, err = run(*ends, "--format", form)
    assert code == 0
    assert "ameliorates" in out
    assert err == (
        "msc-graph: no chain within these bounds; 1 statement without a mechanism between\n"
    )


@pytest.mark.parametrize("metapath", [">", " > ", "protein >", "protein > > protein"])
def test_a_metapath_with_an_empty_step_is_refused(metapath, run):
    with pytest.raises(UsageError, match="empty step"):
        both_signs().trace("a", "d", metapath=metapath)
    code, _, err = run("trace", "SHP2", "Alzheimer disease", "--metapath", metapath)
    assert code == 2
    assert "leave the metapath out" in err


@pytest.mark.parametrize("metapath", ["p1 > p0 > w", "p3 > p2 > p1 > p0 > w", "pathway"])
def test_only_paths_of_the_metapath_count_towards_the_limit(metapath):
    middle = [f"p{number}" for number in range(9)]
    kg = world(
        *(("s", "activates", one, {}) for one in (*middle, "w")),
        *((one, "contributes_to", "d", {}) for one in (*middle, "w")),
        *((one, "activates", two, {}) for one in middle for two in middle if one != two),
        ("p0", "activates", "w", {}),
        categories={"d": "Disease", "w": "Pathway"},
    )
    for graph in (kg, mapped(kg)):
        found = graph.trace("s", "d", metapath=metapath, max_paths=5, max_hops=1)
        assert (found.found, found.complete, found.sign) == (1, True, "+")


@pytest.mark.parametrize("cells", ["", "neuron"])
def test_a_process_of_no_named_cell_joins_two_studies_crossed(cells):
    context = {"disease": "x", "cell_type": cells}
    claims = [
        ("a", "reduces", "b", {"reference": "PMID:1"} | context),
        ("b", "contributes_to", "d", {"reference": "PMID:2"} | context),
    ]
    kinds = {"d": "Disease", "b": "BiologicalProcess"}
    for kg in (world(*claims, categories=kinds), mapped(world(*claims, categories=kinds))):
        (chain,) = kg.trace("a", "d").chains
        assert [joint.kind for joint in chain.joints] == ["crossed"]
    (chain,) = world(*claims, categories={"d": "Disease"}).trace("a", "d").chains
    assert [joint.kind for joint in chain.joints] == ["consistent"]
