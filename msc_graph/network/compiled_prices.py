"""Factors of hops and joints, compiled: one short loop for each, so that waits for memory overlap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_bounds import Course
from msc_graph.network.array_weights import LEAST, LISTED
from msc_graph.network.arrays import NO_REFERENCE, SEVERAL_REFERENCES
from msc_graph.network.compiled import compile_once, read_only

__all__ = [
    "ANY",
    "Hops",
    "Prices",
    "add_joints",
    "find_apart",
    "find_shared",
    "pack_prices",
    "price_hops",
]

Floats = NDArray[np.float64]

#: In place of a sign that is wanted: any.
ANY = 2
_LEAST = LEAST
_SEVERAL, _NONE, _LISTED = SEVERAL_REFERENCES, NO_REFERENCE, LISTED


class Prices(NamedTuple):
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
    opposite: NDArray[np.bool_]
    pointer: NDArray[np.int64]
    codes: NDArray[np.int32]
    listed: bool
    consistent: float
    crossed: float
    exponent: float
    hub_exponent: float
    length_factor: float
    wanted: int
    last: int


class Hops(NamedTuple):
    """What hops are worth, one of each for every hit.

    `reference` is as `Pricing.reference` has it, `sign` as `SignRule.of_hops`.
    """

    factor: Floats
    reference: NDArray[np.int32]
    sign: NDArray[np.uint8]

    @classmethod
    def empty(cls, count: int) -> Hops:
        """Of so many hits, to be filled in."""
        return cls(np.empty(count), np.empty(count, np.int32), np.empty(count, np.uint8))


def pack_prices(course: Course) -> Prices:
    """The factors of a course."""
    pricing, weights = course.pricing, course.pricing.weights
    arrays = pricing.arrays
    pointer, codes = weights.references or (np.zeros(1, np.int64), np.zeros(0, np.int32))
    return Prices(
        kind=read_only(arrays.kind),
        belief=read_only(arrays.belief),
        reference=read_only(arrays.reference),
        category=read_only(arrays.category),
        sign=read_only(pricing.adjacency.sign),
        hub=read_only(weights.hub),
        jump=read_only(pricing.jump),
        detail_bit=read_only(weights.detail_bit),
        detail=read_only(pricing.detail),
        process=read_only(weights.process),
        opposite=read_only(weights.opposite),
        pointer=read_only(pointer),
        codes=read_only(codes),
        listed=weights.references is not None,
        consistent=pricing.consistent,
        crossed=pricing.crossed,
        exponent=pricing.exponent,
        hub_exponent=pricing.hub_exponent,
        length_factor=pricing.length_factor,
        wanted=ANY if course.rule.wanted is None else course.rule.wanted,
        last=course.rule.last,
    )


@compile_once
def price_hops(
    prices: Prices,
    hits: NDArray[np.void],
    bases: NDArray[np.int32],
    from_base: bool,
    hops: Hops,
) -> None:
    """Belief, jump, reference and sign of hops, which are walked from the base or from the hit."""
    kinds = np.empty(len(hits), np.uint16)
    beliefs = np.empty(len(hits), np.float32)
    for met in range(len(hits)):
        statement = hits[met].hop >> 1
        kinds[met] = prices.kind[statement]
        beliefs[met] = prices.belief[statement]
        hops.reference[met] = prices.reference[statement]
    last_belief, factor = np.float32(-1.0), 0.0
    for met in range(len(hits)):
        kind = np.int64(kinds[met])
        if prices.listed and hops.reference[met] == _SEVERAL:
            hops.reference[met] = _LISTED
        if beliefs[met] != last_belief:
            last_belief = beliefs[met]
            factor = max(np.float64(last_belief), _LEAST) ** prices.exponent
        hops.factor[met] = factor
        if prices.opposite[kind]:
            hops.reference[met], hops.factor[met] = _SEVERAL, 1.0
        source = bases[hits[met].row] if from_base else hits[met].node
        code = 2 * kind + (hits[met].hop & 1)
        hops.factor[met] *= prices.jump[code, prices.category[source]]
        hops.sign[met] = 0
        if prices.wanted != ANY:
            hops.sign[met] = _state_of(prices.sign[code], prices.wanted)


@compile_once
def _state_of(sign: int, wanted: int) -> int:
    """See `SignRule.of_hops`."""
    if wanted == 0:
        return 1 if sign == 0 else 0
    if sign == 0:
        return 2
    return 1 if sign < 0 else 0


@compile_once
def find_apart(
    prices: Prices,
    nodes: NDArray[np.int32],
    reference: NDArray[np.int32],
    apart: Floats,
) -> None:
    """See `Pricing.apart`, of hops of these references at an entity each."""
    for met in range(len(nodes)):
        if reference[met] == _SEVERAL:
            apart[met] = 1.0
        else:
            apart[met] = prices.crossed if prices.process[nodes[met]] else prices.consistent


@compile_once
def find_shared(
    prices: Prices,
    shares: tuple[NDArray[np.bool_], int],
    hits: NDArray[np.void],
    nodes: NDArray[np.int32],
    reference: NDArray[np.int32],
    shared: NDArray[np.bool_],
) -> None:
    """See `Shares`: whether the hops of hits may share a reference with a rest of an entity."""
    known, shift = shares
    for met in range(len(hits)):
        shared[met] = False
        node = nodes[met]
        if reference[met] >= 0:
            shared[met] = known[_hash(shift, node, reference[met])]
        elif reference[met] == _LISTED:
            statement = hits[met].hop >> 1
            for place in range(prices.pointer[statement], prices.pointer[statement + 1]):
                code = prices.codes[place]
                shared[met] |= code >= 0 and known[_hash(shift, node, code)]


@compile_once
def _hash(shift: int, node: int, reference: int) -> np.int64:
    mixed = np.uint64(node) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(reference) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    return np.int64(mixed >> np.uint64(shift))


@compile_once
def add_joints(
    prices: Prices,
    hits: NDArray[np.void],
    before: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]],
    reference: NDArray[np.int32],
    worth: Floats,
) -> None:
    """Multiply by the joints with the hops before, by row: hop, reference and process."""
    last, last_reference, process = before
    for met in range(len(hits)):
        row, hop = hits[met].row, hits[met].hop
        one, two = last_reference[row], reference[met]
        together = one == _SEVERAL or two == _SEVERAL or (one >= 0 and one == two)
        if not together and (one == _LISTED or two == _LISTED) and one != _NONE and two != _NONE:
            together = _share(prices.pointer, prices.codes, last[row] >> 1, hop >> 1)
        if not together:
            worth[met] *= prices.crossed if process[row] else prices.consistent


@compile_once
def _share(pointer: NDArray[np.int64], codes: NDArray[np.int32], one: int, two: int) -> bool:
    """Whether the lists of references of two statements have one in common."""
    for first in range(pointer[one], pointer[one + 1]):
        for second in range(pointer[two], pointer[two + 1]):
            if codes[first] >= 0 and codes[first] == codes[second]:
                return True
    return False
