"""The trace against networkx: every chain within the bounds, the right sign, the best first."""

from __future__ import annotations

from math import prod

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import world

NODES = "abcdef"
PREDICATES = {
    "activates": 1, "inhibits": -1, "regulates": 0, "promotes": 1, "contributes_to": 1,
    "ameliorates": -1, "opposite_of": -1,
}  # fmt: skip
NOT_WALKED = ("part_of", "associated_with", "binds", "precedes", "prepared_from", "biomarker_for")

CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from((*PREDICATES, *NOT_WALKED)),
        st.sampled_from(NODES),
        st.fixed_dictionaries(
            {
                "reference": st.sampled_from(("PMID:1", "PMID:2", "PMID:3")),
                "stance": st.sampled_from(("supports", "supports", "supports", "refutes")),
                "basis": st.sampled_from(("stated", "implied")),
                "disease": st.sampled_from(("", "x", "y")),
            },
            optional={"negated": st.just(True), "status": st.just("superseded")},
        ),
    ),
    min_size=1,
    max_size=14,
)


def walked(kg) -> nx.MultiDiGraph:
    """The statements that a careful reader would follow, out of the graph's own network."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(kg.network)
    for source, target, key, data in kg.network.edges(keys=True, data=True):
        supported = any(e.stance == "supports" for e in data["evidence"])
        if data["negated"] or data["status"] == "superseded" or not supported:
            continue
        if data["predicate"] in PREDICATES:
            graph.add_edge(source, target, key=key, sign=data["sign"])
        if data["predicate"] == "opposite_of":
            graph.add_edge(target, source, key=key, sign=data["sign"])
    return graph


def chains_of_networkx(kg, start, end, max_hops) -> dict[tuple[str, ...], int]:
    graph = walked(kg)
    if start == end or not {start, end} <= set(graph):
        return {}
    return {
        tuple(key for _, _, key in path): prod(graph.edges[edge]["sign"] for edge in path)
        for path in nx.all_simple_edge_paths(graph, start, end, cutoff=max_hops)
    }


@settings(max_examples=200)
@given(CLAIMS, st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 6))
def test_chains_and_signs_equal_those_of_networkx(claims, start, end, max_hops):
    kg = world(*claims)
    if not {f"mscg:{start}", f"mscg:{end}"} <= kg.entities.keys():
        return
    found = kg.trace(start, end, max_hops=max_hops, top=10_000)
    expected = chains_of_networkx(kg, f"mscg:{start}", f"mscg:{end}", max_hops)
    number = {"+": 1, "-": -1, "unknown": 0}
    seen = {tuple(h.statement for h in c.hops): number[c.sign] for c in found.chains}
    # One hop that ameliorates is an effect and no mechanism: it is listed apart.
    bare = {(s,): -1 for s in found.direct}
    assert {kg.statements[s].predicate for s in found.direct} <= {"ameliorates"}
    assert seen | bare == expected
    signs = {sign for sign in seen.values() if sign}
    verdict = {frozenset(): "unknown", frozenset({1}): "+", frozenset({-1}): "-"}
    assert found.sign == verdict.get(frozenset(signs), "mixed")


@settings(max_examples=60)
@given(CLAIMS, st.integers(1, 4))
def test_a_category_is_the_sum_of_its_members(claims, max_hops):
    diseases = {"e": "Disease", "f": "Disease"}
    kg = world(*claims, categories=diseases)
    found = kg.trace("any:protein", "any:disease", max_hops=max_hops, top=10_000)
    one_by_one = [
        chain
        for start in "abcd"
        for end in "ef"
        if {f"mscg:{start}", f"mscg:{end}"} <= kg.entities.keys()
        for chain in kg.trace(start, end, max_hops=max_hops, top=10_000).chains
    ]
    assert sorted(c.hops for c in found.chains) == sorted(c.hops for c in one_by_one)


@settings(max_examples=60)
@given(CLAIMS, st.integers(1, 5))
def test_the_first_chains_are_the_best_of_all(claims, top):
    kg = world(*claims)
    if not {"mscg:a", "mscg:b"} <= kg.entities.keys():
        return
    everything = kg.trace("a", "b", top=10_000).chains
    assert kg.trace("a", "b", top=top).chains == everything[:top]
    assert [c.score for c in everything] == sorted((c.score for c in everything), reverse=True)
    for chain in everything:
        assert abs(chain.score - prod(chain.score_parts.values())) < 1e-12


@settings(max_examples=60)
@given(CLAIMS, st.integers(1, 5))
def test_reach_counts_what_the_trace_finds(claims, max_hops):
    kg = world(*claims, categories={"e": "Disease", "f": "Disease"})
    if "mscg:a" not in kg.entities:
        return
    reached = {r.end: r for r in kg.reach("a", "any:disease", max_hops=max_hops).reached}
    for end in ("e", "f"):
        if f"mscg:{end}" not in kg.entities:
            continue
        found = kg.trace("a", end, max_hops=max_hops, top=10_000)
        here = reached.get(f"mscg:{end}")
        assert (here.chains if here else 0) == found.found
        if here:
            assert here.sign == found.sign
            assert here.raising == sum(c.sign == "+" for c in found.chains)
