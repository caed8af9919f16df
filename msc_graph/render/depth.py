"""How far into its column a node lies: the longest way there from any first node."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["depths_of"]

#: A column splits into so many at most.
_DEEPEST = 5


def depths_of(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Depth of each node; a cycle is cut where fewest edges come in.

    Parameters
    ----------
    nodes
        All nodes.
    edges
        Pairs of nodes, from and to.

    Returns
    -------
    dict
        0 for nodes that nothing leads to, at most 5.

    Examples
    --------
    >>> depths_of("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    {'a': 0, 'b': 1, 'c': 2}
    >>> depths_of("ab", [("a", "b"), ("b", "a")])
    {'a': 0, 'b': 1}
    """
    after: dict[str, set[str]] = {node: set() for node in nodes}
    waiting = dict.fromkeys(after, 0)
    for start, end in edges:
        if end not in after[start]:
            after[start].add(end)
            waiting[end] += 1
    depths = dict.fromkeys(after, 0)
    while waiting:
        node = min(waiting, key=lambda n: (waiting[n], n))
        del waiting[node]
        for end in after[node] & waiting.keys():
            waiting[end] -= 1
            depths[end] = min(max(depths[end], depths[node] + 1), _DEEPEST)
    return depths
