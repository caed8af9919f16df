"""The steps of a search for the best paths, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_bounds import Course, Parts, PlainBounds, find_beyond
from msc_graph.network.array_front import Front
from msc_graph.network.array_layers import Layer
from msc_graph.network.array_weights import LEAST
from msc_graph.network.arrays import SEVERAL_REFERENCES
from msc_graph.network.compiled import HIT, compile_once, keep_walked, read_only
from msc_graph.network.compiled_front import CompiledSteps

__all__ = ["CompiledBounds"]

Floats = NDArray[np.float64]

#: In place of a sign that is wanted: any.
_ANY = 2
_LEAST = LEAST
_SEVERAL = SEVERAL_REFERENCES


class _Prices(NamedTuple):
    """Factors as compiled functions take them; see `PathWeights` and `Pricing`."""

    kind: NDArray[np.uint16]
    belief: NDArray[np.float32]
    reference: NDArray[np.int32]
    category: NDArray[np.uint16]
    sign: NDArray[np.int8]
    hub: Floats
    jump: Floats
    detail_bit: NDArray[np.uint8]
    detail: Floats
    process: NDArray[np.bool_]
    context: NDArray[np.bool_]
    opposite: NDArray[np.bool_]
    known_context: bool
    consistent: float
    crossed: float
    exponent: float
    hub_exponent: float
    length_factor: float
    wanted: int
    last: int


class _Starts(NamedTuple):
    """What is known of the rows that hops are found from, before they are looked at.

    `worth` is that of the part with its open end, `bits` and `sign` its state, `reference` and
    `named` are of the hop that it grew by last, `joins` tells whether there is one, and `process`
    is of the open end.
    """

    worth: Floats
    bits: NDArray[np.uint8]
    sign: NDArray[np.uint8]
    reference: NDArray[np.int32]
    named: NDArray[np.bool_]
    process: NDArray[np.bool_]
    joins: bool


class _Rests(NamedTuple):
    """A layer as compiled functions take it.

    `exact` tells whether its rests begin where the parts then end. If not, `hope` is by detail
    bits the most of the rest of a path, and `beyond` the same by way of the layer.
    """

    table: Floats
    joined: Floats
    states: NDArray[np.int64]
    known: NDArray[np.bool_]
    shift: int
    some_joined: bool
    some_shared: bool
    exact: bool
    hope: Floats
    beyond: float


class CompiledBounds(PlainBounds):
    """The steps compiled; see `BoundSteps`."""

    def __init__(self, steps: CompiledSteps) -> None:
        super().__init__(steps.adjacency)
        self._steps = steps
        self._packed: tuple[Course, _Prices] | None = None

    def _prices(self, course: Course) -> _Prices:
        """Factors of a course, packed once."""
        if self._packed is None or self._packed[0].pricing is not course.pricing:
            self._packed = course, _pack_prices(course)
        return self._packed[1]

    def add_rests(
        self,
        course: Course,
        layer: Layer,
        grown: Layer,
        span: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]],
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """See `PlainBounds.add_rests`."""
        pricing = course.pricing
        nodes = span[0]
        hits = self._enter_hits(course, span, grown.left, rests=True)
        if course.caps.joined:
            grown.prepare_joined()
        place_of = np.zeros(32, np.int64)
        place_of[list(grown.states)] = np.arange(len(grown.states))
        references = np.empty(len(hits), np.int32)
        kept = _add_rests(
            self._prices(course),
            _pack_rests(layer, course),
            hits,
            (nodes, pricing.hub(nodes), pricing.bits(nodes)),
            course.reverse,
            place_of,
            grown.table,
            grown.table if grown.joined is None else grown.joined,
            references,
        )
        return hits["node"][:kept].copy(), references[:kept]

    def _enter_hits(
        self,
        course: Course,
        span: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]],
        hops: int,
        *,
        rests: bool,
    ) -> NDArray[np.void]:
        nodes, first, count = span
        masks = course.masks_after(hops, rests=rests)
        hits = self._steps.enter((first, count), masks, course.barred, nodes.reshape(-1, 1))
        reverse = course.reverse != rests
        return hits[: keep_walked(self._steps.walk(len(hits)), nodes, hits, reverse)]

    def grow_parts(self, course: Course, parts: Parts, layer: Layer, least: float) -> Parts:
        """See `BoundSteps.grow_parts`."""
        front = Front(self.adjacency, parts.rows, reverse=course.reverse)
        depth = front.rows.depth
        if layer.left < course.length - depth - 1:
            span = (front.open, front.first, front.count)
            hits = self._enter_hits(course, span, depth + 1, rests=False)
        else:
            hits = np.empty(front.cost + 1, HIT)
            needed, bits = self.find_needed(course, parts, front, layer, least)
            neighbour = self._steps.neighbour
            met = _hope(front.first, front.count, neighbour, layer.hope, (needed, bits), hits)
            hits = hits[:met]
            walk = self._steps.walk(met)
            hits = hits[: keep_walked(walk, front.open, hits, course.reverse)]
        worth, bound = np.empty(len(hits)), np.empty(len(hits))
        bits, sign = np.empty(len(hits), np.uint8), np.empty(len(hits), np.uint8)
        kept = _measure(
            self._prices(course),
            _pack_rests(layer, course, depth + 1),
            _pack_starts(course, parts, front),
            hits,
            (front.rows.trail, front.open),
            course.reverse,
            least,
            (worth, bound, bits, sign),
        )
        columns = (column[:kept] for column in (worth, bits, sign, bound))
        return Parts(self._steps.grow(front, hits[:kept]), *columns)


def _pack_prices(course: Course) -> _Prices:
    pricing, weights = course.pricing, course.pricing.weights
    arrays = pricing.arrays
    context = np.empty(0, np.bool_) if weights.context is None else weights.context
    views = (
        arrays.kind,
        arrays.belief,
        arrays.reference,
        arrays.category,
        pricing.adjacency.sign,
        weights.hub,
        weights.jump,
        weights.detail_bit,
        pricing.detail,
        weights.process,
        context,
        weights.opposite,
    )
    return _Prices(
        *map(read_only, views),
        known_context=weights.context is not None,
        consistent=pricing.consistent,
        crossed=pricing.crossed,
        exponent=pricing.exponent,
        hub_exponent=pricing.hub_exponent,
        length_factor=pricing.length_factor,
        wanted=_ANY if course.rule.wanted is None else course.rule.wanted,
        last=course.rule.last,
    )


def _pack_rests(layer: Layer, course: Course, depth: int | None = None) -> _Rests:
    """A layer for parts of so many hops, or for the next layer."""
    known, shift = (np.zeros(1, np.bool_), 63) if layer.shares is None else (
        layer.shares.known, 64 - layer.shares.bits
    )
    exact = depth is None or layer.left == course.length - depth
    rest, beyond = (0.0, 0.0) if exact else find_beyond(course, layer, depth or 0)
    return _Rests(
        read_only(layer.table),
        read_only(layer.table if layer.joined is None else layer.joined),
        np.array(layer.states),
        read_only(known),
        shift,
        some_joined=layer.joined is not None,
        some_shared=layer.shares is not None,
        exact=exact,
        hope=read_only(course.pricing.detail_hope * rest),
        beyond=beyond,
    )


def _pack_starts(course: Course, parts: Parts, front: Front) -> _Starts:
    pricing, weights = course.pricing, course.pricing.weights
    worth, bits = parts.worth, parts.bits
    count = len(front)
    reference, named = np.empty(count, np.int32), np.zeros(count, np.bool_)
    if front.rows.depth:
        last = front.rows.hops[:, 0 if course.reverse else -1]
        worth = worth * pricing.hub(front.open)
        bits = bits | pricing.bits(front.open)
        reference = pricing.reference(last)
        if weights.context is not None:
            named = weights.context.take(last >> 1)
    process = weights.process.take(front.open)
    return _Starts(worth, bits, parts.sign, reference, named, process, bool(front.rows.depth))


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
    found = 0
    needed, bits = rows
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
def _look_up(
    kind: NDArray[np.uint16],
    belief: NDArray[np.float32],
    reference: NDArray[np.int32],
    hits: NDArray[np.void],
) -> tuple[NDArray[np.uint16], NDArray[np.float32], NDArray[np.int32]]:
    """What is needed of statements: in a loop of nothing else the waits for memory overlap."""
    kinds = np.empty(len(hits), np.uint16)
    beliefs = np.empty(len(hits), np.float32)
    references = np.empty(len(hits), np.int32)
    for met in range(len(hits)):
        statement = hits[met].hop >> 1
        kinds[met] = kind[statement]
        beliefs[met] = belief[statement]
        references[met] = reference[statement]
    return kinds, beliefs, references


@compile_once
def _hash(shift: int, node: int, reference: int) -> int:
    """See `Shares`."""
    mixed = np.uint64(node) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(reference) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return np.int64(mixed >> np.uint64(shift))


@compile_once
def _add_rests(
    prices: _Prices,
    rests: _Rests,
    hits: NDArray[np.void],
    bases: tuple[NDArray[np.int32], Floats, NDArray[np.uint8]],
    reverse: bool,
    place_of: NDArray[np.int64],
    table: Floats,
    joined: Floats,
    references: NDArray[np.int32],
) -> int:
    """Raise a table by the rests that begin with the hits; says how many may be used."""
    nodes, hubs, bits = bases
    kinds, beliefs, found = _look_up(prices.kind, prices.belief, prices.reference, hits)
    kept = 0
    last_belief, last_factor = np.float32(-1.0), 0.0
    for met in range(len(hits)):
        row, node, hop = hits[met].row, hits[met].node, hits[met].hop
        base, statement = nodes[row], hop >> 1
        kind = kinds[met]
        sign = 0
        if prices.wanted != _ANY:
            of_hop = prices.sign[2 * np.int64(kind) + (hop & 1)]
            if prices.wanted == 0:
                sign = 1 if of_hop == 0 else 0
            elif of_hop == 0:
                continue
            else:
                sign = 1 if of_hop < 0 else 0
        reference, factor = found[met], 1.0
        if prices.opposite[kind]:
            reference = _SEVERAL
        else:
            belief = beliefs[met]
            if belief != last_belief:
                last_belief = belief
                last_factor = max(np.float64(belief), _LEAST) ** prices.exponent
            factor = last_factor
        factor *= hubs[row]
        factor *= max(prices.jump[kind, prices.category[base if reverse else node]], _LEAST)
        apart = prices.consistent
        if reference == _SEVERAL or (
            reference >= 0
            and rests.some_shared
            and rests.known[_hash(rests.shift, base, reference)]
        ):
            apart = 1.0
        elif prices.known_context and prices.process[base]:
            apart = prices.crossed
            if prices.context[statement]:
                apart = max(prices.crossed, prices.consistent)
        for place in range(len(rests.states)):
            state = rests.states[place]
            worth = rests.table[place, base] * apart
            if rests.some_joined:
                worth = max(worth, rests.joined[place, base])
            if worth <= 0.0:
                continue
            both = (sign ^ (state & 1)) if prices.wanted != 0 else (sign | (state & 1))
            new = place_of[2 * (np.int64(bits[row]) | (state >> 1)) + both]
            worth *= factor
            table[new, node] = max(table[new, node], worth)
            if reference == _SEVERAL:
                joined[new, node] = max(joined[new, node], worth)
        references[kept] = reference
        hits[kept] = hits[met]
        kept += 1
    return kept


@compile_once
def _measure(
    prices: _Prices,
    rests: _Rests,
    starts: _Starts,
    hits: NDArray[np.void],
    parts: tuple[NDArray[np.int32], NDArray[np.int32]],
    reverse: bool,
    least: float,
    out: tuple[Floats, Floats, NDArray[np.uint8], NDArray[np.uint8]],
) -> int:
    """Keep the hits that lead on to paths worth `least`; says how many they are."""
    trail, opened = parts
    out_worth, out_bound, out_bits, out_sign = out
    kinds, beliefs, found = _look_up(prices.kind, prices.belief, prices.reference, hits)
    kept = 0
    last_belief, last_factor = np.float32(-1.0), 0.0
    for met in range(len(hits)):
        row, node, hop = hits[met].row, hits[met].node, hits[met].hop
        base, statement = opened[row], hop >> 1
        fresh = True
        for column in range(trail.shape[1]):
            fresh &= trail[row, column] != node
        if not fresh:
            continue
        kind = kinds[met]
        sign = np.int64(starts.sign[row])
        if prices.wanted != _ANY:
            of_hop = prices.sign[2 * np.int64(kind) + (hop & 1)]
            if prices.wanted == 0:
                sign |= of_hop == 0
            elif of_hop == 0:
                continue
            else:
                sign ^= of_hop < 0
        reference, worth = found[met], starts.worth[row]
        if prices.opposite[kind]:
            reference = _SEVERAL
        else:
            belief = beliefs[met]
            if belief != last_belief:
                last_belief = belief
                last_factor = max(np.float64(belief), _LEAST) ** prices.exponent
            worth *= last_factor
        worth *= max(prices.jump[kind, prices.category[node if reverse else base]], _LEAST)
        named = prices.known_context and prices.context[statement]
        if starts.joins:
            before = starts.reference[row]
            together = before == _SEVERAL or reference == _SEVERAL
            if not together and (before < 0 or before != reference):
                crossed = prices.known_context and starts.process[row]
                crossed = crossed and not (named and starts.named[row])
                worth *= prices.crossed if crossed else prices.consistent
        bits = np.int64(starts.bits[row])
        all_bits = bits | prices.detail_bit[prices.category[node]]
        hub = max(prices.hub[node], _LEAST)
        if prices.hub_exponent != 1.0:
            hub = hub**prices.hub_exponent
        bound = worth * hub * prices.length_factor
        if rests.exact:
            apart = prices.consistent
            if reference == _SEVERAL or (
                reference >= 0
                and rests.some_shared
                and rests.known[_hash(rests.shift, node, reference)]
            ):
                apart = 1.0
            elif prices.known_context and prices.process[node]:
                apart = max(prices.crossed, prices.consistent) if named else prices.crossed
            best = 0.0
            for place in range(len(rests.states)):
                state = rests.states[place]
                both = (sign ^ (state & 1)) if prices.wanted != 0 else (sign | (state & 1))
                if both != prices.last:
                    continue
                rest = rests.table[place, node] * apart
                if rests.some_joined:
                    rest = max(rest, rests.joined[place, node])
                best = max(best, rest * prices.detail[all_bits | (state >> 1)])
            bound *= best
        else:
            bound *= min(rests.hope[all_bits], rests.beyond)
        if not bound >= least or bound <= 0.0:
            continue
        out_worth[kept], out_bound[kept] = worth, bound
        out_bits[kept], out_sign[kept] = bits, sign
        hits[kept] = hits[met]
        kept += 1
    return kept
