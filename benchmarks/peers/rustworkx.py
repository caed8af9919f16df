"""rustworkx: `all_simple_paths` on the graph without parallel edges; its cutoff counts nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from peers.base import Answer, NodePairs, Peer, digest_paths

if TYPE_CHECKING:
    from pathlib import Path

    from generator import Graph
    from questions import Question

__all__ = ["Rustworkx"]


class Rustworkx(Peer):
    """Paths over nodes."""

    jobs: ClassVar[tuple[str, ...]] = ("all_paths",)

    def load(self, graph: Graph, folder: Path, job: str) -> None:  # noqa: ARG002
        """Take the pairs of nodes in."""
        import rustworkx

        self._pairs = NodePairs(graph)
        self._graph = rustworkx.PyGraph(multigraph=False)
        self._graph.add_nodes_from(range(graph.nodes))
        # Between two nodes there is one pair only, so nothing is overwritten.
        self._graph.extend_from_edge_list([(a, b) for a, b in self._pairs.unique.tolist()])

    def all_paths(self, question: Question) -> list[list[int]]:
        """Paths as lists of nodes."""
        import rustworkx

        found: list[list[int]] = rustworkx.all_simple_paths(
            self._graph, question.source, question.target, cutoff=question.hops + 1
        )
        return found

    def canonical(self, question: Question, native: list[list[int]]) -> Answer:  # noqa: ARG002
        """Paths over edges."""
        return digest_paths(self._pairs.expand(native))
