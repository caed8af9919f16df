"""Jobs that trace, and that count chains."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.cards import describe_reach
from msc_graph.analysis.report import describe_endpoint, describe_trace
from msc_graph.graph import MechanismGraph

__all__ = ["reach", "trace"]


def trace(
    graph: MechanismGraph,
    *,
    start: str,
    end: str,
    options: dict[str, Any],
    template: bool = False,
    explain: bool = False,
) -> dict[str, Any]:
    """The chains between two entities, as `msc-graph trace` has them.

    Raises
    ------
    UnknownTermError
        If a name is unknown or ambiguous.
    UsageError
        If a bound makes no sense.
    """
    found = graph.trace(start, end, **options)
    return describe_trace(graph.corpus, found, template=template, explain=explain)


def reach(graph: MechanismGraph, *, start: str, end: str, options: dict[str, Any]) -> Any:
    """Numbers of chains from an entity to each of a category; `reached` as `msc-graph reach`.

    Raises
    ------
    UnknownTermError
        If a name is unknown or ambiguous.
    UsageError
        If a bound makes no sense.
    """
    found = graph.reach(start, end, **options)
    return {
        "start": describe_endpoint(found.start),
        "end": describe_endpoint(found.end),
        "complete": found.complete,
        "warning": found.warning,
        "reached": describe_reach(graph.corpus, found),
    }
