"""Jobs that trace."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.report import describe_trace
from msc_graph.graph import MechanismGraph

__all__ = ["trace"]


def trace(graph: MechanismGraph, *, start: str, end: str, options: dict[str, Any]) -> Any:
    """The chains between two entities."""
    found = graph.trace(start, end, **options)
    return describe_trace(graph.corpus, found)
