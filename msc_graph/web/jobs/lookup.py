"""Jobs that look up names and entities."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.report import describe_entity
from msc_graph.graph import MechanismGraph

__all__ = ["describe", "resolve"]


def resolve(graph: MechanismGraph, *, term: str) -> dict[str, Any]:
    """What a name stands for."""
    match = graph.resolve(term)
    return {"query": term, "id": match.entity.id if match.entity else None}


def describe(graph: MechanismGraph, *, entity: str) -> dict[str, str]:
    """An entity."""
    return describe_entity(graph.corpus, graph.names.get(entity).id)
