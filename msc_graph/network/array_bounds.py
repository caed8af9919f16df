"""The two steps of a search for the best paths, in numpy: layers of rests, and parts that grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_expand import (
    Adjacency,
    count_repeats,
    cut_chunks,
    flatten_ranges,
)
from msc_graph.network.array_front import Front, Rows
from msc_graph.network.array_layers import Caps, Entries, Layer, SignRule
from msc_graph.network.array_weights import Pricing
from msc_graph.network.arrays import NO_REFERENCE

__all__ = [
    "TINY",
    "BoundSteps",
    "Course",
    "Parts",
    "PlainBounds",
    "Span",
    "bound_parts",
    "find_beyond",
    "find_rest",
]

Floats = NDArray[np.float64]
#: Entities, and where the hops of each are in the adjacency: the first place, and how many.
Span = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]

#: Nothing that there is is worth less.
TINY = float(np.finfo(np.float64).tiny)


class Course(NamedTuple):
    """What holds for all paths of one length that are searched for.

    Attributes
    ----------
    pricing, caps, rule
        Factors, the most of each, and signs.
    masks
        What an entity must be that stands at each place of the path, 0 to L; empty for anything.
    barred
        Entities that never stand inside.
    reverse
        Whether the search goes from the ends to the starts; the layers of rests then lead to the
        starts.
    first
        Share of the caps that the first hop of the search, the entity it leads to and the joint
        there reach at most.
    """

    pricing: Pricing
    caps: Caps
    rule: SignRule
    masks: Sequence[Sequence[NDArray[np.bool_]]]
    barred: tuple[int, ...]
    reverse: bool
    first: float = 1.0

    @property
    def length(self) -> int:
        """Number of hops of the paths."""
        return self.pricing.length

    def masks_after(self, hops: int, *, rests: bool) -> Sequence[NDArray[np.bool_]]:
        """What the entity must be that lies so many hops from where the search, or a rest, ends."""
        return self.masks[self.length - hops if rests != self.reverse else hops]


class Parts(NamedTuple):
    """Beginnings of paths, by which the search goes; their open end is where they grow.

    Attributes
    ----------
    rows
        Entities and hops.
    worth
        Hops, entities inside and joints so far, float64 of shape (p,).
    bits, sign
        Detail bits of the entities inside, and state of the sign; uint8 of shape (p,).
    bound
        Most that a path with this beginning can be worth.
    """

    rows: Rows
    worth: Floats
    bits: NDArray[np.uint8]
    sign: NDArray[np.uint8]
    bound: Floats

    def take(self, place: NDArray[np.int64]) -> Parts:
        """Some of them."""
        return Parts(
            Rows(self.rows.trail.take(place, axis=0), self.rows.hops.take(place, axis=0)),
            self.worth.take(place),
            self.bits.take(place),
            self.sign.take(place),
            self.bound.take(place),
        )


class BoundSteps(Protocol):
    """The two steps; they are written twice, for numpy and compiled."""

    def grow_layer(
        self, course: Course, layer: Layer, states: Sequence[int], least: float
    ) -> Layer:
        """Layer of rests that are one hop longer; rests of no path worth `least` may be left out."""
        ...

    def grow_parts(self, course: Course, parts: Parts, layer: Layer, least: float) -> Parts:
        """Parts grown by a hop, without those whose bound is below `least`.

        The layer holds the rests from where they then are, or shorter ones, the longest there
        are.
        """
        ...


class PlainBounds:
    """The steps in numpy."""

    def __init__(self, adjacency: Adjacency) -> None:
        self.adjacency = adjacency

    def grow_layer(
        self, course: Course, layer: Layer, states: Sequence[int], least: float
    ) -> Layer:
        """See `BoundSteps.grow_layer`."""
        pricing = course.pricing
        grown = Layer(self.adjacency, layer.left + 1, states)
        nodes = _hopeful(course, layer, least)
        first, count = self.adjacency.spans(nodes, reverse=not course.reverse)
        seen = [(np.empty(0, np.int32), np.empty(0, np.int64))]
        for begin, end in cut_chunks(count):
            part = slice(begin, end)
            seen.append(
                self.add_rests(course, layer, grown, (nodes[part], first[part], count[part]), least)
            )
        node, hop = (np.concatenate(column) for column in zip(*seen, strict=True))
        grown.close(pricing, node, hop)
        return grown

    def add_rests(
        self,
        course: Course,
        layer: Layer,
        grown: Layer,
        span: Span,
        least: float,
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Add the rests that run over some entities of a layer to the next layer.

        Those of no path worth `least` are left out.

        Returns
        -------
        tuple
            Entity that each begins with, and its first hop.
        """
        pricing, back = course.pricing, not course.reverse
        nodes, first, count = span
        row, hop, node = self._enter(course, nodes, first, count, grown.left, rests=True)
        sign = course.rule.of_hops(self.adjacency, hop)
        base = nodes.take(row)
        factor = pricing.hop_factor(hop, node if back else base) * pricing.hub(nodes).take(row)
        bits, reference = pricing.bits(base), pricing.reference(hop)
        place_of = np.zeros(32, np.int64)
        place_of[list(grown.states)] = np.arange(len(grown.states))
        enough = np.maximum(least / find_rest(course, grown.left), TINY) / pricing.detail_hope
        usable = np.zeros(len(hop), np.bool_)
        for state, worth in zip(layer.states, layer.worth_after(pricing, hop, base), strict=True):
            all_bits = bits | np.uint8(state >> 1)
            new = (all_bits << 1) | (course.rule.join(sign, state & 1) & 1)
            worth *= factor
            keep = (worth >= enough.take(all_bits)) & (sign < 2)
            usable |= keep
            real = keep.nonzero()[0]
            entries = Entries(node.take(real), reference.take(real), worth.take(real))
            grown.add(entries, place_of.take(new.take(real)))
        kept = usable.nonzero()[0]
        return node.take(kept), hop.take(kept)

    def _enter(
        self,
        course: Course,
        nodes: NDArray[np.int32],
        first: NDArray[np.int64],
        count: NDArray[np.int64],
        hops: int,
        *,
        rests: bool,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """Row, hop and entity of the neighbours that may stand where they then stand."""
        position = flatten_ranges(first, count)
        node = self.adjacency.arrays.neighbour.take(position)
        keep = np.ones(len(node), np.bool_)
        for mask in course.masks_after(hops, rests=rests):
            keep &= mask.take(node)
        for one in course.barred:
            keep &= node != one
        kept = keep.nonzero()[0]
        row = count_repeats(count).take(kept)
        return self._walked(
            nodes, row, position.take(kept), node.take(kept), reverse=course.reverse != rests
        )

    def _walked(
        self,
        nodes: NDArray[np.int32],
        row: NDArray[np.int64],
        position: NDArray[np.int64],
        node: NDArray[np.int32],
        *,
        reverse: bool,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        base = nodes.take(row)
        hop = self.adjacency.hops(position, base, reverse=reverse)
        keep = self.adjacency.find_walked(hop, base, node, reverse=reverse)
        if keep is None or keep.all():
            return row, hop, node
        kept = keep.nonzero()[0]
        return row.take(kept), hop.take(kept), node.take(kept)

    def grow_parts(self, course: Course, parts: Parts, layer: Layer, least: float) -> Parts:
        """See `BoundSteps.grow_parts`."""
        front = Front(self.adjacency, parts.rows, reverse=course.reverse)
        row, hop, node = self._hopeful_hops(course, parts, front, layer, least)
        base = front.open.take(row)
        keep = course.rule.of_hops(self.adjacency, hop) < 2
        for column in front.closed_columns(ends=True):
            keep &= node != parts.rows.trail[:, column].take(row)
        kept = keep.nonzero()[0]
        row, hop, node, base = row.take(kept), hop.take(kept), node.take(kept), base.take(kept)
        grown = self._worth(course, parts, front, (row, hop, node, base))
        grown = grown._replace(bound=bound_parts(course, grown, layer))
        return grown.take((grown.bound >= least).nonzero()[0])

    def _hopeful_hops(
        self, course: Course, parts: Parts, front: Front, layer: Layer, least: float
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
        """Hops by which parts may grow, as far as one can tell without looking at the hops."""
        depth = front.rows.depth
        if layer.left < course.length - depth - 1:
            return self._enter(course, front.open, front.first, front.count, depth + 1, rests=False)
        needed, bits = self.find_needed(course, parts, front, layer, least)
        position = flatten_ranges(front.first, front.count)
        node = self.adjacency.arrays.neighbour.take(position)
        place = node + (bits.astype(np.int64) * self.adjacency.size).repeat(front.count)
        kept = (layer.hope.take(place) >= needed.repeat(front.count)).nonzero()[0]
        row = count_repeats(front.count).take(kept)
        return self._walked(
            front.open, row, position.take(kept), node.take(kept), reverse=course.reverse
        )

    def find_needed(
        self, course: Course, parts: Parts, front: Front, layer: Layer, least: float
    ) -> tuple[Floats, NDArray[np.uint8]]:
        """Hope that the next entity of each part must have, and the detail bits before it."""
        pricing, caps = course.pricing, course.caps
        most = parts.worth * (pricing.length_factor * caps.hop)
        bits = parts.bits
        if front.rows.depth:
            bits = bits | pricing.bits(front.open)
            most *= pricing.hub(front.open)
            if caps.joined:
                most *= caps.joint
            else:
                last = parts.rows.hops[:, 0 if course.reverse else -1]
                apart = pricing.apart(front.open)
                alone = self.adjacency.arrays.reference.take(last >> 1) == NO_REFERENCE
                most *= np.where(alone, apart, caps.joint)
        needed = np.maximum(least / most, TINY)
        layer.ask(pricing, bits, float(needed.min(initial=np.inf)))
        return needed, bits

    def _worth(
        self,
        course: Course,
        parts: Parts,
        front: Front,
        hits: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]],
    ) -> Parts:
        pricing = course.pricing
        row, hop, node, base = hits
        worth = parts.worth.take(row) * pricing.hop_factor(hop, node if course.reverse else base)
        bits = parts.bits.take(row)
        if front.rows.depth:
            last = parts.rows.hops[:, 0 if course.reverse else -1].take(row)
            worth *= pricing.joint(last, hop, base) * pricing.hub(base)
            bits = bits | pricing.bits(base)
        sign = course.rule.join(parts.sign.take(row), course.rule.of_hops(self.adjacency, hop))
        return Parts(front.grow(row, hop, node), worth, bits, sign, worth)


def _hopeful(course: Course, layer: Layer, least: float) -> NDArray[np.int32]:
    """Entities of a layer through which a path worth `least` may go."""
    length, left = course.length, layer.left
    caps = course.caps.rest(length - left, length - left - 1, length - left - 1)
    most = layer.most * (caps * course.first * course.pricing.length_factor)
    return layer.nodes.take((most >= least).nonzero()[0])


def find_rest(course: Course, left: int) -> float:
    """Most that all is worth but a rest of so many hops: the entity that it begins with, too."""
    before = course.length - left
    return course.caps.rest(before, before, before) * course.first * course.pricing.length_factor


def find_beyond(course: Course, layer: Layer, depth: int) -> tuple[float, float]:
    """Most of what comes after so many hops: without detail, and by way of a layer farther on."""
    length, caps = course.length, course.caps
    between = length - depth - layer.left
    rest = caps.rest(length - depth, length - 1 - depth, length - depth)
    return rest, float(layer.most.max(initial=0.0)) * caps.rest(between, between - 1, between)


def bound_parts(course: Course, parts: Parts, layer: Layer) -> Floats:
    """Most that a path with these beginnings can be worth."""
    pricing, reverse = course.pricing, course.reverse
    depth, length = parts.rows.depth, course.length
    node = parts.rows.trail[:, 0 if reverse else -1]
    bits = parts.bits | pricing.bits(node)
    most: Floats = parts.worth * pricing.hub(node) * pricing.length_factor
    if layer.left < length - depth:
        rest, beyond = find_beyond(course, layer, depth)
        most *= np.minimum(pricing.detail_hope.take(bits) * rest, beyond)
        return most
    last = parts.rows.hops[:, 0 if reverse else -1]
    best = np.zeros(len(most))
    for state, worth in zip(layer.states, layer.worth_after(pricing, last, node), strict=True):
        worth *= pricing.detail.take(bits | np.uint8(state >> 1))
        worth[course.rule.join(parts.sign, state & 1) != course.rule.last] = 0.0
        np.maximum(best, worth, out=best)
    most *= best
    return most
