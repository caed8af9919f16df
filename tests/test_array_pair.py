from __future__ import annotations

import numpy as np
import pytest
from array_world import (
    NODES,
    check_clean,
    dense_world,
    in_order,
    make_world,
    searches,
    worlds,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.network import array_expand, array_pair
from msc_graph.network.array_paths import PathSearch, find_all_paths

PLENTY = 10**6
node = st.integers(0, NODES - 1)


def find_generally(search, start, end, max_hops):
    ends = [np.array([number], np.int32) for number in (start, end)]
    return find_all_paths(
        PathSearch(search._steps, *ends), range(1, max_hops + 1), limit=PLENTY
    ).blocks


def check_pair(search, start, end, max_hops) -> bool:
    """Hold the short way against the general one, order included; whether there was one."""
    ends = [np.array([number], np.int32) for number in (start, end)]
    found = search._find_pair(*ends, max_hops)
    check_clean(search)
    if found is not None:
        expected = find_generally(search, start, end, max_hops)
        assert [block.tolist() for block in found] == [block.tolist() for block in expected]
        assert all(block.dtype == np.int64 for block in found)
    return found is not None


@settings(max_examples=150)
@given(worlds(), node, node, st.integers(1, 3))
def test_paths_of_a_pair_are_those_of_the_general_search_in_its_order(world, start, end, max_hops):
    for search in searches(world.walk):
        check_pair(search, start, end, max_hops)


@pytest.mark.parametrize("seed", range(30))
def test_most_pairs_of_dense_graphs_are_found_the_short_way(seed, monkeypatch):
    monkeypatch.setattr(array_expand, "CHUNK", 1 + seed)
    rng = np.random.default_rng(seed)
    world = dense_world(rng, edges=20 + 4 * seed, nodes=5 + seed)
    for search in searches(world.walk):
        ways = [check_pair(search, 0, end, max_hops) for end in range(1, 5) for max_hops in (2, 3)]
        assert any(ways)


@pytest.mark.parametrize("limit", [0, 1, 5, 40])
def test_what_is_cut_off_is_what_the_general_search_cuts_off(limit):
    world = dense_world(np.random.default_rng(3), edges=80)
    for search in searches(world.walk):
        found = search.all_paths(0, 1, max_hops=3, limit=limit)
        ends = [np.array([number], np.int32) for number in (0, 1)]
        expected = find_all_paths(PathSearch(search._steps, *ends), range(1, 4), limit=limit)
        assert [block.tolist() for block in found.blocks] == [b.tolist() for b in expected.blocks]
        assert found[1:] == expected[1:]


def test_what_is_too_large_is_left_to_the_general_search(monkeypatch):
    monkeypatch.setattr(array_pair, "CHUNK", 10)
    monkeypatch.setattr("msc_graph.network.array_front.CHUNK", 10)
    pytest.importorskip("numba")
    monkeypatch.setattr("msc_graph.network.compiled_front._BUFFER", 7)
    monkeypatch.setattr("msc_graph.network.compiled_pair.CHUNK", 10)
    world = dense_world(np.random.default_rng(5), edges=80)
    for search in searches(world.walk):
        assert not check_pair(search, 0, 1, 3)
        found = search.all_paths(0, 1, max_hops=3, limit=PLENTY)
        assert in_order(found.blocks) == sorted(world.paths([0], [1], 3))


def test_many_paths_fill_the_buffer(monkeypatch):
    pytest.importorskip("numba")
    world = dense_world(np.random.default_rng(5), edges=80)
    for room in (7, 30, 100, 500):
        monkeypatch.setattr("msc_graph.network.compiled_front._BUFFER", room)
        for search in searches(world.walk):
            check_pair(search, 0, 1, 3)


def test_no_path_leads_from_an_entity_to_itself():
    rows = [(0, 0, 0, 1, -1, 1.0), (0, 1, 0, 1, -1, 1.0), (1, 0, 0, 1, -1, 1.0)]
    masks = [True] * 2, [False] * 2
    world = make_world(rows, ([1], [1]), masks, [0] * 2, plain=True)
    for search in searches(world.walk):
        assert in_order(search.all_paths(0, 0, max_hops=3, limit=9).blocks) == []
        assert in_order(search.all_paths(0, 1, max_hops=3, limit=9).blocks) == [(2,), (5,)]
