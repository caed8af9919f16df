from __future__ import annotations

import pytest
from worlds import world

from msc_graph.analysis.report import describe_trace
from msc_graph.exceptions import UnknownTermError, UsageError
from msc_graph.graph import MechanismGraph


def labels(graph: MechanismGraph, chain) -> list[str]:
    return [graph.corpus.label(hop.target) for hop in chain.hops]


def test_a_diamond_of_opposite_signs_is_mixed():
    graph = world(
        ("a", "activates", "b", {"reference": "PMID:1"}), ("b", "activates", "d", {"reference": "PMID:1"}),
        ("a", "inhibits", "c", {"reference": "PMID:2"}), ("c", "activates", "d", {"reference": "PMID:2"}),
    )  # fmt: skip
    found = graph.trace("a", "d")
    assert found.sign == "mixed"
    assert {chain.sign for chain in found.chains} == {"+", "-"}
    assert found.parting is not None
    assert found.parting.entity == "mscg:a"
    assert (found.parting.raising.target, found.parting.lowering.target) == ("mscg:b", "mscg:c")
    assert describe_trace(graph.corpus, found)["parting"]["at"]["label"] == "a"


def test_the_signs_part_where_the_chains_part():
    graph = world(
        ("s", "activates", "a", {}), ("a", "activates", "d", {}), ("a", "inhibits", "d", {}),
    )  # fmt: skip
    parting = graph.trace("s", "d").parting
    assert parting.entity == "mscg:a"
    assert (parting.raising.sign, parting.lowering.sign) == (1, -1)


def test_the_verdict_is_not_the_sign_of_the_shortest_path():
    graph = world(
        ("a", "activates", "d", {"reference": "PMID:1"}),
        ("a", "activates", "b", {"reference": "PMID:1"}), ("b", "inhibits", "c", {"reference": "PMID:1"}),
        ("c", "activates", "d", {"reference": "PMID:1"}),
    )  # fmt: skip
    assert graph.trace("a", "d").sign == "mixed"


def test_feedback_does_not_loop():
    graph = world(
        ("a", "activates", "b", {}),
        ("b", "inhibits", "a", {}),
        ("b", "activates", "c", {}),
        ("c", "activates", "b", {}),
    )
    found = graph.trace("a", "c")
    assert [labels(graph, chain) for chain in found.chains] == [["b", "c"]]


@pytest.mark.parametrize(
    "spoiled",
    [
        {"negated": True},
        {"status": "superseded"},
        {"stance": "refutes"},
        {"stance": "no_effect"},
    ],
)
def test_what_is_not_supported_is_not_walked(spoiled):
    graph = world(("a", "activates", "b", spoiled), ("b", "activates", "c", {}))
    assert graph.trace("a", "c").found == 0


@pytest.mark.parametrize(
    "predicate", ["part_of", "participates_in", "associated_with", "binds", "prepared_from"]
)
def test_structure_and_correlation_are_no_mechanism(predicate):
    graph = world(("a", predicate, "b", {}), ("b", "activates", "c", {}))
    assert graph.trace("a", "c").found == 0


def test_an_unsigned_hop_makes_the_sign_unknown():
    graph = world(("a", "regulates", "b", {}), ("b", "activates", "c", {}))
    assert graph.trace("a", "c").sign == "unknown"


def test_opposite_poles_join_both_ways_with_a_turn_of_sign():
    graph = world(
        ("a", "promotes", "b", {}), ("c", "opposite_of", "b", {}), ("c", "contributes_to", "d", {})
    )
    found = graph.trace("a", "d")
    assert found.sign == "-"
    assert [hop.forward for hop in found.chains[0].hops] == [True, False, True]


def test_support_tells_shown_from_stitched():
    shown = world(
        ("a", "activates", "b", {"reference": "PMID:1"}),
        ("b", "activates", "c", {"reference": "PMID:1"}),
    )
    assert shown.trace("a", "c").chains[0].support == "demonstrated"
    implied = world(
        ("a", "activates", "b", {"reference": "PMID:1"}),
        ("b", "activates", "c", {"reference": "PMID:1", "basis": "implied"}),
    )
    assert implied.trace("a", "c").chains[0].support == "inferred"
    review = world(
        (
            "a",
            "activates",
            "b",
            {"reference": "li2025:0", "review": "li2025", "locator": "Conclusion"},
        ),
        (
            "b",
            "activates",
            "c",
            {"reference": "li2025:0", "review": "li2025", "locator": "Conclusion"},
        ),
    )
    assert review.trace("a", "c").chains[0].support == "reviewed"
    stitched = world(
        ("a", "activates", "b", {"reference": "PMID:1", "disease": "x"}),
        ("b", "activates", "c", {"reference": "PMID:2", "disease": "y"}),
    ).trace("a", "c")
    assert stitched.chains[0].support == "assembled"
    assert [joint.kind for joint in stitched.chains[0].joints] == ["crossed"]
    assert stitched.signs == {"single_study": "unknown", "consistent": "unknown", "all": "+"}


def test_a_preparation_is_only_a_head(toy_graph):
    found = toy_graph.trace("UC-MSC", "Alzheimer disease", max_hops=6, top=100)
    for chain in found.chains:
        categories = [toy_graph.entities[hop.target].category for hop in chain.hops]
        assert categories.index("VesiclePreparation") == 0
        assert categories.count("VesiclePreparation") == 1


def test_an_effect_without_a_mechanism_is_listed_apart(toy_graph):
    found = toy_graph.trace("UC-MSC exosome", "Alzheimer disease", top=100)
    direct = [toy_graph.statements[s] for s in found.direct]
    assert [(s.predicate, s.object) for s in direct] == [("ameliorates", "MONDO:0004975")]
    assert not any(hop.statement in found.direct for chain in found.chains for hop in chain.hops)


def test_constraints(toy_graph):
    ends = ("miR-146a", "Alzheimer disease")
    everything = toy_graph.trace(*ends, top=100)
    assert toy_graph.trace(*ends, via=["NF-kB"]).found == 1
    assert toy_graph.trace(*ends, via=["any:biological process"], avoid=["NF-kB"]).found == 1
    assert toy_graph.trace(*ends, avoid=["astrocyte inflammation"]).sign == "unknown"
    assert toy_graph.trace(*ends, sign="+").found == 0
    assert toy_graph.trace(*ends, study_types=["in_vitro"]).found == 0
    assert toy_graph.trace(*ends, max_hops=2, top=100).found < everything.found
    assert len(toy_graph.trace(*ends, top=1).chains) == 1
    assert toy_graph.trace("BACE1", "Alzheimer disease").found == 1
    assert toy_graph.trace("BACE1", "Alzheimer disease", background=False).found == 0


def test_a_filter_also_rules_what_a_chain_is_judged_by():
    graph = world(
        ("a", "activates", "b", {"reference": "PMID:1", "study_type": "in_vitro"}),
        ("a", "activates", "b", {"reference": "PMID:2", "basis": "implied"}),
        ("b", "activates", "c", {"reference": "PMID:1", "study_type": "in_vitro"}),
        ("b", "activates", "c", {"reference": "PMID:3"}),
    )
    assert graph.trace("a", "c").chains[0].support == "demonstrated"
    (chain,) = graph.trace("a", "c", study_types=["in_vivo"]).chains
    assert chain.support == "assembled"
    assert chain.references == ("PMID:2", "PMID:3")


def test_general_knowledge_that_is_switched_off_counts_for_nothing():
    graph = world(
        ("a", "activates", "b", {"reference": "PMID:1"}),
        ("b", "activates", "c", {"reference": "PMID:1", "basis": "background"}),
        ("b", "activates", "c", {"reference": "PMID:2"}),
    )
    assert graph.trace("a", "c").chains[0].support == "inferred"
    assert graph.trace("a", "c", background=False).chains[0].support == "assembled"


def test_engineered_preparations_are_reached_on_request(toy_graph):
    ends = ("UC-MSC", "any:vesicle preparation")
    assert toy_graph.trace(*ends).found == 1
    assert toy_graph.trace(*ends, engineered=True).found == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("miR-146a", "AD"), UnknownTermError),
        (("miR-999", "Alzheimer disease"), UnknownTermError),
        (("any:thing", "Alzheimer disease"), UnknownTermError),
    ],
)
def test_unknown_ends_are_refused(toy_graph, arguments, error):
    with pytest.raises(error):
        toy_graph.trace(*arguments)


def test_senseless_bounds_are_refused(toy_graph):
    with pytest.raises(UsageError):
        toy_graph.trace("miR-146a", "Alzheimer disease", max_hops=0)


def test_start_is_end(toy_graph):
    assert toy_graph.trace("miR-146a", "miR-146a").found == 0


def test_the_json_of_a_trace_has_its_documented_fields(toy_graph):
    answer = describe_trace(toy_graph.corpus, toy_graph.trace("miR-146a", "Alzheimer disease"))
    assert {"start", "end", "sign", "signs", "complete", "chains", "direct"} <= answer.keys()
    chain = answer["chains"][0]
    assert {
        "rank",
        "score",
        "score_parts",
        "sign",
        "support",
        "joints",
        "end_to_end",
        "references",
        "hops",
    } <= chain.keys()
    hop = chain["hops"][0]
    assert hop["subject"] == {
        "id": "mirbase.mature:MIMAT0000449",
        "label": "hsa-miR-146a-5p",
        "category": "MicroRNA",
    }
    assert (hop["predicate"], hop["sign"]) == ("reduces", -1)
    assert hop["evidence"][0]["model"] == "APP/PS1 mouse"
