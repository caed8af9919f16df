from __future__ import annotations

from collections import defaultdict
from time import monotonic

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


def keys_of_networkx(edges, starts, ends, max_hops, inner) -> set[tuple[str, ...]]:
    """The same paths as networkx enumerates them, pair by pair."""
    expected = set()
    for start in starts:
        for end in ends:
            if start == end:
                continue
            graph = nx.MultiDiGraph()
            graph.add_nodes_from((start, end))
            for number, (source, target, _) in enumerate(edges):
                if {source, target} <= inner | {start, end}:
                    graph.add_edge(source, target, key=f"s{number:02}")
            for path in nx.all_simple_edge_paths(graph, start, end, cutoff=max_hops):
                expected.add(tuple(key for _, _, key in path))
    return expected


@settings(max_examples=300)
@given(
    EDGES,
    st.sets(st.sampled_from(NODES), min_size=1, max_size=3),
    st.sets(st.sampled_from(NODES), min_size=1, max_size=3),
    st.integers(1, 6),
    st.sets(st.sampled_from(NODES)),
)
def test_paths_equal_those_of_networkx(edges, starts, ends, max_hops, closed):
    inner = set(NODES) - closed
    found = find_paths(
        index_of(edges), starts, ends, max_hops=max_hops, enter=lambda node: node in inner
    )
    assert found.complete
    keys = [tuple(hop.statement for hop in path) for path in found.paths]
    assert len(keys) == len(set(keys))
    assert set(keys) == keys_of_networkx(edges, starts, ends, max_hops, inner)


@settings(max_examples=300)
@given(
    EDGES,
    st.sets(st.sampled_from(NODES), min_size=1, max_size=3),
    st.sets(st.sampled_from(NODES), min_size=1, max_size=3),
    st.lists(st.sets(st.sampled_from(NODES)), max_size=3),
    st.sets(st.sampled_from(NODES)),
)
def test_layers_leave_the_paths_that_are_of_them(edges, starts, ends, layers, closed):
    index, hops = index_of(edges), len(layers) + 1

    def enter(node: str) -> bool:
        return node not in closed

    every = find_paths(index, starts, ends, max_hops=hops, enter=enter).paths
    wanted = [
        path
        for path in every
        if len(path) == hops
        and all(hop.target in layer for hop, layer in zip(path, layers, strict=False))
    ]
    found = find_paths(index, starts, ends, max_hops=1, enter=enter, layers=layers)
    assert sorted(found.paths) == sorted(wanted)
    # No other path counts: the limit is not hit.
    limit = max(len(wanted), 1)
    assert find_paths(
        index, starts, ends, max_hops=1, enter=enter, layers=layers, limit=limit
    ).complete


def test_a_limit_is_never_silent():
    edges = [("a", n, 1) for n in "bcd"] + [(n, "e", 1) for n in "bcd"]
    found = find_paths(index_of(edges), {"a"}, {"e"}, max_hops=3, limit=2)
    assert (len(found.paths), found.complete, found.stopped_by) == (2, False, "paths")
    assert find_paths(index_of(edges), {"a"}, {"e"}, max_hops=3, limit=3).complete


def test_time_is_a_limit_too():
    everybody = [f"n{number:02}" for number in range(12)]
    edges = [(one, two, 1) for one in everybody for two in everybody if one != two]
    found = find_paths(
        index_of(edges), {"n00"}, {"n11"}, max_hops=8, limit=10**9, deadline=monotonic() + 0.05
    )
    assert found.stopped_by == "time"
    assert found.paths


def test_a_path_may_run_through_one_end_to_another():
    edges = [("a", "b", 1), ("b", "c", 1)]
    found = find_paths(index_of(edges), {"a"}, {"b", "c"}, max_hops=3)
    assert [[hop.target for hop in path] for path in found.paths] == [["b"], ["b", "c"]]


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
