"""Simple paths over the index: exact within the bounds, and honest when a limit cut them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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


class _Aim(NamedTuple):
    """Where paths lead.

    Attributes
    ----------
    ends
        Where they may end.
    hopeful
        By the number of hops that are left: entities from which an end may still be reached.
    typed
        Whether paths end only where no hop is left.
    """

    ends: frozenset[str]
    hopeful: Sequence[frozenset[str]]
    typed: bool


class _OutOfTimeError(Exception):
    """The deadline of a search has passed."""


def find_paths(
    index: Index,
    starts: Collection[str],
    ends: Collection[str],
    *,
    max_hops: int,
    enter: Callable[[str], bool] = lambda _: True,
    layers: Sequence[Collection[str]] | None = None,
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
        At least 1; not looked at where there are layers.
    enter
        Whether an entity may stand inside a path (starts and ends always may stand at theirs).
    layers
        What the inner entities must be, one by one: only paths of `len(layers) + 1` hops. None for
        any.
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
    if layers is None:
        aim = _Aim(targets, _find_near(index, targets, max_hops, enter), typed=False)
    else:
        aim = _Aim(targets, _find_typed(index, targets, layers, enter), typed=True)
    found: list[tuple[Hop, ...]] = []
    try:
        for start in sorted(starts):
            for path in _walk(index, start, aim, enter, deadline):
                if len(found) == limit:
                    return Enumeration(tuple(found), "paths")
                found.append(path)
    except _OutOfTimeError:
        return Enumeration(tuple(found), "time")
    return Enumeration(tuple(found))


def _find_near(
    index: Index, ends: frozenset[str], max_hops: int, enter: Callable[[str], bool]
) -> list[frozenset[str]]:
    """By number of hops that are left: entities from which an end is no farther than that."""
    near = set(ends)
    found, edge = [frozenset(near)], ends
    for _ in range(1, max_hops):
        edge = _step_back(index, (node for node in edge if node in ends or enter(node))) - near
        near |= edge
        found.append(frozenset(near))
    return found


def _find_typed(
    index: Index,
    ends: frozenset[str],
    layers: Sequence[Collection[str]],
    enter: Callable[[str], bool],
) -> list[frozenset[str]]:
    """By number of hops that are left: entities of a layer from which the further ones lead on."""
    found = [ends]
    for layer in reversed(layers):
        before = _step_back(index, found[-1]).intersection(layer)
        found.append(frozenset(node for node in before if enter(node)))
    return found


def _step_back(index: Index, nodes: Iterable[str]) -> frozenset[str]:
    """Entities with a hop to one of these."""
    return frozenset(hop.source for node in nodes for hop in index.incoming.get(node, ()))


def _walk(
    index: Index,
    start: str,
    aim: _Aim,
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
        left = len(aim.hopeful) - len(path) - 1
        if target in visited or target not in aim.hopeful[left]:
            continue
        if target in aim.ends and not (aim.typed and left):
            yield (*path, hop)
        if left and enter(target):
            path.append(hop)
            visited.add(target)
            stack.append(iter(index.outgoing.get(target, ())))
