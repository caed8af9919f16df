"""Simple paths over the index: exact within the bounds, and honest when a limit cut them."""

from collections import deque
from collections.abc import Callable, Collection, Iterator
from time import monotonic
from typing import NamedTuple

from msc_graph.network.index import Hop, Index

__all__ = ["MAX_PATHS", "Enumeration", "find_paths"]

#: Paths after which an enumeration stops and says so.
MAX_PATHS = 200_000
#: Steps of the search between two looks at the clock.
_BREATH = 4096


class Enumeration(NamedTuple):
    """Paths found; if a limit stopped the search, `stopped_by` is `paths` or `time`, else empty."""

    paths: tuple[tuple[Hop, ...], ...]
    stopped_by: str = ""

    @property
    def complete(self) -> bool:
        """Whether every path within the bounds is here."""
        return not self.stopped_by


class _OutOfTimeError(Exception):
    """The deadline of a search has passed."""


def find_paths(
    index: Index,
    starts: Collection[str],
    ends: Collection[str],
    *,
    max_hops: int,
    enter: Callable[[str], bool] = lambda _: True,
    limit: int = MAX_PATHS,
    deadline: float | None = None,
) -> Enumeration:
    """All simple paths from any start to any end with at most `max_hops` hops.

    A path visits no entity twice; parallel statements make different paths. The set is the union,
    over each start and each other end, of `networkx.all_simple_edge_paths`: a path may run through
    one end to another. The search runs depth first and never leaves the part of the graph from
    which an end can still be reached within the hops that are left.

    Parameters
    ----------
    index
        Hops by entity.
    starts, ends
        Entity ids. An entity that is both yields no path to itself.
    max_hops
        At least 1.
    enter
        Whether an entity may stand inside a path (starts and ends always may stand at theirs).
    limit
        Number of paths after which the search stops.
    deadline
        Value of `time.monotonic` at which the search stops; None for never.

    Examples
    --------
    >>> a, b = Hop("a", "b", "s1", "inhibits", -1, "causal"), Hop("b", "c", "s2", "promotes", 1, "causal")
    >>> found = find_paths(Index({"a": (a,), "b": (b,)}, {"b": (a,), "c": (b,)}), {"a"}, {"c"}, max_hops=3)
    >>> [[hop.statement for hop in path] for path in found.paths]
    [['s1', 's2']]
    """
    targets = frozenset(ends)
    distance = _distances(index, targets, max_hops, enter)
    found: list[tuple[Hop, ...]] = []
    try:
        for start in sorted(starts):
            for path in _walk(index, start, targets, distance, max_hops, enter, deadline):
                if len(found) == limit:
                    return Enumeration(tuple(found), "paths")
                found.append(path)
    except _OutOfTimeError:
        return Enumeration(tuple(found), "time")
    return Enumeration(tuple(found))


def _distances(
    index: Index, ends: frozenset[str], max_hops: int, enter: Callable[[str], bool]
) -> dict[str, int]:
    """Fewest hops from each entity to an end; entities farther than `max_hops` are left out."""
    distance = dict.fromkeys(ends, 0)
    queue = deque(sorted(ends))
    while queue:
        node = queue.popleft()
        if distance[node] == max_hops or (node not in ends and not enter(node)):
            continue
        for hop in index.incoming.get(node, ()):
            if hop.source not in distance:
                distance[hop.source] = distance[node] + 1
                queue.append(hop.source)
    return distance


def _walk(
    index: Index,
    start: str,
    ends: frozenset[str],
    distance: dict[str, int],
    max_hops: int,
    enter: Callable[[str], bool],
    deadline: float | None,
) -> Iterator[tuple[Hop, ...]]:
    path: list[Hop] = []
    visited = {start}
    stack = [iter(index.outgoing.get(start, ()))]
    steps = 0
    while stack:
        steps += 1
        if deadline is not None and steps % _BREATH == 0 and monotonic() > deadline:
            raise _OutOfTimeError
        hop = next(stack[-1], None)
        if hop is None:
            stack.pop()
            if path:
                visited.discard(path.pop().target)
            continue
        target = hop.target
        left = max_hops - len(path) - 1
        if target in visited or distance.get(target, max_hops + 1) > left:
            continue
        if target in ends:
            yield (*path, hop)
        if left and enter(target):
            path.append(hop)
            visited.add(target)
            stack.append(iter(index.outgoing.get(target, ())))
