"""Jobs that list and count."""

from __future__ import annotations

from msc_graph.graph import MechanismGraph

__all__ = ["count"]


def count(graph: MechanismGraph) -> dict[str, int]:
    """Numbers of what the graph holds."""
    return {"entities": len(graph.entities), "statements": len(graph.statements)}
