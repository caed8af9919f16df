"""Chains are left unjudged only where their score cannot be among the best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_array_trace import OPTIONS, answer, mapped
from test_trace_exact import CLAIMS, NODES
from worlds import world

from msc_graph.analysis.array_ground import Ground, find_numbers
from msc_graph.analysis.array_index import ArrayIndex
from msc_graph.analysis.array_scores import ScoreBounds, lower_only
from msc_graph.analysis.chains import Judge
from msc_graph.analysis.trace import Constraints
from msc_graph.analysis.weights import WEIGHTS
from msc_graph.network.filters import WalkRules

RULES = st.fixed_dictionaries(
    {
        "study_types": st.sampled_from((frozenset(), frozenset({"in_vivo"}))),
        "background": st.booleans(),
        "any_predicate": st.booleans(),
        "undirected": st.booleans(),
    }
)
FACTOR = st.floats(0, 1)
WEIGHINGS = st.fixed_dictionaries(
    {
        "consistent": FACTOR,
        "crossed": FACTOR,
        "hub": st.floats(-0.5, 0.5),
        "detail_none": FACTOR,
        "unsigned": FACTOR,
        "in_vivo": st.sampled_from((0.7, 1.0)),
    }
)


@settings(max_examples=150)
@given(CLAIMS, st.sampled_from(NODES), st.sampled_from(NODES), OPTIONS, st.integers(1, 4))
def test_few_judged_are_as_good_as_all(claims, start, end, options, top):
    kg = world(
        *claims, ("c", "binds", "d", {}), ("x", "binds", "c", {}), categories={"x": "Disease"}
    )
    if not {f"mscg:{start}", f"mscg:{end}"} <= kg.entities.keys():
        return
    found = mapped(kg).trace(start, end, top=top, **options)
    expected = kg.trace(start, end, top=top, **options)
    assert answer(found) == answer(expected)
    assert found.parting == expected.parting


@settings(max_examples=150)
@given(CLAIMS, RULES, WEIGHINGS)
def test_no_score_is_above_its_bound(claims, rules, weights):
    rules, weights = WalkRules(**rules), WEIGHTS._replace(**weights)
    kg = mapped(world(*claims))
    if not {"mscg:a", "mscg:b"} <= kg.entities.keys():
        return
    corpus = kg.corpus
    ground = Ground.prepare(corpus, Constraints(rules=rules), weights)
    judge = Judge(corpus, ArrayIndex(corpus, ground.walk, rules), rules, weights)
    bounds = ScoreBounds(corpus, ground.walk, rules, weights)
    ends = (find_numbers(corpus, [f"mscg:{name}"]) for name in "ab")
    for block in ground.search.all_paths(*ends, max_hops=4, limit=1000).blocks:
        if len(block):
            scores = [judge.judge(ground.hops(codes)).score for codes in block.tolist()]
            assert (np.array(scores) <= bounds.of(block)).all()


@pytest.mark.parametrize("rules", [WalkRules(), WalkRules(undirected=True)])
def test_the_bound_knows_the_sign_of_a_hop_as_it_is_walked(rules):
    """A pole walked backwards keeps its sign, another statement loses it."""
    study = {"reference": "PMID:1"}
    kg = mapped(world(("a", "activates", "b", study), ("c", "opposite_of", "b", study)))
    corpus = kg.corpus
    ground = Ground.prepare(corpus, Constraints(rules=rules))
    judge = Judge(corpus, ArrayIndex(corpus, ground.walk, rules), rules)
    bounds = ScoreBounds(corpus, ground.walk, rules, WEIGHTS)
    pairs = [("a", "c"), ("c", "a")] if rules.undirected else [("a", "c")]
    for pair in pairs:
        ends = (find_numbers(corpus, [f"mscg:{name}"]) for name in pair)
        block = ground.search.all_paths(*ends, max_hops=2, limit=9).blocks[1]
        (codes,) = block.tolist()
        assert bounds.of(block)[0] == pytest.approx(judge.judge(ground.hops(codes)).score)


def test_weights_that_raise_a_score_allow_no_bound():
    assert lower_only(WEIGHTS)
    assert lower_only(WEIGHTS._replace(hub=-2.0))
    assert not lower_only(WEIGHTS._replace(crossed=1.5))
