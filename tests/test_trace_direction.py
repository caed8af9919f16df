"""Statements walked against their direction: in signs, in scores, in words."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_array_trace import mapped
from test_trace_exact import CLAIMS
from worlds import world

from msc_graph.analysis.chains import SIGNS, Judge
from msc_graph.analysis.report import describe_trace
from msc_graph.analysis.weights import WEIGHTS
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import build_index


def explain(kg, *ends: str, **options) -> str:
    answer = describe_trace(kg.corpus, kg.trace(*ends, **options), explain=True)
    return answer["chains"][0]["explanation"]


def engineered():
    return world(
        ("vesicle", "prepared_from", "source", {}),
        ("vesicle", "carries", "cargo", {}),
        ("cargo", "inhibits", "target", {}),
        categories={"source": "MSCSource", "vesicle": "VesiclePreparation", "cargo": "MicroRNA"},
    )


@settings(max_examples=100)
@given(CLAIMS, st.sampled_from(("mechanism", "any")), st.booleans())
def test_the_hops_that_are_told_multiply_to_the_sign_of_the_chain(claims, walk, undirected):
    kg = world(*claims)
    if not {"mscg:a", "mscg:b"} <= kg.entities.keys():
        return
    found = kg.trace("a", "b", walk=walk, undirected=undirected, top=100)
    for chain, told in zip(found.chains, describe_trace(kg.corpus, found)["chains"], strict=True):
        signs = [hop["sign"] for hop in told["hops"]]
        assert SIGNS[prod(signs)] == told["sign"]
        assert chain.score_parts["unsigned"] == pytest.approx(WEIGHTS.unsigned ** signs.count(0))


def test_an_engineered_preparation_passes_the_sign_of_its_source_on():
    for kg in (engineered(), mapped(engineered())):
        found = kg.trace("source", "target", engineered=True)
        (chain,) = describe_trace(kg.corpus, found)["chains"]
        assert chain["sign"] == "-"
        assert [(hop["sign"], hop["forward"]) for hop in chain["hops"]] == [
            (1, False), (1, True), (-1, True),
        ]  # fmt: skip
        assert chain["score_parts"]["unsigned"] == 1


def test_a_score_does_not_hang_on_what_was_judged_before():
    study = {"reference": "PMID:1"}
    corpus = world(
        ("a", "activates", "b", study), ("a", "inhibits", "m", study), ("m", "activates", "b", study)
    ).corpus  # fmt: skip
    rules = WalkRules(undirected=True)
    index = build_index(corpus, rules)
    (there,) = (hop for hop in index.outgoing["mscg:a"] if hop.target == "mscg:b")
    (back,) = (hop for hop in index.outgoing["mscg:b"] if hop.target == "mscg:a")
    for hops in ((there, back), (back, there)):
        judge = Judge(corpus, index, rules)
        summaries = {hop: judge.judge((hop,)).score_parts["summaries"] for hop in hops}
        # The two steps between have the other sign; against the arrows nothing has one.
        assert summaries == {there: 1, back: WEIGHTS.summary}


def test_a_paragraph_keeps_subject_and_object_of_what_is_walked_backwards():
    kg = world(
        ("cargo", "inhibits", "target", {}), ("target", "contributes_to", "outcome", {}),
        categories={"outcome": "Disease"},
    )  # fmt: skip
    told = explain(kg, "outcome", "cargo", undirected=True)
    assert told.startswith("target contributes to outcome; cargo inhibits target. Whether outcome")
    assert (
        "“target contributes to outcome” and “cargo inhibits target” are walked backwards" in told
    )
    told = explain(engineered(), "source", "target", engineered=True)
    assert told.startswith(
        "vesicle is prepared from source and carries cargo, which inhibits target. By this chain"
    )


def test_a_paragraph_says_which_statement_has_no_direction():
    kg = world(
        ("a", "regulates", "b", {}), ("c", "inhibits", "b", {}), ("c", "associated_with", "d", {})
    )
    told = explain(kg, "a", "d", walk="any", undirected=True)
    assert told.startswith("a regulates b; c inhibits b and is associated with d. Whether")
    assert "no direction in “a regulates b” and “c is associated with d”; “c inhibits b” is" in told
    # Both ways round it is one and the same relation.
    told = explain(kg, "d", "b", walk="any", undirected=True)
    assert told.startswith("d is associated with c, which inhibits b.")
