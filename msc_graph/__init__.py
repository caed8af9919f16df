"""Mechanisms of mesenchymal stem cell exosome therapy as a knowledge graph.

>>> from msc_graph import MechanismGraph
>>> kg = MechanismGraph.load()
>>> kg.trace("miR-146a", "Alzheimer disease").sign
'-'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msc_graph.exceptions import MSCGraphError
    from msc_graph.graph import MechanismGraph
    from msc_graph.records import Entity, Evidence, Reference, Statement

__all__ = [
    "Entity",
    "Evidence",
    "MSCGraphError",
    "MechanismGraph",
    "Reference",
    "Statement",
    "__version__",
]

__version__ = "0.1.0"

_HOMES = {
    "Entity": "msc_graph.records",
    "Evidence": "msc_graph.records",
    "MSCGraphError": "msc_graph.exceptions",
    "MechanismGraph": "msc_graph.graph",
    "Reference": "msc_graph.records",
    "Statement": "msc_graph.records",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line must start fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
