"""igraph: `Graph.get_all_simple_paths` on the graph without parallel edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from peers.base import Answer, NodePairs, Peer, digest_paths

if TYPE_CHECKING:
    from pathlib import Path

    from generator import Graph
    from questions import Question

__all__ = ["Igraph"]


class Igraph(Peer):
    """Paths over nodes, bounded by `maxlen` (once called `cutoff`)."""

    jobs: ClassVar[tuple[str, ...]] = ("all_paths",)

    def load(self, graph: Graph, folder: Path, job: str) -> None:  # noqa: ARG002
        """Take the pairs of nodes in."""
        import igraph

        self._pairs = NodePairs(graph)
        self._graph = igraph.Graph(graph.nodes, self._pairs.unique, directed=False)

    def all_paths(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes."""
        found: list[list[int]] = self._graph.get_all_simple_paths(
            question.source, to=question.target, maxlen=question.hops, mode="all"
        )
        return found

    def canonical(self, question: Question, native: list[list[int]]) -> Answer:  # noqa: ARG002
        """Paths over edges."""
        return digest_paths(self._pairs.expand(native))
