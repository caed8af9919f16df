"""The steps of a search for the best paths, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_bounds import (
    TINY,
    Course,
    Parts,
    PlainBounds,
    Span,
    find_beyond,
    find_rest,
)
from msc_graph.network.array_front import Front
from msc_graph.network.array_layers import Layer
from msc_graph.network.array_weights import LEAST
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES
from msc_graph.network.compiled import HIT, compile_once, keep_walked, read_only
from msc_graph.network.compiled_front import CompiledSteps
from msc_graph.network.compiled_prices import (
    Hops,
    Prices,
    add_joints,
    find_apart,
    find_shared,
    pack_prices,
    price_hops,
)

__all__ = ["CompiledBounds"]

Floats = NDArray[np.float64]

_LEAST = LEAST
_SEVERAL, _NONE = SEVERAL_REFERENCES, NO_REFERENCE


class _Rests(NamedTuple):
    """The tables of a layer as compiled functions take them."""

    table: Floats
    joined: Floats
    named: Floats
    states: NDArray[np.int64]
    some_joined: bool


class CompiledBounds(PlainBounds):
    """The steps compiled; see `BoundSteps`."""

    def __init__(self, steps: CompiledSteps) -> None:
        super().__init__(steps.adjacency)
        self._steps = steps
        self._packed: tuple[Course, Prices] | None = None

    def _prices(self, course: Course) -> Prices:
        """Factors of a course, packed once."""
        if self._packed is None or self._packed[0].pricing is not course.pricing:
            self._packed = course, pack_prices(course)
        return self._packed[1]

    def add_rests(
        self, course: Course, layer: Layer, grown: Layer, span: Span, least: float
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """See `PlainBounds.add_rests`."""
        pricing, prices, nodes = course.pricing, self._prices(course), span[0]
        hits = self._enter_hits(course, span, grown.left, rests=True)
        base = nodes.take(hits["row"])
        hops = Hops.empty(len(hits))
        price_hops(prices, hits, nodes, course.reverse, hops)
        apart, shared = self._joints_after(prices, layer, hits, base, hops)
        place_of = np.zeros(32, np.int64)
        place_of[list(grown.states)] = np.arange(len(grown.states))
        joined = grown.prepare("joined") if pricing.joined else grown.table
        named = grown.prepare("named") if self.adjacency.extremes.shared else grown.table
        enough = np.maximum(least / find_rest(course, grown.left), TINY) / pricing.detail_hope
        kept = _raise_tables(
            _pack_rests(layer),
            hits,
            (base, pricing.hub(nodes), pricing.bits(nodes)),
            hops,
            (apart, shared),
            (place_of, enough, course.rule.wanted == 0),
            (grown.table, joined, named),
        )
        return hits["node"][:kept].copy(), hits["hop"][:kept].copy()

    def _joints_after(
        self,
        prices: Prices,
        layer: Layer,
        hits: NDArray[np.void],
        nodes: NDArray[np.int32],
        hops: Hops,
    ) -> tuple[Floats, NDArray[np.bool_]]:
        """What is known of the joints of hops with the rests of an entity each."""
        apart, shared = np.empty(len(hits)), np.zeros(len(hits), np.bool_)
        find_apart(prices, nodes, hops.reference, apart)
        if layer.shares is not None:
            known = (read_only(layer.shares.known), 64 - layer.shares.bits)
            find_shared(prices, known, hits, nodes, hops.reference, shared)
        return apart, shared

    def _enter_hits(
        self, course: Course, span: Span, hops: int, *, rests: bool
    ) -> NDArray[np.void]:
        nodes, first, count = span
        masks = course.masks_after(hops, rests=rests)
        hits = self._steps.enter((first, count), masks, course.barred, nodes.reshape(-1, 1))
        reverse = course.reverse != rests
        return hits[: keep_walked(self._steps.walk(len(hits)), nodes, hits, reverse)]

    def grow_parts(self, course: Course, parts: Parts, layer: Layer, least: float) -> Parts:
        """See `BoundSteps.grow_parts`."""
        front = Front(self.adjacency, parts.rows, reverse=course.reverse)
        depth, prices = front.rows.depth, self._prices(course)
        if layer.left < course.length - depth - 1:
            span = (front.open, front.first, front.count)
            hits = self._enter_hits(course, span, depth + 1, rests=False)
        else:
            hits = self._hopeful_hits(course, parts, front, layer, least)
        hits = hits[: _drop_visited(front.rows.trail, hits)]
        hops = Hops.empty(len(hits))
        price_hops(prices, hits, front.open, not course.reverse, hops)
        worth, bits = self._worth_so_far(course, parts, front, hits, hops)
        sign = course.rule.join(parts.sign.take(hits["row"]), hops.sign)
        bound = self._bound_hits(course, layer, hits, hops, (worth, bits, sign, depth + 1))
        kept = ((bound >= least) & (hops.sign < 2)).nonzero()[0]
        rows = self._steps.grow(front, hits.take(kept))
        return Parts(rows, worth.take(kept), bits.take(kept), sign.take(kept), bound.take(kept))

    def _hopeful_hits(
        self, course: Course, parts: Parts, front: Front, layer: Layer, least: float
    ) -> NDArray[np.void]:
        hits = np.empty(front.cost + 1, HIT)
        needed = self.find_needed(course, parts, front, layer, least)
        neighbour = self._steps.neighbour
        met = _hope(front.first, front.count, neighbour, layer.hope, needed, hits)
        hits = hits[:met]
        return hits[: keep_walked(self._steps.walk(met), front.open, hits, course.reverse)]

    def _worth_so_far(
        self,
        course: Course,
        parts: Parts,
        front: Front,
        hits: NDArray[np.void],
        hops: Hops,
    ) -> tuple[Floats, NDArray[np.uint8]]:
        """Worth and detail bits of parts that are grown by a hit each."""
        pricing, weights = course.pricing, course.pricing.weights
        if not front.rows.depth:
            return parts.worth.take(hits["row"]) * hops.factor, parts.bits.take(hits["row"])
        worth = (parts.worth * pricing.hub(front.open)).take(hits["row"]) * hops.factor
        last = np.ascontiguousarray(front.rows.hops[:, 0 if course.reverse else -1])
        before = (last, pricing.reference(last), weights.process.take(front.open))
        add_joints(self._prices(course), hits, before, hops.reference, worth)
        return worth, (parts.bits | pricing.bits(front.open)).take(hits["row"])

    def _bound_hits(
        self,
        course: Course,
        layer: Layer,
        hits: NDArray[np.void],
        hops: Hops,
        grown: tuple[Floats, NDArray[np.uint8], NDArray[np.uint8], int],
    ) -> Floats:
        """See `bound_parts`, for parts that are grown by a hit each."""
        worth, bits, sign, depth = grown
        pricing, prices = course.pricing, self._prices(course)
        bound = np.empty(len(hits))
        every = np.empty(len(hits), np.uint8)
        _start_bounds(prices, hits, worth, bits, bound, every)
        if layer.left < course.length - depth:
            rest, beyond = find_beyond(course, layer, depth)
            bound *= np.minimum(pricing.detail_hope.take(every) * rest, beyond)
            return bound
        node = np.ascontiguousarray(hits["node"])
        joints = self._joints_after(prices, layer, hits, node, hops)
        rule = (course.rule.wanted == 0, course.rule.last)
        _finish_bounds(
            _pack_rests(layer), node, joints, (every, sign), (prices.detail, *rule), bound
        )
        return bound


def _pack_rests(layer: Layer) -> _Rests:
    return _Rests(
        read_only(layer.table),
        read_only(layer.table if layer.joined is None else layer.joined),
        read_only(layer.table if layer.named is None else layer.named),
        read_only(np.array(layer.states)),
        some_joined=layer.joined is not None,
    )


@compile_once
def _hope(
    first: NDArray[np.int64],
    count: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    hope: Floats,
    rows: tuple[Floats, NDArray[np.uint8]],
    hits: NDArray[np.void],
) -> int:
    """Find the neighbours of which enough may be hoped; says how many they are."""
    needed, bits = rows
    found = 0
    for row in range(len(first)):
        begin, least, of_row = first[row], needed[row], hope[bits[row]]
        span = neighbour[begin : begin + count[row]]
        for step in range(len(span)):
            hits[found].row = row
            hits[found].node = span[step]
            hits[found].hop = begin + step
            found += of_row[span[step]] >= least
    return found


@compile_once
def _drop_visited(trail: NDArray[np.int32], hits: NDArray[np.void]) -> int:
    """Keep the hits that are not in the trail of their row; says how many they are."""
    kept = 0
    for met in range(len(hits)):
        fresh = True
        for column in range(trail.shape[1]):
            fresh &= trail[hits[met].row, column] != hits[met].node
        hits[kept] = hits[met]
        kept += fresh
    return kept


@compile_once
def _raise_tables(
    rests: _Rests,
    hits: NDArray[np.void],
    bases: tuple[NDArray[np.int32], Floats, NDArray[np.uint8]],
    hops: Hops,
    joints: tuple[Floats, NDArray[np.bool_]],
    rule: tuple[NDArray[np.int64], Floats, bool],
    tables: tuple[Floats, Floats, Floats],
) -> int:
    """Raise tables by the rests that begin with the hits; keeps those that are worth enough."""
    base, hubs, base_bits = bases
    apart, shared = joints
    place_of, enough, either = rule
    table, joined, named = tables
    kept = 0
    for met in range(len(hits)):
        if hops.sign[met] > 1:
            continue
        row, node, reference = hits[met].row, hits[met].node, hops.reference[met]
        usable = False
        for place in range(len(rests.states)):
            state = rests.states[place]
            # See `Layer.worth_after`.
            worth = rests.table[place, base[met]] * apart[met]
            if rests.some_joined:
                worth = max(worth, rests.joined[place, base[met]])
            if shared[met]:
                worth = max(worth, rests.named[place, base[met]])
            worth *= hops.factor[met] * hubs[row]
            bits = base_bits[row] | (state >> 1)
            if not worth >= enough[bits]:
                continue
            usable = True
            new = place_of[2 * bits + _join_signs(hops.sign[met], state & 1, either)]
            table[new, node] = max(table[new, node], worth)
            if reference == _SEVERAL:
                joined[new, node] = max(joined[new, node], worth)
            elif reference != _NONE:
                named[new, node] = max(named[new, node], worth)
        if usable:
            hits[kept] = hits[met]
            kept += 1
    return kept


@compile_once
def _join_signs(one: int, two: int, either: bool) -> int:
    """See `SignRule.join`."""
    return one | two if either else one ^ two


@compile_once
def _start_bounds(
    prices: Prices,
    hits: NDArray[np.void],
    worth: Floats,
    bits: NDArray[np.uint8],
    bound: Floats,
    every: NDArray[np.uint8],
) -> None:
    """Worth with the entities that the hits lead to, and all detail bits up to them."""
    for met in range(len(hits)):
        node = hits[met].node
        hub = max(prices.hub[node], _LEAST)
        if prices.hub_exponent != 1.0:
            hub = hub**prices.hub_exponent
        bound[met] = worth[met] * hub * prices.length_factor
        every[met] = bits[met] | prices.detail_bit[prices.category[node]]


@compile_once
def _finish_bounds(
    rests: _Rests,
    nodes: NDArray[np.int32],
    joints: tuple[Floats, NDArray[np.bool_]],
    before: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    rule: tuple[Floats, bool, int],
    bound: Floats,
) -> None:
    """Multiply by the best rest."""
    apart, shared = joints
    bits, sign = before
    detail, either, last = rule
    for met in range(len(nodes)):
        best = 0.0
        for place in range(len(rests.states)):
            state = rests.states[place]
            if _join_signs(sign[met], state & 1, either) == last:
                worth = rests.table[place, nodes[met]] * apart[met]
                if rests.some_joined:
                    worth = max(worth, rests.joined[place, nodes[met]])
                if shared[met]:
                    worth = max(worth, rests.named[place, nodes[met]])
                best = max(best, worth * detail[bits[met] | (state >> 1)])
        bound[met] *= best
