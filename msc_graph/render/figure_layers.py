"""Which layer of a figure each box stands in: the steps of a therapy, every line onwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msc_graph.analysis.template import STEPS
from msc_graph.render.figure_model import Box, Line, Model
from msc_graph.render.palette import mark_of

__all__ = ["Layered", "Segment", "Spot", "arrange_layers"]

#: Id of a box, or a place that a line keeps free for itself in a layer it passes: the line's name
#: and the layer.
Spot = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a line between two neighbouring layers."""

    line: Line
    before: Spot
    after: Spot


@dataclass(frozen=True, slots=True)
class Layered:
    """Boxes and passages in layers.

    Attributes
    ----------
    layers
        Ids of boxes and passages, layer by layer.
    gaps
        Segments between each layer and the next.
    steps
        Names of the steps that stand in each layer.
    """

    layers: tuple[tuple[Spot, ...], ...]
    gaps: tuple[tuple[Segment, ...], ...]
    steps: tuple[tuple[str, ...], ...]


def arrange_layers(model: Model, *, compact: bool = False, widest: int = 0) -> Layered:
    """Layers of a figure, in which every line leads onwards.

    The method is that of Sugiyama, Tagawa and Toda (1981): cycles are cut, layers assigned and
    passages kept free in the layers that a line crosses; `order_layers` then sorts each layer.

    Parameters
    ----------
    model
        Boxes and lines.
    compact
        Whether layers follow the length of the chains alone, so that there are as few as can be;
        else the steps of a therapy part them first.
    widest
        So many boxes stand in a layer at most; 0 for any number.
    """
    forward = _cut_cycles(model)
    layer = _assign(model, forward, compact=compact)
    if widest:
        layer = _narrow(model, layer, forward, widest)
    gaps: list[list[Segment]] = [[] for _ in range(max(layer.values(), default=0))]
    layers: list[list[Spot]] = [[] for _ in range(len(gaps) + 1)]
    for box in model.boxes:
        layers[layer[box]].append(box)
    for line, (source, target) in zip(model.lines, forward, strict=True):
        before: Spot = source
        for number in range(layer[source], layer[target]):
            last = number + 1 == layer[target]
            after: Spot = target if last else (_name(line), number + 1)
            if not last:
                layers[number + 1].append(after)
            gaps[number].append(Segment(line, before, after))
            before = after
    steps = tuple(
        tuple(dict.fromkeys(_step_name(model.boxes[n]) for n in _by_step(model, row)))
        for row in layers
    )
    return Layered(tuple(map(tuple, layers)), tuple(map(tuple, gaps)), steps)


def _by_step(model: Model, row: Sequence[Spot]) -> list[str]:
    boxes = [spot for spot in row if isinstance(spot, str)]
    return sorted(boxes, key=lambda node: (model.boxes[node].step, node))


def _step_name(box: Box) -> str:
    """Step of a box; what is no part of a therapy (a trial, a method) is another thing."""
    name = STEPS[box.step]
    return "other" if name == "target" and mark_of(box.category).group == "other" else name


def _name(line: Line) -> str:
    return f"{line.key} {line.source} {line.target} {line.sign}{line.marks}"


def _cut_cycles(model: Model) -> list[tuple[str, str]]:
    """Ends of each line in the order drawn; one that would close a circle is turned round."""
    after: dict[str, set[str]] = {box: set() for box in model.boxes}

    def leads(start: str, end: str) -> bool:
        stack, seen = [start], {start}
        while stack:
            node = stack.pop()
            if node == end:
                return True
            fresh = after[node] - seen
            seen |= fresh
            stack += fresh
        return False

    ends = []
    for line in model.lines:
        pair = (line.source, line.target)
        if leads(line.target, line.source):
            pair = (line.target, line.source)
        after[pair[0]].add(pair[1])
        ends.append(pair)
    return ends


def _assign(model: Model, forward: Sequence[tuple[str, str]], *, compact: bool) -> dict[str, int]:
    """Layer of each box: by step, and within a step by the longest way there."""
    before: dict[str, set[str]] = {box: set() for box in model.boxes}
    for source, target in forward:
        before[target].add(source)
    band: dict[str, int] = {}
    depth: dict[str, int] = {}
    for node in _in_order(before):
        step = 0 if compact else model.boxes[node].step
        band[node] = max([step, *(band[n] for n in before[node])])
        same = [depth[n] + 1 for n in before[node] if band[n] == band[node]]
        depth[node] = max(same, default=0)
    keys = sorted({(band[node], depth[node]) for node in band})
    found = {node: keys.index((band[node], depth[node])) for node in band}
    return _pull(model, found, forward) if compact else found


def _in_order(before: Mapping[str, set[str]]) -> list[str]:
    """Nodes, each after all that lead to it."""
    done: dict[str, None] = {}
    waiting = list(before)
    while waiting:
        ready = [node for node in waiting if before[node] <= done.keys()]
        done |= dict.fromkeys(ready)
        waiting = [node for node in waiting if node not in done]
    return list(done)


def _pull(
    model: Model, layer: dict[str, int], forward: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Move boxes with play towards others of their step; outcomes to the last layer."""
    last = max(layer.values(), default=0)
    after: dict[str, set[str]] = {box: set() for box in model.boxes}
    for source, target in forward:
        after[source].add(target)
    steps: dict[int, list[int]] = {}
    for node, number in layer.items():
        steps.setdefault(model.boxes[node].step, []).append(number)
    usual = {step: sorted(numbers)[len(numbers) // 2] for step, numbers in steps.items()}
    pulled = dict(layer)
    for node in sorted(layer, key=lambda n: -layer[n]):
        step = model.boxes[node].step
        latest = min((pulled[n] for n in after[node]), default=last + 1) - 1
        if not after[node] and step < len(STEPS) - 1:
            latest = layer[node]
        aim = last if step == len(STEPS) - 1 else usual[step]
        pulled[node] = min(max(aim, layer[node]), latest)
    return pulled


def _narrow(
    model: Model, layer: Mapping[str, int], forward: Sequence[tuple[str, str]], widest: int
) -> dict[str, int]:
    """Split each layer that holds too many boxes in two or more."""
    rows: dict[int, list[str]] = {}
    for node, number in layer.items():
        rows.setdefault(number, []).append(node)
    far = dict.fromkeys(layer, 0)
    for source, target in forward:
        far[source] = max(far[source], layer[target] - layer[source])
    found: dict[str, int] = {}
    next_layer = 0
    for number in sorted(rows):
        # Earlier steps stand first, then what has the longest lines ahead.
        row = sorted(rows[number], key=lambda n: (model.boxes[n].step, -far[n]))
        parts = -(-len(row) // widest)
        size = -(-len(row) // parts)
        for place, node in enumerate(row):
            found[node] = next_layer + place // size
        next_layer += parts
    return found
