"""INDRA: `indra.explanation.pathfinding.shortest_simple_paths` on a networkx.DiGraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from peers.base import Answer, NodePairs, Peer
from peers.networkx import both_directions, canonical_node_paths, take_shortest

if TYPE_CHECKING:
    from pathlib import Path

    from generator import Graph
    from questions import Question

__all__ = ["Indra"]


class Indra(Peer):
    """Shortest paths over nodes."""

    jobs: ClassVar[tuple[str, ...]] = ("shortest",)

    def load(self, graph: Graph, folder: Path, job: str) -> None:  # noqa: ARG002
        """Take the pairs of nodes in, in both directions."""
        from indra.explanation.pathfinding import shortest_simple_paths

        self._search = shortest_simple_paths
        self._pairs = NodePairs(graph)
        self._graph = both_directions(graph, self._pairs)

    def shortest(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes, shortest first."""
        ends = (question.source, question.target)
        return take_shortest(self._search, self._graph, ends, self._pairs, question.hops)

    def canonical(self, question: Question, native: list[list[int]]) -> Answer:
        """Lengths of the shortest paths over edges."""
        return canonical_node_paths(question, native, self._pairs)
