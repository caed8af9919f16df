"""Counting paths, compiled: walks of two hops are the most, and are counted as they are met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from msc_graph.network.array_counts import PlainCounts
from msc_graph.network.array_ends import Ends
from msc_graph.network.array_hits import Counts, Hits
from msc_graph.network.array_into import Into
from msc_graph.network.compiled import HIT, CompiledWalk, compile_once, keep_walked
from msc_graph.network.compiled_front import CompiledSteps, meet

__all__ = ["CompiledCounts"]


class CompiledCounts(PlainCounts):
    """Counting compiled; see `CountSteps`."""

    def __init__(self, steps: CompiledSteps) -> None:
        super().__init__(steps.adjacency)
        self._steps = steps

    def expand(
        self,
        nodes: NDArray[np.int32],
        mask: NDArray[np.bool_],
        *,
        reverse: bool,
        sign: NDArray[np.int8] | None = None,
    ) -> Hits:
        """See `PlainCounts.expand`."""
        adjacency, steps = self.adjacency, self._steps
        first, count = adjacency.spans(nodes, reverse=reverse)
        hits = np.empty(int(count.sum()) + 1, HIT)
        hits = hits[: meet(first, count, steps.neighbour, mask.view(np.uint8), hits)]
        walk, known = steps.walk(len(hits)), False
        if not adjacency.is_free(0):
            hits = hits[: keep_walked(walk, nodes, hits, reverse)]
            known = True
        row, node = np.empty(len(hits), np.int64), np.empty(len(hits), np.int32)
        signs = np.empty(len(hits), np.int8)
        before = np.ones(len(nodes), np.int8) if sign is None else sign
        if not adjacency.any_sign:
            before = np.zeros(len(nodes), np.int8)
        _unpack(walk, (nodes, before), hits, known, reverse, (row, node, signs))
        return Hits(row, node, signs)

    def tally(self, place: NDArray[np.int32], sign: NDArray[np.int8], size: int) -> Counts:
        """See `array_counts.tally`."""
        counts = np.zeros((3, size), np.int64)
        _tally(place, sign, counts)
        return counts

    def tally_into(self, into: Into, nodes: NDArray[np.int32], sign: NDArray[np.int8]) -> Counts:
        """See `Into.tally`."""
        tables = np.zeros((3, 3 * into.entries), np.int32)
        _tally_into(into.pointer, into.code, nodes, sign, tables)
        counts = np.empty((3, into.entries), np.int64)
        _add_signs(tables, counts)
        return counts

    def pass_on(self, ends: Ends, ways: Counts) -> Counts:
        """See `Ends.pass_on`."""
        counts = np.empty((3, len(ends.nodes)), np.int64)
        _pass_on(ends.spans, ends.before, ends.sign, ways, counts)
        return counts


@compile_once
def _tally_into(
    pointer: NDArray[np.int64],
    code: NDArray[np.int32],
    nodes: NDArray[np.int32],
    sign: NDArray[np.int8],
    tables: NDArray[np.int32],
) -> None:
    """Count the hops of entities by code, in the table of the sign of the way before each."""
    for row in range(len(nodes)):
        table = tables[np.int64(sign[row]) + 1]
        part = code[pointer[nodes[row]] : pointer[nodes[row] + 1]]
        for hop in range(len(part)):
            table[np.uint32(part[hop])] += 1


@compile_once
def _add_signs(tables: NDArray[np.int32], counts: Counts) -> None:
    """See `array_into.add_signs`."""
    entries = counts.shape[1]
    for place in range(entries):
        none, plus = entries + place, 2 * entries + place
        for_it = np.int64(tables[2, plus]) + tables[0, place]
        against = np.int64(tables[2, place]) + tables[0, plus]
        rest = np.int64(tables[2, none]) + tables[0, none]
        rest += np.int64(tables[1, place]) + tables[1, none] + tables[1, plus]
        counts[0, place] = for_it + against + rest
        counts[1, place] = for_it + against
        counts[2, place] = for_it - against


@compile_once
def _pass_on(
    spans: NDArray[np.int64],
    before: NDArray[np.int64],
    sign: NDArray[np.int8],
    ways: Counts,
    counts: Counts,
) -> None:
    """Count ways to the ends by the hops to each and the ways to the entities before them."""
    every, those_signed, surplus = ways[0], ways[1], ways[2]
    for end in range(counts.shape[1]):
        total, signed, balance = np.int64(0), np.int64(0), np.int64(0)
        places, factors = before[spans[end] : spans[end + 1]], sign[spans[end] : spans[end + 1]]
        for hop in range(len(places)):
            # An unsigned place need not be looked at for being counted from the end.
            place, factor = np.uint32(places[hop]), np.int64(factors[hop])
            total += every[place]
            signed += those_signed[place] * factor * factor
            balance += surplus[place] * factor
        counts[0, end], counts[1, end], counts[2, end] = total, signed, balance


@compile_once
def _unpack(
    walk: CompiledWalk,
    rows: tuple[NDArray[np.int32], NDArray[np.int8]],
    hits: NDArray[np.void],
    known: bool,
    reverse: bool,
    out: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int8]],
) -> None:
    """Row, entity and sign of hits, whose hops are `known` or still places of the adjacency."""
    opened, before = rows
    out_row, out_node, out_sign = out
    for met in range(len(hits)):
        row, hop = hits[met].row, hits[met].hop
        out_row[met], out_node[met] = row, hits[met].node
        sign = before[row]
        if sign != 0:
            if known:
                statement, back = hop >> 1, hop & 1
            else:
                statement = np.int64(walk.edge[hop])
                back = np.int64((hop >= walk.middle[opened[row]]) != reverse)
            sign *= walk.sign[2 * np.int64(walk.kind[statement]) + back]
        out_sign[met] = sign


@compile_once
def _tally(place: NDArray[np.int32], sign: NDArray[np.int8], counts: Counts) -> None:
    """Count ways by place: all, those with a sign, and positive less negative ones."""
    for one in range(len(place)):
        counts[0, place[one]] += 1
        if sign[one] != 0:
            counts[1, place[one]] += 1
            counts[2, place[one]] += sign[one]
