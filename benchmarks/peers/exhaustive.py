"""The check of the best paths: DuckDB finds every path there is, and each is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from metagraph import METANODES
from questions import BEST, SIGN, WANTED

from peers.base import Answer, Peer, digest_counts
from peers.duckdb import DuckDB
from peers.ours import Ours

if TYPE_CHECKING:
    from pathlib import Path

    from generator import Graph
    from questions import Question

__all__ = ["Exhaustive"]

_PATHS = """
SELECT h.e AS first, i.e AS second, j.e AS third, k.e AS fourth,
    h.back AS b1, i.back AS b2, j.back AS b3, k.back AS b4
FROM signed h JOIN signed i ON i.a = h.b JOIN signed j ON j.a = i.b JOIN signed k ON k.a = j.b
WHERE h.a = $source AND k.b = $target AND h.s * i.s * j.s * k.s = $sign
    AND h.kb = $one AND i.kb = $two AND j.kb = $three
    AND i.b <> $source AND j.b <> $source AND h.b <> $target AND i.b <> $target
    AND h.b <> j.b
"""


class Exhaustive(Peer):
    """All paths from a database, the score of each from our judge."""

    jobs: ClassVar[tuple[str, ...]] = ("best_typed",)

    def load(self, graph: Graph, folder: Path, job: str) -> None:
        """Take the graph in twice: where paths are found, and where they are judged."""
        self._base = DuckDB()
        self._base.load(graph, folder, job)
        edges = graph.edges
        self._base.run(
            f"CREATE TABLE signed AS SELECT *, rowid >= {edges} AS back FROM hop WHERE s <> 0"
        )
        self._ours = Ours()
        self._ours.load(graph, folder, job)
        self._statement = np.argsort(self._ours.edge)

    def best_typed(self, question: Question) -> list[float]:
        """The highest scores."""
        places = [kind.abbreviation for kind in METANODES]
        one, two, three = (places.index(kind) for kind in BEST)
        ends = {"source": question.source, "target": question.target}
        found = self._base.run(_PATHS, **ends, sign=SIGN, one=one, two=two, three=three)
        columns = list(found.values())
        codes = [
            2 * self._statement[edge] + back.astype(np.int64)
            for edge, back in zip(columns[:4], columns[4:], strict=True)
        ]
        paths: Any = np.column_stack(codes).tolist()
        return self._ours.scores(map(tuple, paths))[:WANTED]

    def canonical(self, question: Question, native: list[float]) -> Answer:  # noqa: ARG002
        """Rounded scores."""
        return digest_counts(np.round(native, 6))
