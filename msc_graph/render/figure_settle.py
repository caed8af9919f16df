"""Where boxes and lines come to stand across the chains: in their order, as straight as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msc_graph.render.figure_grid import EDGE, Item, distances, row_length
from msc_graph.render.figure_layers import Layered, Segment, Spot
from msc_graph.render.figure_model import Line

__all__ = ["port_of", "settle", "settle_rows"]

_ROUNDS = 16
#: How far all entries of a box may move aside together to meet a line head-on, in millimetres.
_MOST_ASIDE = 3.0


def settle_rows(layered: Layered, items: Mapping[Spot, Item], bound: float) -> None:
    """Give every item its `middle`, between 0 and `bound`.

    Rows move to and fro, each towards its neighbours; then long lines are straightened where
    there is room, and the entries of boxes moved towards the lines that come.
    """
    for layer in layered.layers:
        at = (bound - row_length(layer, items)) / 2 + items[layer[0]].up
        for spot, distance in zip(layer, distances(layer, items), strict=True):
            at += distance
            items[spot].middle = at
    count = len(layered.layers)
    for turn in range(_ROUNDS):
        both = turn >= _ROUNDS - 6
        onwards = turn % 2 == 0
        for number in range(count) if onwards else range(count - 1, -1, -1):
            _settle_row(
                layered, items, number, bound, before=onwards or both, after=not onwards or both
            )
    _straighten(layered, items, bound)
    _meet(layered, items)


def port_of(items: Mapping[Spot, Item], segment: Segment, *, end: bool) -> float:
    """Where a segment begins or ends, across the chains."""
    item = items[segment.after if end else segment.before]
    return item.middle + (item.into if end else item.out).get(segment.line, 0.0)


def settle(
    wanted: Sequence[float],
    weights: Sequence[float],
    apart: Sequence[float],
    low: float,
    high: float,
) -> list[float]:
    """Places of least weighted squared distance from those wanted.

    Isotonic regression by pooling neighbours that would overlap (Barlow et al. 1972), then cut
    off at the limits, which keeps it optimal.

    Parameters
    ----------
    wanted, weights
        Place that each would take, and how strongly.
    apart
        Least distance of each from the one before it; the first counts for nothing.
    low, high
        Limits of the first and of the last place.

    Returns
    -------
    list of float
        In the order given; beyond `high` only if the row is too long for its limits.

    Examples
    --------
    >>> settle([5, 5, 9], [1, 1, 1], [0, 2, 2], 0, 20)
    [4.0, 6.0, 9.0]
    >>> settle([5, 5], [1, 1], [0, 2], 5, 20)
    [5.0, 7.0]
    """
    offsets: list[float] = []
    for number, distance in enumerate(apart):
        offsets.append(offsets[-1] + distance if number else 0.0)
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, heavy, count = want - offset, weight, 1
        while pools and pools[-1][0] >= mean:
            other, weighs, many = pools.pop()
            mean = (mean * heavy + other * weighs) / (heavy + weighs)
            heavy, count = heavy + weighs, count + many
        pools.append((mean, heavy, count))
    last = max(low, high - offsets[-1]) if offsets else low
    places = [min(max(mean, low), last) for mean, _, count in pools for _ in range(count)]
    return [float(place + offset) for place, offset in zip(places, offsets, strict=True)]


def _settle_row(
    layered: Layered,
    items: Mapping[Spot, Item],
    number: int,
    bound: float,
    *,
    before: bool,
    after: bool,
) -> None:
    layer = layered.layers[number]
    pulls: dict[Spot, list[tuple[float, float]]] = {spot: [] for spot in layer}
    if before and number:
        for segment in layered.gaps[number - 1]:
            aside = items[segment.after].into.get(segment.line, 0.0)
            aim = port_of(items, segment, end=False) - aside
            pulls[segment.after].append((aim, _weight(segment)))
    if after and number < len(layered.gaps):
        for segment in layered.gaps[number]:
            aside = items[segment.before].out.get(segment.line, 0.0)
            aim = port_of(items, segment, end=True) - aside
            pulls[segment.before].append((aim, _weight(segment)))
    wanted, weights = [], []
    for spot in layer:
        weight = sum(w for _, w in pulls[spot])
        middle = items[spot].middle
        wanted.append(sum(p * w for p, w in pulls[spot]) / weight if weight else middle)
        weights.append(weight or 0.1)
    low, high = items[layer[0]].up, bound - items[layer[-1]].below
    places = settle(wanted, weights, distances(layer, items), low, high)
    for spot, place in zip(layer, places, strict=True):
        items[spot].middle = place


def _weight(segment: Segment) -> float:
    """Long lines are kept straight before short ones."""
    passages = (not isinstance(segment.before, str)) + (not isinstance(segment.after, str))
    return (1.0, 2.5, 8.0)[passages]


def _straighten(layered: Layered, items: Mapping[Spot, Item], bound: float) -> None:
    """Let a line that passes layers bend once, not a little in every gap, where there is room."""
    runs: dict[Line, list[Segment]] = {}
    for gap in layered.gaps:
        for segment in gap:
            runs.setdefault(segment.line, []).append(segment)
    rooms = {
        spot: (number, place)
        for number, layer in enumerate(layered.layers)
        for place, spot in enumerate(layer)
    }
    for segments in sorted(runs.values(), key=lambda run: -len(run)):
        passages = [segment.after for segment in segments[:-1]]
        if not passages:
            continue
        low, high = 0.0, bound
        for spot in passages:
            number, place = rooms[spot]
            layer = layered.layers[number]
            apart = distances(layer, items)
            if place:
                low = max(low, items[layer[place - 1]].middle + apart[place])
            if place + 1 < len(layer):
                high = min(high, items[layer[place + 1]].middle - apart[place + 1])
        if low <= high:
            start = port_of(items, segments[0], end=False)
            end = port_of(items, segments[-1], end=True)
            # At the height of either end it bends once; if neither is free, near the beginning.
            free = [aim for aim in (start, end) if low <= aim <= high]
            aim = free[0] if free else min(max(start, low), high)
            for spot in passages:
                items[spot].middle = aim


def _meet(layered: Layered, items: Mapping[Spot, Item]) -> None:
    """Move the entries of each box together so that most lines come in straight."""
    coming: dict[Spot, list[Segment]] = {}
    for gap in layered.gaps:
        for segment in gap:
            if isinstance(segment.after, str):
                coming.setdefault(segment.after, []).append(segment)
    for spot, segments in coming.items():
        item = items[spot]
        play = min(item.size / 2 - EDGE - max(item.into.values()), _MOST_ASIDE)
        shifts = [port_of(items, s, end=False) - port_of(items, s, end=True) for s in segments]
        possible = [shift for shift in shifts if abs(shift) <= play]
        if possible:
            best = min(
                possible,
                key=lambda one: (-sum(abs(one - other) < 0.02 for other in possible), abs(one)),
            )
            item.into = {line: place + best for line, place in item.into.items()}
