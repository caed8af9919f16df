"""Measures a drawn figure: what overlaps, leaves the sheet, or is crossed by a line."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from msc_graph.render.figure_ink import draw_sheet, settings
from msc_graph.render.figure_places import DrawnLine
from msc_graph.render.figure_sheet import Sheet

__all__ = ["find_faults", "measure_texts", "trace_line"]

Rectangle = tuple[float, float, float, float]


def measure_texts(sheet: Sheet) -> list[tuple[str, Rectangle]]:
    """Each text with the rectangle that matplotlib's renderer gives it, in mm from the left top."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with settings():
        figure = draw_sheet(sheet)
        figure.set_dpi(300)
        renderer: Any = FigureCanvasAgg(figure).get_renderer()
        found = []
        for text in figure.texts + [a for a in figure.artists if hasattr(a, "get_text")]:
            box = text.get_window_extent(renderer)
            x0, x1 = box.x0 / 300 * 25.4, box.x1 / 300 * 25.4
            y0, y1 = (sheet.height - y / 300 * 25.4 for y in (box.y1, box.y0))
            found.append((text.get_text(), (x0, y0, x1, y1)))
    return found


def trace_line(
    line: DrawnLine, at: tuple[float, float], steps: int = 12
) -> list[tuple[float, float]]:
    """Points on a line, close to each other."""
    points = [line.start]
    for piece in line.route:
        start = points[-1]
        for step in range(1, steps + 1):
            t = step / steps
            if len(piece) == 1:
                points.append(tuple(a + t * (b - a) for a, b in zip(start, piece[0], strict=True)))
            else:
                p = (start, *piece)
                w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                points.append(
                    tuple(sum(k * q[i] for k, q in zip(w, p, strict=True)) for i in (0, 1))
                )
    return [(x + at[0], y + at[1]) for x, y in points]


def overlap(one: Rectangle, two: Rectangle, slack: float = 0.02) -> bool:
    return (
        one[0] < two[2] - slack
        and two[0] < one[2] - slack
        and one[1] < two[3] - slack
        and two[1] < one[3] - slack
    )


def inside(point: tuple[float, float], box: Rectangle, slack: float = 0.05) -> bool:
    return box[0] + slack < point[0] < box[2] - slack and box[1] + slack < point[1] < box[3] - slack


def find_faults(sheet: Sheet) -> list[str]:
    """Whatever a reader would call a fault of the layout."""
    dx, dy = sheet.at
    boxes = {
        b.box.id: (b.x + dx, b.y + dy, b.x + dx + b.width, b.y + dy + b.height)
        for b in sheet.diagram.boxes
    }
    texts = measure_texts(sheet)
    faults = [f"{a} overlaps {b}" for (a, x), (b, y) in combinations(texts, 2) if overlap(x, y)]
    faults += [
        f"box {a} overlaps {b}"
        for (a, x), (b, y) in combinations(boxes.items(), 2)
        if overlap(x, y)
    ]
    sides = (0.0, 0.0, sheet.width, sheet.height)
    for text, place in texts:
        if place[0] < 0 or place[1] < 0 or place[2] > sides[2] or place[3] > sides[3]:
            faults.append(f"{text} leaves the sheet")
        for box, frame in boxes.items():
            whole = (
                frame[0] <= place[0] and frame[1] <= place[1]
                and place[2] <= frame[2] and place[3] <= frame[3]
            )  # fmt: skip
            if overlap(place, frame) and not whole:
                faults.append(f"{text} crosses the frame of {box}")
    free = [(text, place) for text, place in texts]
    for line in sheet.diagram.lines:
        points = trace_line(line, sheet.at)
        for box, frame in boxes.items():
            if any(inside(point, frame) for point in points):
                faults.append(f"{line.line.key} runs through {box}")
        for text, place in free:
            if any(inside(point, place) for point in points):
                faults.append(f"{line.line.key} runs through the text {text}")
    return faults
