"""What was measured, as Markdown."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, Any

from measure import Measured, percentile
from peers import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["render_growth", "render_load", "render_measured", "render_reopening", "summarise"]


def _times(factor: float) -> str:
    return f"{factor:,.1f}x" if factor < 10 else f"{factor:,.0f}x"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def summarise(measured: Measured) -> dict[str, Any]:
    """Numbers of a row, for JSON."""
    ours = [name for name in OURS if name in measured.replies]
    contenders = {}
    for name in measured.replies:
        times = measured.milliseconds(name)
        contenders[name] = {
            "asked": len(times),
            "turns": measured.turns[name],
            "median_ms": statistics.median(times) if times else None,
            "p95_ms": percentile(times, 95) if times else None,
            "timeouts": measured.timeouts(name),
            "failures": measured.failures(name),
            "compared": measured.compared(name),
            "load_seconds": measured.load_seconds[name],
            "ratio": {own: measured.ratio(name, own) for own in ours if own != name and times},
            "milliseconds": [r and 1000 * r.seconds for r in measured.replies[name]],
        }
    return {
        "title": measured.row.title,
        "questions": [question._asdict() for question in measured.questions],
        "sizes": _sizes(measured),
        "contenders": contenders,
        "absent": measured.absent,
        "differences": measured.differences(),
    }


def _sizes(measured: Measured) -> list[int]:
    """Results of each question, as the first who answered it has them."""
    columns = zip(*measured.replies.values(), strict=True)
    return [next((r.answer.size for r in c if r and r.answer), -1) for c in columns]


def render_measured(measured: Measured) -> list[str]:
    """A table of the contenders of a row."""
    row = measured.row
    ours = [name for name in OURS if name in measured.replies]
    head = ["contender", "asked", "turns", "median ms", "p95 ms", "time-outs", "equal"]
    head += [f"/ {own}" for own in ours] + ["aim"]
    lines = [_render_line(measured, name, ours) for name in measured.replies]
    differences = measured.differences()
    found = [f"### {row.title}", "", *_table(head, lines), ""]
    sizes = sorted(size for size in _sizes(measured) if size >= 0)
    if row.job == "all_paths" and sizes:
        found.append(f"Paths of a question: median {sizes[len(sizes) // 2]:,}, most {sizes[-1]:,}.")
    found += [f"{name} could not load: {reason}" for name, reason in measured.absent.items()]
    for name in measured.replies:
        found += [f"{name} failed: {failure}" for failure in measured.failures(name)]
    if differences:
        found.append(f"**Answers differ at {len(differences)} questions**, first {differences[0]}.")
    return found


def _render_line(measured: Measured, name: str, ours: Sequence[str]) -> list[str]:
    times = measured.milliseconds(name)
    if not times:
        return [name, "0", *[""] * (6 + len(ours))]
    answered = len(times) - measured.timeouts(name) - len(measured.failures(name))
    cells = [
        name,
        str(len(times)),
        str(measured.turns[name]),
        f"{statistics.median(times):,.2f}",
        f"{percentile(times, 95):,.2f}",
        str(measured.timeouts(name)),
        f"{measured.compared(name)} of {answered}" if measured.compared(name) else "",
    ]
    # After a time-out nobody knows how much longer it would have taken.
    least = "at least " if measured.timeouts(name) else ""
    cells += ["" if name in OURS else least + _times(measured.ratio(name, own)) for own in ours]
    return [*cells, _aim(measured, name)]


def _aim(measured: Measured, name: str) -> str:
    row = measured.row
    if name in OURS:
        limit = row.p95[OURS.index(name)]
        return f"p95 {limit:g} ms" if limit else ""
    if name not in row.targets:
        return ""
    return " / ".join(f"{target:,g}x" for target in row.targets[name])


def render_load(loads: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A table of first loads."""
    base = loads.get("snapshot", {})
    rows = []
    for way, found in loads.items():
        if "failure" in found:
            rows.append([way, f"failed: {found['failure']}", "", "", "", ""])
            continue
        ratios = [
            found[key] / base[key] if key in base else math.nan for key in ("seconds", "peak")
        ]
        rows.append(
            [
                way,
                f"{found['seconds']:.2f}",
                f"{found['peak'] / 1e6:,.0f}",
                *("" if way == "snapshot" else f"{ratio:.1f}x" for ratio in ratios),
                {"networkx": "10x, 3x", "rdflib": "40x"}.get(way.partition(",")[0], ""),
            ]
        )
    head = ("way", "seconds", "peak MB", "time / ours", "memory / ours", "aim")
    return ["### First load of a KGX pair, to a snapshot", "", *_table(head, rows), ""]


def render_reopening(seconds: Mapping[str, Sequence[float]]) -> list[str]:
    """A line on cold reopening."""
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    ratio = medians["trace"] / medians["import numpy"]
    rows = [[name, f"{1000 * median:.0f}"] for name, median in medians.items()]
    return [
        "### Reopening the snapshot and answering one trace, cold process",
        "",
        *_table(("process", "median ms"), rows),
        "",
        f"{ratio:.2f} times `import numpy`; the aim is 1.5.",
    ]


def render_growth(growth: Mapping[int, Mapping[str, Sequence[float]]]) -> list[str]:
    """A table of our times by the number of edges, at equal mean degree."""
    names = list(next(iter(growth.values())))
    rows = [
        [f"{edges:,}", *(f"{statistics.median(times[name]):.2f}" for name in names)]
        for edges, times in growth.items()
    ]
    least, most = min(growth), max(growth)
    factors = [
        statistics.median(growth[most][name]) / statistics.median(growth[least][name])
        for name in names
    ]
    rows.append(["growth (aim 4x)", *(f"{factor:.1f}x" for factor in factors)])
    head = ("edges", *(f"{name}, median ms" for name in names))
    return ["### Growth at equal mean degree", "", *_table(head, rows), ""]
