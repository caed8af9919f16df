"""Hops with the sign of the way that they end, and how ways of each sign are counted.

Counts come as three numbers: how many ways there are, how many of them have a sign, and by how
many the positive ones are more than the negative ones; all three multiply along a walk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import Adjacency

__all__ = ["Counts", "Hits", "expand", "first_hits", "split_signs", "tally"]

Counts = NDArray[np.int64]


class Hits(NamedTuple):
    """Hops from some rows: the row, the entity at the other end, and the sign of the way so far."""

    row: NDArray[np.int64]
    node: NDArray[np.int32]
    sign: NDArray[np.int8]

    def where(self, keep: NDArray[np.bool_]) -> Hits:
        """Those that are kept."""
        kept = keep.nonzero()[0]
        return Hits(self.row.take(kept), self.node.take(kept), self.sign.take(kept))


def first_hits(adjacency: Adjacency, node: int, *, reverse: bool) -> Hits:
    """Hops out of an entity, or into it."""
    _, neighbour, hop = adjacency.first_hops(node, reverse=reverse)
    sign = adjacency.sign_of(hop) if adjacency.any_sign else np.zeros(len(hop), np.int8)
    return Hits(np.zeros(len(hop), np.int64), neighbour, sign)


def split_signs(counts: Counts) -> Counts:
    """Counts of +, - and unknown, in the last axis, of three numbers in the first.

    Examples
    --------
    >>> split_signs(np.array([[5], [3], [-1]])).tolist()
    [[1, 2, 2]]
    """
    total, signed, balance = counts
    return np.stack(((signed + balance) // 2, (signed - balance) // 2, total - signed), axis=-1)


def tally(
    place: NDArray[np.int32] | NDArray[np.int64], sign: NDArray[np.int8], size: int
) -> Counts:
    """Counts of ways by place, int64 of shape (3, size)."""
    plus = np.bincount(place.take((sign > 0).nonzero()[0]), minlength=size)
    minus = np.bincount(place.take((sign < 0).nonzero()[0]), minlength=size)
    return np.stack((np.bincount(place, minlength=size), plus + minus, plus - minus))


def expand(
    adjacency: Adjacency,
    nodes: NDArray[np.int32],
    mask: NDArray[np.bool_],
    *,
    reverse: bool,
    sign: NDArray[np.int8] | None = None,
) -> Hits:
    """Hops from entities to those of a mask, with the sign of the ways that they end.

    Parameters
    ----------
    adjacency
        What may be walked.
    nodes
        Where the ways so far have led, int32; they are the rows of the hops.
    mask
        Where a hop may lead, bool of shape (n,).
    reverse
        Whether the hops are walked from the mask to the entities.
    sign
        Of the ways so far, int8; None if these are the first hops.
    """
    first, count = adjacency.spans(nodes, reverse=reverse)
    row, position = adjacency.find_neighbours(first, count, mask)
    node = adjacency.arrays.neighbour.take(position)
    if not adjacency.is_free(len(row)):
        base = nodes.take(row)
        hop = adjacency.hops(position, base, reverse=reverse)
        keep = adjacency.find_walked(hop, base, node, reverse=reverse)
        if keep is not None:
            kept = keep.nonzero()[0]
            row, position, node = row.take(kept), position.take(kept), node.take(kept)
    return Hits(row, node, _find_signs(adjacency, nodes, row, position, sign, reverse=reverse))


def _find_signs(
    adjacency: Adjacency,
    nodes: NDArray[np.int32],
    row: NDArray[np.int64],
    position: NDArray[np.int64],
    before: NDArray[np.int8] | None,
    *,
    reverse: bool,
) -> NDArray[np.int8]:
    """Sign of each way with its new hop: not looked up where the way has none anyway."""
    if not adjacency.any_sign:
        return np.zeros(len(row), np.int8)
    if before is None:
        return adjacency.sign_of(adjacency.hops(position, nodes.take(row), reverse=reverse))
    found = before.take(row)
    signed = found.nonzero()[0]
    hop = adjacency.hops(position.take(signed), nodes.take(row.take(signed)), reverse=reverse)
    found[signed] *= adjacency.sign_of(hop)
    return found
