from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from array_world import NODES, check_clean, dense_world, searches, some_masks, some_nodes, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.exceptions import UsageError
from msc_graph.network import array_expand
from msc_graph.network.array_search import ArraySearch

node = st.integers(0, NODES - 1)


def by_sign(world, paths) -> tuple[int, int, int]:
    signs = Counter(world.path_sign(path) for path in paths)
    return signs[1], signs[-1], signs[0]


def check_ends(world, start, ends, max_hops) -> None:
    mask = np.isin(np.arange(len(world.walk.inner)), ends)
    expected = [
        by_sign(world, world.paths([start], [end], max_hops)) for end in np.flatnonzero(mask)
    ]
    for search in searches(world.walk):
        for _ in range(2):  # what is known of the ends is used again
            counts = search.count_to_ends(start, mask, max_hops=max_hops)
            assert counts.dtype == np.int64
            assert counts.tolist() == [list(counted) for counted in expected]
        check_clean(search)


@settings(max_examples=100)
@given(worlds(), node, some_nodes, st.integers(1, 3))
def test_counts_to_ends_are_those_of_the_enumeration(world, start, ends, max_hops):
    check_ends(world, start, ends, max_hops)


@settings(max_examples=100)
@given(worlds(), node, node, some_masks)
def test_typed_counts_are_those_of_the_enumeration(world, start, end, layers):
    paths = world.paths([start], [end], len(layers) + 1, layers)
    for search in searches(world.walk):
        assert search.count_typed(start, end, layers) == by_sign(world, paths)
        check_clean(search)


@pytest.mark.parametrize("seed", range(25))
def test_walks_that_are_no_paths_are_not_counted(seed, monkeypatch):
    monkeypatch.setattr(array_expand, "CHUNK", 1 + seed)
    rng = np.random.default_rng(seed)
    world = dense_world(rng, edges=60)
    nodes = len(world.walk.inner)
    check_ends(world, 0, [0, 1, 2, 4], 1 + seed % 3)
    layers = [rng.random(nodes) < 0.8 for _ in range(seed % 4)]
    paths = world.paths([0], [1], len(layers) + 1, layers)
    for search in searches(world.walk):
        assert search.count_typed(0, 1, layers) == by_sign(world, paths)


def test_longer_walks_are_refused():
    search = ArraySearch(dense_world(np.random.default_rng(0)).walk, compiled=False)
    everything = np.ones(NODES + 1, bool)
    with pytest.raises(UsageError, match="max_hops is 4"):
        search.count_to_ends(0, everything, max_hops=4)
    with pytest.raises(UsageError, match="4 layers"):
        search.count_typed(0, 1, [everything] * 4)
