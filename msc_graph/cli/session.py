"""What one call of the command line works on: the graph that `--data` names, opened when needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msc_graph.graph import MechanismGraph

__all__ = ["Session"]


class Session:
    """Holds the data sources of a call.

    Parameters
    ----------
    sources
        As given with `--data`; none is the shipped graph.
    """

    def __init__(self, sources: tuple[str, ...]) -> None:
        self.sources = sources

    @cached_property
    def graph(self) -> MechanismGraph:
        """The graph, read once."""
        from msc_graph.graph import MechanismGraph

        return MechanismGraph.load(*self.sources)

    @property
    def prefix(self) -> str:
        """The beginning of a command line that uses the same graph."""
        from shlex import quote

        return " ".join(["msc-graph", *(f"--data {quote(s)}" for s in self.sources)])
