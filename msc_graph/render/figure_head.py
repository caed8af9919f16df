"""Headings of a figure's layers: the steps of a therapy that stand in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from msc_graph.analysis.template import STEPS
from msc_graph.render.figure_layers import Layered
from msc_graph.render.figure_model import Model
from msc_graph.render.figure_places import Diagram
from msc_graph.render.figure_words import measure_width, wrap_words

__all__ = ["HEADING_SIZE", "Heading", "place_headings"]

#: Size of the font in points.
HEADING_SIZE = 6.0
#: Least distance of two headings, and how far the outermost may stand out downwards.
_APART, _BEYOND = 1.4, 3.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading along the chains: where its layers begin and end, its lines, their middle."""

    begin: float
    end: float
    lines: tuple[str, ...]
    middle: float

    @property
    def low(self) -> float:
        """Where its longest line begins."""
        return self.middle - max(measure_width(line, HEADING_SIZE) for line in self.lines) / 2


def place_headings(model: Model, layered: Layered, diagram: Diagram) -> tuple[Heading, ...]:
    """One heading for each run of layers in which the same steps stand."""
    runs: list[tuple[int, int]] = []
    for number, steps in enumerate(layered.steps):
        if runs and layered.steps[runs[-1][0]] == steps:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    ends = [(diagram.layers[first][0], diagram.layers[last][1]) for first, last in runs]
    outside = _BEYOND if diagram.style.down else 0.0
    cuts = [(one[1] + two[0]) / 2 for one, two in pairwise(ends)]
    lows = [-outside, *(cut + _APART / 2 for cut in cuts)]
    highs = [*(cut - _APART / 2 for cut in cuts), ends[-1][1] + outside]
    headings = []
    for (first, _), (begin, end), low, high in zip(runs, ends, lows, highs, strict=True):
        text = _name(model, layered.steps[first])
        lines, _ = wrap_words(text, high - low, HEADING_SIZE)
        half = max(measure_width(line, HEADING_SIZE) for line in lines) / 2
        middle = min(max((begin + end) / 2, low + half), high - half)
        headings.append(Heading(begin, end, lines, middle))
    return tuple(headings)


def _name(model: Model, steps: Sequence[str]) -> str:
    """Heading of some steps; the last step is called by what stands there."""
    categories = {box.category for box in model.boxes.values() if box.step == len(STEPS) - 1}
    kinds = ["disease"] * ("Disease" in categories) + ["hallmark"] * bool(categories - {"Disease"})
    return ", ".join("/".join(kinds) if step == STEPS[-1] else step for step in steps)
