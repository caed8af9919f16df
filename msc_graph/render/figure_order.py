"""In which order things stand in each layer of a figure, so that few lines cross."""

from __future__ import annotations

from bisect import bisect, bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import replace

from msc_graph.render.figure_layers import Layered, Segment, Spot

__all__ = ["order_layers"]

#: Sweeps to and fro, and so many without fewer crossings end it.
_SWEEPS, _PATIENCE = 24, 6

#: Who stands before and after each spot, one entry for each segment.
_Neighbours = Mapping[Spot, Sequence[Spot]]


def order_layers(layered: Layered) -> Layered:
    """Sort each layer by the barycentres of its neighbours, then swap pairs that cross.

    Parameters
    ----------
    layered
        Layers in any order.

    Returns
    -------
    Layered
        With the fewest crossings met on the way.
    """
    layers = [list(row) for row in layered.layers]
    before: dict[Spot, list[Spot]] = {spot: [] for row in layers for spot in row}
    after: dict[Spot, list[Spot]] = {spot: [] for row in layers for spot in row}
    for gap in layered.gaps:
        for segment in gap:
            after[segment.before].append(segment.after)
            before[segment.after].append(segment.before)
    best, fewest, since = [list(row) for row in layers], _count_all(layers, layered.gaps), 0
    for sweep in range(_SWEEPS):
        if not fewest or since >= _PATIENCE:
            break
        if sweep % 2 == 0:
            for number in range(1, len(layers)):
                _sort_row(layers[number], layers[number - 1], before)
        else:
            for number in range(len(layers) - 2, -1, -1):
                _sort_row(layers[number], layers[number + 1], after)
        _swap_neighbours(layers, before, after)
        crossings = _count_all(layers, layered.gaps)
        since += 1
        if crossings < fewest:
            fewest, best, since = crossings, [list(row) for row in layers], 0
    return replace(layered, layers=tuple(map(tuple, best)))


def _sort_row(row: list[Spot], near: Sequence[Spot], neighbours: _Neighbours) -> None:
    place = {spot: number for number, spot in enumerate(near)}
    now = {spot: number for number, spot in enumerate(row)}
    scale = len(near) / max(len(row), 1)
    aims: dict[Spot, float] = {}
    for spot in row:
        found = [place[other] for other in neighbours[spot]]
        # Rounded, so that the last bit of a sum cannot swap two.
        aims[spot] = round(sum(found) / len(found) if found else now[spot] * scale, 9)
    row.sort(key=lambda spot: (aims[spot], now[spot]))


def _swap_neighbours(layers: Sequence[list[Spot]], before: _Neighbours, after: _Neighbours) -> None:
    """Swap two that stand side by side wherever that saves crossings."""
    for number, row in enumerate(layers):
        sides = []
        if number:
            sides.append(_places(row, layers[number - 1], before))
        if number + 1 < len(layers):
            sides.append(_places(row, layers[number + 1], after))
        for place in range(len(row) - 1):
            one, two = row[place], row[place + 1]
            kept = sum(_crossings(side[one], side[two]) for side in sides)
            swapped = sum(_crossings(side[two], side[one]) for side in sides)
            if swapped < kept:
                row[place], row[place + 1] = two, one


def _places(
    row: Sequence[Spot], near: Sequence[Spot], neighbours: _Neighbours
) -> dict[Spot, list[int]]:
    place = {spot: number for number, spot in enumerate(near)}
    return {spot: sorted(place[other] for other in neighbours[spot]) for spot in row}


def _crossings(first: Sequence[int], second: Sequence[int]) -> int:
    """Crossings of the segments of one spot with those of the spot after it."""
    return sum(bisect_left(second, place) for place in first)


def _count_all(layers: Sequence[Sequence[Spot]], gaps: Sequence[Sequence[Segment]]) -> int:
    """Crossings of all segments: inversions between neighbouring layers."""
    crossings = 0
    for number, gap in enumerate(gaps):
        upper = {spot: row for row, spot in enumerate(layers[number])}
        lower = {spot: row for row, spot in enumerate(layers[number + 1])}
        seen: list[int] = []
        for _, end in sorted((upper[s.before], lower[s.after]) for s in gap):
            crossings += len(seen) - bisect(seen, end)
            insort(seen, end)
    return crossings
