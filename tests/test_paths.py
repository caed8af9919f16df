from __future__ import annotations

from collections import defaultdict

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.analysis.chains import chain_sign
from msc_graph.analysis.paths import find_paths
from msc_graph.network.index import Hop, Index

NODES = "abcdefg"
EDGES = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from((-1, 0, 1))),
    max_size=16,
)


def index_of(edges) -> Index:
    outgoing, incoming = defaultdict(list), defaultdict(list)
    for number, (source, target, sign) in enumerate(edges):
        hop = Hop(source, target, f"s{number:02}", "p", sign, "causal")
        outgoing[source].append(hop)
        incoming[target].append(hop)
    return Index(
        {n: tuple(h) for n, h in outgoing.items()}, {n: tuple(h) for n, h in incoming.items()}
    )


@settings(max_examples=200, deadline=None)
@given(EDGES, st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 6))
def test_paths_equal_those_of_networkx(edges, start, end, max_hops):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(NODES)
    for number, (source, target, _) in enumerate(edges):
        graph.add_edge(source, target, key=f"s{number:02}")
    expected = set()
    if start != end:
        expected = {
            tuple(key for _, _, key in path)
            for path in nx.all_simple_edge_paths(graph, start, end, cutoff=max_hops)
        }
    found = find_paths(index_of(edges), {start}, {end}, max_hops=max_hops)
    assert found.complete
    assert {tuple(hop.statement for hop in path) for path in found.paths} == expected
    assert len(found.paths) == len(expected)


def test_a_limit_is_never_silent():
    edges = [("a", n, 1) for n in "bcd"] + [(n, "e", 1) for n in "bcd"]
    found = find_paths(index_of(edges), {"a"}, {"e"}, max_hops=3, limit=2)
    assert (len(found.paths), found.complete, found.limit) == (2, False, 2)
    assert find_paths(index_of(edges), {"a"}, {"e"}, max_hops=3, limit=3).complete


def test_a_forbidden_entity_is_not_crossed():
    edges = [("a", "b", 1), ("b", "c", 1), ("a", "d", 1), ("d", "c", 1)]
    found = find_paths(index_of(edges), {"a"}, {"c"}, max_hops=3, enter=lambda n: n != "b")
    assert [[hop.target for hop in path] for path in found.paths] == [["d", "c"]]


@pytest.mark.parametrize(
    ("signs", "expected"),
    [((1, 1), "+"), ((-1, 1), "-"), ((-1, -1), "+"), ((-1, 0), "unknown"), ((-1,) * 3, "-")],
)
def test_the_sign_of_a_chain_is_the_product_of_its_hops(signs, expected):
    assert chain_sign([Hop("a", "b", "s", "p", sign, "causal") for sign in signs]) == expected
