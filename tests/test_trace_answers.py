"""What an answer says besides its chains: context, template, explanation, limits."""

from __future__ import annotations

import json

import pytest
from worlds import world

from msc_graph.analysis.context import find_agreement
from msc_graph.analysis.report import describe_trace
from msc_graph.analysis.weights import WEIGHTS
from msc_graph.exceptions import UnknownTermError, UsageError


def diamond():
    return world(
        ("a", "activates", "b", {"reference": "PMID:1", "disease": "x", "cell_type": "neuron"}),
        ("b", "activates", "d", {"reference": "PMID:1", "disease": "x"}),
        ("a", "activates", "c", {"reference": "PMID:2", "disease": "x", "species": "mouse"}),
        ("c", "activates", "d", {"reference": "PMID:3", "disease": "y", "species": "rat"}),
        ("x", "regulates", "y", {}),
        categories={"x": "Disease", "y": "Disease"},
    )


def test_context_of_the_hops_is_compared():
    graph = diamond()
    one, two = graph.trace("a", "d").chains
    assert find_agreement(graph.corpus, one)["disease"] == ("agree", ("x",), 2, 2)
    assert find_agreement(graph.corpus, one)["cell_type"] == ("agree", ("neuron",), 1, 2)
    assert find_agreement(graph.corpus, two)["disease"].kind == "differ"
    assert find_agreement(graph.corpus, two)["species"].kind == "differ"
    assert find_agreement(graph.corpus, two)["msc_source"].kind == "silent"


def test_a_study_that_carries_a_chain_speaks_alone():
    graph = world(
        ("a", "activates", "b", {"reference": "PMID:1", "species": "mouse"}),
        ("a", "activates", "b", {"reference": "PMID:2", "species": "rat"}),
        ("b", "activates", "c", {"reference": "PMID:1", "species": "mouse"}),
    )
    agreement = find_agreement(graph.corpus, graph.trace("a", "c").chains[0])["species"]
    assert agreement.shared == ("mouse",)


def test_only_chains_of_one_study_on_request():
    found = diamond().trace("a", "d", same_study=True)
    assert [chain.support for chain in found.chains] == ["demonstrated"]


def test_only_hops_shown_in_a_context_on_request():
    graph = diamond()
    (chain,) = graph.trace("a", "d", context={"disease": "x"}).chains
    assert [hop.target for hop in chain.hops] == ["mscg:b", "mscg:d"]
    assert graph.trace("a", "d", context=[("disease", "x"), ("disease", "y")]).found == 2
    assert graph.trace("a", "d", context={"disease": "y"}).found == 0


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"context": {"weather": "x"}}, UsageError),
        ({"context": {"disease": "nothing like it"}}, UnknownTermError),
        ({"walk": "random"}, UsageError),
        ({"metapath": "protein > nothing"}, UnknownTermError),
        ({"max_paths": 0}, UsageError),
        ({"max_seconds": 0}, UsageError),
        ({"colour": "red"}, UsageError),
    ],
)
def test_senseless_options_are_refused(option, error):
    with pytest.raises(error):
        diamond().trace("a", "d", **option)


def test_a_metapath_names_every_step():
    graph = world(
        ("a", "activates", "p", {}), ("p", "promotes", "q", {}), ("q", "contributes_to", "d", {}),
        ("a", "promotes", "q", {}), ("p", "contributes_to", "d", {}),
        categories={"q": "BiologicalProcess", "d": "Disease"},
    )  # fmt: skip

    def inside(metapath):
        return [
            [hop.target for hop in chain.hops[:-1]]
            for chain in graph.trace("a", "d", metapath=metapath).chains
        ]

    assert inside("protein > biological process") == [["mscg:p", "mscg:q"]]
    assert inside("any:biological process") == [["mscg:q"]]
    assert inside("p") == [["mscg:p"]]
    assert inside("biological process > protein") == []


def test_a_cut_search_calls_no_sign_unless_it_saw_both():
    graph = world(
        ("a", "activates", "b", {}), ("b", "activates", "d", {}),
        ("a", "activates", "c", {}), ("c", "inhibits", "d", {}),
    )  # fmt: skip
    cut = graph.trace("a", "d", max_paths=1)
    assert (cut.complete, cut.sign) == (False, "unknown")
    assert "--max-paths" in cut.warning
    assert graph.trace("a", "d").sign == "mixed"
    assert graph.trace("a", "d").warning == ""


def test_the_template_names_the_missing_step(toy_graph):
    found = toy_graph.trace("UC-MSC", "Alzheimer disease", top=100)
    answer = describe_trace(toy_graph.corpus, found, template=True)
    by_nodes = {
        tuple(hop["object"]["label"] for hop in chain["hops"]): chain["template"]
        for chain in answer["chains"]
    }
    fit = by_nodes[
        "UC-MSC exosome", "hsa-miR-146a-5p", "astrocyte inflammation", "Alzheimer disease"
    ]
    assert [node["label"] for node in fit["steps"]["cargo"]] == ["hsa-miR-146a-5p"]
    assert fit["missing"] == ["target", "pathway"]
    assert fit["beyond"] == []


def test_what_lies_before_the_start_is_not_missing(shipped):
    chain = shipped.trace("miR-21a-5p", "atherosclerosis", via=["KLF6"], top=1)
    fit = describe_trace(shipped.corpus, chain, template=True)["chains"][0]["template"]
    assert fit["beyond"] == ["source", "preparation"]
    assert "target" not in fit["missing"]


def test_the_explanation_says_what_is_shown_and_what_is_not(shipped):
    found = shipped.trace("miR-21a-5p", "atherosclerosis", via=["KLF6"], top=1)
    text = describe_trace(shipped.corpus, found, explain=True)["chains"][0]["explanation"]
    assert text.startswith("mmu-miR-21a-5p inhibits KLF6")
    assert "lowers atherosclerosis" in text
    assert "Ma 2021" in text
    assert "Not shown but inferred:" in text
    assert "\n" not in text


def test_the_explanation_of_a_stitched_chain_names_the_joint():
    graph = diamond()
    answer = describe_trace(graph.corpus, graph.trace("a", "d"), explain=True)
    stitched = next(c for c in answer["chains"] if c["support"] == "assembled")
    assert "No single study carries it" in stitched["explanation"]
    assert "at c their contexts differ" in stitched["explanation"]


def test_a_hop_that_its_study_spells_out_ranks_below_the_longer_way():
    graph = world(
        ("a", "activates", "b", {"reference": "PMID:1"}),
        ("b", "activates", "c", {"reference": "PMID:1"}),
        ("a", "activates", "c", {"reference": "PMID:1"}),
        ("c", "contributes_to", "d", {"reference": "PMID:1"}),
    )
    longer, summary = graph.trace("a", "d").chains
    assert len(longer.hops) == 3
    assert summary.score_parts["summaries"] == WEIGHTS.summary


def test_a_hub_costs_and_evidence_filters_do_not_change_it():
    claims = [("a", "activates", "hub", {}), ("hub", "activates", "d", {})]
    claims += [("a", "activates", "n", {}), ("n", "activates", "d", {})]
    claims += [("hub", "activates", f"x{n}", {"study_type": "in_vitro"}) for n in range(20)]
    graph = world(*claims)
    quiet, busy = graph.trace("a", "d").chains
    assert quiet.hops[0].target == "mscg:n"
    filtered = graph.trace("a", "d", study_types=["in_vivo"]).chains[1]
    assert filtered.score_parts["hubs"] == busy.score_parts["hubs"] < 1


def test_any_walk_and_undirected():
    graph = world(("a", "part_of", "b", {}), ("c", "inhibits", "b", {}))
    assert graph.trace("a", "c").found == 0
    assert graph.trace("a", "c", undirected=True).found == 0
    found = graph.trace("a", "c", walk="any", undirected=True)
    assert [(hop.sign, hop.forward) for hop in found.chains[0].hops] == [(0, True), (0, False)]


def test_the_new_options_on_the_command_line(run):
    code, out, _ = run(
        "trace", "miR-21a-5p", "atherosclerosis", "--via", "KLF6", "--context",
        "disease=atherosclerosis", "--same-study", "--template", "--explain", "--top", "1",
    )  # fmt: skip
    assert code == 0
    assert "cargo: mmu-miR-21a-5p → target: KLF6" in out
    assert "its hops agree on: atherosclerosis" in out
    code, out, err = run("trace", "UC-MSC", "any:disease", "--max-paths", "5", "--format", "json")
    assert code == 0
    assert json.loads(out)["complete"] is False
    assert "--max-paths" in err
    code, _, err = run("trace", "miR-146a", "Alzheimer disease", "--context", "disease")
    assert (code, err.count("\n")) == (2, 1)


def test_reach_on_the_command_line(run):
    code, out, _ = run("reach", "miR-21a-5p", "--format", "json")
    assert code == 0
    first = json.loads(out)[0]
    assert (first["label"], first["sign"], first["raising"]) == ("atherosclerosis", "-", 0)
