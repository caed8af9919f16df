from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec

import numpy as np
import pytest
from array_world import (
    NODES,
    check_clean,
    dense_world,
    in_order,
    searches,
    some_masks,
    some_nodes,
    worlds,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.exceptions import UsageError
from msc_graph.network import array_expand, array_front, array_paths
from msc_graph.network.array_search import ArraySearch

PLENTY = 10**6


@settings(max_examples=150)
@given(worlds(), some_nodes, some_nodes, st.integers(1, 6))
def test_all_paths_are_those_of_networkx(world, starts, ends, max_hops):
    expected = sorted(world.paths(starts, ends, max_hops))
    for search in searches(world.walk):
        found = search.all_paths(starts, ends, max_hops=max_hops, limit=PLENTY)
        assert in_order(found.blocks) == expected
        assert [block.shape[1] for block in found.blocks] == [*range(1, max_hops + 1)]
        assert (found.complete, found.stopped_by, found.searched) == (True, "", max_hops)
        check_clean(search)


@settings(max_examples=80)
@given(worlds(), some_nodes, some_nodes, some_masks)
def test_layers_say_what_stands_where(world, starts, ends, layers):
    hops = len(layers) + 1
    expected = sorted(world.paths(starts, ends, hops, layers))
    for search in searches(world.walk):
        found = search.all_paths(starts, ends, max_hops=1, limit=PLENTY, layers=layers)
        assert in_order(found.blocks) == expected
        assert len(found.blocks) == found.searched == hops


@settings(max_examples=80)
@given(worlds(), some_nodes, some_nodes, st.integers(1, 6), st.integers(0, 12))
def test_the_shortest_paths_are_the_first_of_the_enumeration(world, starts, ends, max_hops, count):
    expected = sorted(world.paths(starts, ends, max_hops), key=lambda path: (len(path), path))
    for search in searches(world.walk):
        found = search.shortest_paths(starts, ends, count=count, max_hops=max_hops)
        assert list(found.paths) == expected[:count]
        assert found.complete
        check_clean(search)


@pytest.mark.parametrize("seed", range(12))
def test_small_pieces_make_the_same_whole(seed, monkeypatch):
    """Fronts that are not kept, and chunks of a few neighbours: as on a graph that is too large."""
    monkeypatch.setattr(array_front, "CHUNK", 5)
    monkeypatch.setattr(array_front, "MOST_MATCHED", 3)
    monkeypatch.setattr(array_expand, "CHUNK", 1)
    monkeypatch.setattr(array_paths, "MOST_KEPT", seed * 10)
    monkeypatch.setattr("msc_graph.network.array_shortest.BREATH", 5)
    world = dense_world(np.random.default_rng(seed), edges=30)
    starts, ends = ([0], [1]) if seed % 3 else ([0, 2], [1, 0])
    expected = sorted(world.paths(starts, ends, 5), key=lambda path: (len(path), path))
    layers = [np.random.default_rng(seed).random(NODES + 1) < 0.7 for _ in range(3)]
    typed = sorted(world.paths(starts, ends, 4, layers))
    for search in searches(world.walk):
        found = search.all_paths(starts, ends, max_hops=5, limit=PLENTY)
        assert in_order(found.blocks) == sorted(expected)
        found = search.all_paths(starts, ends, max_hops=4, limit=PLENTY, layers=layers)
        assert in_order(found.blocks) == typed
        shortest = search.shortest_paths(starts, ends, count=20, max_hops=5)
        assert list(shortest.paths) == expected[:20]
        check_clean(search)


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_is_never_silent(seed):
    world = dense_world(np.random.default_rng(seed))
    everything = world.paths([0], [1], 5)
    by_length = np.cumsum([sum(len(p) == hops for p in everything) for hops in range(1, 6)])
    for search in searches(world.walk):
        for limit in {0, 1, 7, len(everything) // 2, len(everything) - 1, len(everything)}:
            found = search.all_paths([0], [1], max_hops=5, limit=limit)
            paths = in_order(found.blocks)
            assert len(paths) == len(set(paths)) == min(limit, len(everything))
            assert set(paths) <= everything
            assert found.complete == (limit >= len(everything))
            assert found.stopped_by == ("" if found.complete else "paths")
            assert found.searched == (5 if found.complete else int((by_length <= limit).sum()))
        check_clean(search)


def test_a_deadline_is_never_silent():
    world = dense_world(np.random.default_rng(1))
    for search in searches(world.walk):
        found = search.all_paths([0], [1], max_hops=5, limit=PLENTY, deadline=time.monotonic() - 1)
        assert (found.complete, found.stopped_by, found.searched) == (False, "time", 0)
        assert [block.shape for block in found.blocks] == [(0, n) for n in range(1, 6)]
        shortest = search.shortest_paths(
            [0], [1], count=9, max_hops=5, deadline=time.monotonic() - 1
        )
        assert (shortest.complete, shortest.searched) == (False, 0)
        check_clean(search)
        later = time.monotonic() + 100
        assert search.all_paths([0], [1], max_hops=5, limit=PLENTY, deadline=later).complete


def test_what_is_not_in_the_graph_is_refused():
    search = ArraySearch(dense_world(np.random.default_rng(0)).walk, compiled=False)
    for starts in ([-1], [NODES + 1]):
        with pytest.raises(UsageError, match="no entity"):
            search.all_paths(starts, [0], max_hops=2, limit=1)
    with pytest.raises(UsageError, match="mask"):
        search.all_paths([0], [1], max_hops=2, limit=1, layers=[np.ones(3, bool)])
    with pytest.raises(UsageError, match="max_hops"):
        search.all_paths([0], [1], max_hops=0, limit=1)
    empty = search.all_paths([], [1], max_hops=2, limit=1)
    assert empty.complete
    assert in_order(empty.blocks) == []


def test_numpy_searches_import_neither_numba_nor_networkx():
    code = (
        "import sys, msc_graph.network.array_search, msc_graph.network.array_walk; "
        "found = {'numba', 'networkx'} & set(sys.modules); sys.exit(f'{found}' if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_compiling_without_numba_is_refused(monkeypatch):
    walk = dense_world(np.random.default_rng(0)).walk
    monkeypatch.setattr("msc_graph.network.array_search.find_spec", lambda name: None)
    with pytest.raises(UsageError, match="numba"):
        ArraySearch(walk, compiled=True)
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    assert not ArraySearch(walk).compiled


@pytest.mark.skipif(not find_spec("numba"), reason="numba is not installed")
def test_numba_is_used_where_it_is_imported_already():
    import numba

    assert numba
    assert ArraySearch(dense_world(np.random.default_rng(0)).walk).compiled
