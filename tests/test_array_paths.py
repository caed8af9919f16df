from __future__ import annotations

from array_world import check_clean, in_order, searches, some_nodes, worlds
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=150, deadline=None)
@given(worlds(), some_nodes, some_nodes, st.integers(1, 6))
def test_all_paths_are_those_of_networkx(world, starts, ends, max_hops):
    expected = sorted(world.paths(starts, ends, max_hops))
    for search in searches(world.walk):
        found = search.all_paths(starts, ends, max_hops=max_hops, limit=10**6)
        assert in_order(found.blocks) == expected
        assert [block.shape[1] for block in found.blocks] == [*range(1, max_hops + 1)]
        assert (found.complete, found.stopped_by, found.searched) == (True, "", max_hops)
        check_clean(search)
