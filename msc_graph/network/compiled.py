"""How a function is compiled, and the walk as compiled functions take it.

Importing this module imports numba, which takes longer than most searches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency
from msc_graph.network.flags import NEGATED

__all__ = ["HIT", "CompiledWalk", "compile_once", "keep_walked", "pack_walk", "read_only"]

Function = TypeVar("Function", bound=Callable[..., Any])

_HIGHEST = NEGATED


def compile_once(function: Function) -> Function:
    """Compile a function when it is first called; later processes find it on disk."""
    return cast("Function", njit(cache=True, nogil=True, error_model="numpy")(function))


#: A neighbour: row it was found from, entity, and hop to it or place in the adjacency.
HIT = np.dtype([("row", np.int32), ("node", np.int32), ("hop", np.int64)])


class CompiledWalk(NamedTuple):
    """Arrays and rules of a walk; see `GraphArrays` and `ArrayWalk`.

    All arrays are read-only views, so that one compiled version serves mapped and other arrays.
    `walked_kind` and `sign` go by `2 * kind + direction`.
    """

    pointer: NDArray[np.int64]
    middle: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    edge: NDArray[np.int32]
    kind: NDArray[np.uint16]
    flags: NDArray[np.uint16]
    allowed: NDArray[np.bool_]
    walked_kind: NDArray[np.bool_]
    sign: NDArray[np.int8]
    inner: NDArray[np.bool_]
    head: NDArray[np.bool_]
    evidence: int
    any_kind: bool
    any_statement: bool
    some_allowed: bool
    heads: bool


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to, whatever kind of array it is."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


def pack_walk(adjacency: Adjacency, *, any_statement: bool) -> CompiledWalk:
    """The walk as compiled functions take it."""
    walk, arrays = adjacency.walk, adjacency.arrays
    allowed = np.empty(0, np.bool_) if walk.allowed is None else walk.allowed
    return CompiledWalk(
        pointer=read_only(arrays.pointer),
        middle=read_only(arrays.middle),
        neighbour=read_only(arrays.neighbour),
        edge=read_only(arrays.edge),
        kind=read_only(arrays.kind),
        flags=read_only(arrays.flags),
        allowed=read_only(allowed),
        walked_kind=read_only(adjacency.walked_kind),
        sign=read_only(adjacency.sign),
        inner=read_only(walk.inner),
        head=read_only(walk.head),
        evidence=walk.evidence,
        any_kind=adjacency.any_kind,
        any_statement=any_statement,
        some_allowed=walk.allowed is not None,
        heads=adjacency.heads,
    )


@compile_once
def keep_walked(
    walk: CompiledWalk, opened: NDArray[np.int32], hits: NDArray[np.void], reverse: bool
) -> int:
    """Put hops in place of places of the adjacency and keep those that may be walked.

    Parameters
    ----------
    walk
        Arrays and rules.
    opened
        Entity by row.
    hits
        Neighbours, changed in place.
    reverse
        Whether the hops lead from the neighbours to the rows.

    Returns
    -------
    int
        How many are left, at the beginning of `hits`.
    """
    # The arrays are used here and not handed on: counting the references to an array that is
    # passed to another function costs more than the look into it.
    for met in range(len(hits)):
        position = hits[met].hop
        back = (position >= walk.middle[opened[hits[met].row]]) != reverse
        hits[met].hop = 2 * np.int64(walk.edge[position]) + back
    if walk.any_statement and walk.any_kind and not walk.heads:
        return len(hits)
    found = 0
    for met in range(len(hits)):
        hop = hits[met].hop
        if not walk.any_statement:
            flags = walk.flags[hop >> 1]
            if flags >= _HIGHEST or not flags & walk.evidence:
                continue
            if walk.some_allowed and not walk.allowed[hop >> 1]:
                continue
        if not walk.any_kind and not walk.walked_kind[2 * walk.kind[hop >> 1] + (hop & 1)]:
            continue
        if walk.heads:
            source, target = opened[hits[met].row], hits[met].node
            if reverse:
                source, target = target, source
            if walk.head[target] and not walk.head[source]:
                continue
        hits[found] = hits[met]
        found += 1
    return found
