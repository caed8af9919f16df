from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from array_world import NODES, check_clean, dense_world, searches, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_graph.network import array_into
from msc_graph.network.array_expand import Adjacency
from msc_graph.network.array_into import Into, KeptInto

node = st.integers(0, NODES - 1)
three_masks = st.lists(
    st.lists(st.booleans(), min_size=NODES, max_size=NODES).map(lambda mask: np.array(mask, bool)),
    min_size=3,
    max_size=3,
)


@pytest.fixture(autouse=True, scope="module")
def kept_at_once():
    """Masks are read when they are first asked about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(array_into, "_SHARE", -1.0)
        yield


def by_sign(world, paths) -> tuple[int, int, int]:
    signs = Counter(world.path_sign(path) for path in paths)
    return signs[1], signs[-1], signs[0]


def walked(world, mask, *, reverse) -> Counter:
    """Hops by the entity at which they are listed, the one in the mask, and the sign."""
    inside = (pair[::-1] if reverse else pair for pair in world.network.edges(keys=False))
    signs = [world.sign(key) for _, _, key in world.network.edges(keys=True)]
    return Counter(
        (one, two, sign)
        for (one, two), sign in zip(inside, signs, strict=True)
        if one != two and mask[two]
    )


@settings(max_examples=100)
@given(worlds(), three_masks, st.booleans())
def test_all_hops_into_a_mask_are_kept(world, masks, reverse):
    into = Into(Adjacency(world.walk), masks[0], reverse=reverse)
    hits = into.hits(np.arange(NODES, dtype=np.int32))
    members = np.flatnonzero(masks[0])
    columns = hits.row.tolist(), members[hits.node].tolist(), hits.sign.tolist()
    assert Counter(zip(*columns, strict=True)) == walked(world, masks[0], reverse=reverse)


@settings(max_examples=100)
@given(worlds(), node, node, three_masks)
def test_typed_counts_over_a_kept_mask_are_those_of_the_enumeration(world, start, end, layers):
    paths = world.paths([start], [end], 4, layers)
    for search in searches(world.walk):
        for _ in range(2):
            assert search.count_typed(start, end, layers) == by_sign(world, paths)
        check_clean(search)


@settings(max_examples=100)
@given(worlds(), node, three_masks)
def test_counts_to_ends_over_kept_hops_are_those_of_the_enumeration(world, start, masks):
    expected = [
        list(by_sign(world, world.paths([start], [end], 3))) for end in np.flatnonzero(masks[0])
    ]
    for search in searches(world.walk):
        for _ in range(2):
            assert search.count_to_ends(start, masks[0]).tolist() == expected
        check_clean(search)


@pytest.mark.parametrize("seed", range(20))
def test_chunks_and_many_masks_change_no_count(seed, monkeypatch):
    monkeypatch.setattr(array_into, "CHUNK", 1 + 3 * seed)
    rng = np.random.default_rng(seed)
    world = dense_world(rng, edges=60, nodes=12)
    masks = [rng.random((3, 12)) < 0.6 for _ in range(6)]
    for search in searches(world.walk):
        for layers in (*masks, *masks[::-1]):
            layers[1][[0, 1]] = False
            paths = world.paths([0], [1], 4, layers)
            assert search.count_typed(0, 1, list(layers)) == by_sign(world, paths)
        ends = np.arange(12) % 2 == seed % 2
        expected = [
            list(by_sign(world, world.paths([0], [end], 3))) for end in np.flatnonzero(ends)
        ]
        assert search.count_to_ends(0, ends).tolist() == expected


def test_a_mask_is_read_after_a_share_of_the_graph_was_looked_through(monkeypatch):
    monkeypatch.setattr(array_into, "_SHARE", 0.5)
    adjacency = Adjacency(dense_world(np.random.default_rng(0)).walk)
    kept = KeptInto(adjacency, np.ones(adjacency.size, np.bool_))
    quarter = len(adjacency.arrays.neighbour) // 4
    assert [kept.ask(quarter) for _ in range(3)] == [False, False, True]
