"""DuckDB: joins over a table of hops, in memory, with two threads and bound parameters.

The table has each edge twice, once for each direction. `DuckDB` has it in the order of the file and
asks as one would write it down: a join for each hop. `DuckDBTuned` is the best we found by hand:
the table sorted by the node at which a hop begins, so that most of it is skipped, and both ends
held against the hops between. An ART index helped neither: joins do not use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from metagraph import METANODES
from questions import TYPES

from peers.base import Answer, Peer, digest_counts, digest_paths

if TYPE_CHECKING:
    from pathlib import Path

    from generator import Graph
    from questions import Question

__all__ = ["DuckDB", "DuckDBTuned"]

_PLAIN = {
    "all_paths": """
        SELECT h.e AS first, j.e AS second, k.e AS third
        FROM hop h JOIN hop j ON j.a = h.b JOIN hop k ON k.a = j.b
        WHERE h.a = $source AND k.b = $target AND h.b <> $target AND j.b <> $source
        UNION ALL
        SELECT h.e, j.e, -1 FROM hop h JOIN hop j ON j.a = h.b
        WHERE h.a = $source AND j.b = $target
        UNION ALL
        SELECT e, -1, -1 FROM hop WHERE a = $source AND b = $target
    """,
    "count_to_ends": """
        SELECT target, sign, count(*) AS many FROM (
            SELECT k.b AS target, h.s * j.s * k.s AS sign
            FROM hop h JOIN hop j ON j.a = h.b JOIN hop k ON k.a = j.b
            WHERE h.a = $source AND k.kb = $kind
                AND j.b <> $source AND k.b <> $source AND k.b <> h.b
            UNION ALL
            SELECT j.b, h.s * j.s FROM hop h JOIN hop j ON j.a = h.b
            WHERE h.a = $source AND j.kb = $kind AND j.b <> $source
            UNION ALL
            SELECT b, s FROM hop WHERE a = $source AND kb = $kind
        ) GROUP BY target, sign
    """,
    "count_typed": """
        SELECT count(*) AS many
        FROM hop h JOIN hop i ON i.a = h.b JOIN hop j ON j.a = i.b JOIN hop k ON k.a = j.b
        WHERE h.a = $source AND h.kb = $one AND i.kb = $two AND j.kb = $three
            AND k.b = $target AND h.b <> j.b
    """,
}

_TUNED = {
    "all_paths": """
        WITH near AS (SELECT b AS x, e FROM hop WHERE a = $source AND b <> $target),
             far AS (SELECT b AS y, e FROM hop WHERE a = $target AND b <> $source)
        SELECT near.e AS first, h.e AS second, far.e AS third
        FROM near JOIN hop h ON h.a = near.x JOIN far ON far.y = h.b
        UNION ALL SELECT near.e, far.e, -1 FROM near JOIN far ON near.x = far.y
        UNION ALL SELECT e, -1, -1 FROM hop WHERE a = $source AND b = $target
    """,
    "count_to_ends": """
        WITH near AS MATERIALIZED (SELECT b AS x, s FROM hop WHERE a = $source),
             last AS MATERIALIZED (SELECT a, b, s FROM hop WHERE kb = $kind AND b <> $source)
        SELECT target, sign, count(*) AS many FROM (
            SELECT l.b AS target, near.s * h.s * l.s AS sign
            FROM near JOIN hop h ON h.a = near.x JOIN last l ON l.a = h.b
            WHERE h.b <> $source AND l.b <> near.x
            UNION ALL SELECT l.b, near.s * l.s FROM near JOIN last l ON l.a = near.x
            UNION ALL SELECT b, s FROM hop WHERE a = $source AND kb = $kind
        ) GROUP BY target, sign
    """,
    "count_typed": """
        WITH near AS (SELECT b AS x FROM hop WHERE a = $source AND kb = $one),
             far AS (SELECT b AS z FROM hop WHERE a = $target AND kb = $three)
        SELECT count(*) AS many
        FROM near
        JOIN hop h ON h.a = near.x AND h.kb = $two
        JOIN hop k ON k.a = h.b AND k.kb = $three
        JOIN far ON far.z = k.b
        WHERE near.x <> far.z
    """,
}


class DuckDB(Peer):
    """A join for each hop over the table in the order of the file."""

    jobs: ClassVar[tuple[str, ...]] = ("all_paths", "count_to_ends", "count_typed")
    order: ClassVar[str] = ""
    texts: ClassVar[dict[str, str]] = _PLAIN

    def load(self, graph: Graph, folder: Path, job: str) -> None:  # noqa: ARG002
        """Take the arrays in."""
        import duckdb

        self._graph = graph
        self._places = {kind.abbreviation: place for place, kind in enumerate(METANODES)}
        edge = np.arange(graph.edges, dtype=np.int32)
        kind = graph.node_kind()
        subject, target = np.asarray(graph.subject), np.asarray(graph.object)
        # Against its direction an edge has no sign.
        sign = np.concatenate((graph.sign, np.zeros(graph.edges, np.int8)))
        hops = {
            "a": np.concatenate((subject, target)),
            "b": np.concatenate((target, subject)),
            "e": np.tile(edge, 2),
            "s": sign,
            "kb": np.concatenate((kind[target], kind[subject])),
        }
        self._base = duckdb.connect(config={"threads": 2})
        self._base.register("given", hops)
        self._base.execute(f"CREATE TABLE hop AS SELECT * FROM given {self.order}")
        self._base.unregister("given")

    def run(self, text: str, **parameters: int) -> dict[str, Any]:
        """Columns that a query gives."""
        found: dict[str, Any] = self._base.execute(text, parameters).fetchnumpy()
        return found

    def _ask(self, job: str, **parameters: int) -> dict[str, Any]:
        return self.run(self.texts[job], **parameters)

    def all_paths(self, question: Question) -> dict[str, Any]:
        """Columns of edge numbers; -1 where a path is shorter."""
        return self._ask("all_paths", source=question.source, target=question.target)

    def count_to_ends(self, question: Question) -> dict[str, Any]:
        """Columns of disease, sign and number of paths."""
        return self._ask("count_to_ends", source=question.source, kind=self._places["D"])

    def count_typed(self, question: Question) -> int:
        """Number of paths."""
        one, two, three = (self._places[name] for name in TYPES[1:4])
        ends = {"source": question.source, "target": question.target}
        found = self._ask("count_typed", one=one, two=two, three=three, **ends)
        return int(found["many"][0])

    def canonical(self, question: Question, native: Any) -> Answer:
        """Paths by length, or counts of +, - and none by disease."""
        if question.job == "all_paths":
            table = np.column_stack([np.asarray(column) for column in native.values()])
            hops = (table >= 0).sum(axis=1)
            return digest_paths(table[hops == many, :many] for many in (1, 2, 3))
        if question.job == "count_typed":
            return digest_counts(np.array([native]))
        ends = self._graph.members("D")
        counts = np.zeros((len(ends), 3), np.int64)
        column = np.array([2, 0, 1])[np.asarray(native["sign"]).astype(int)]
        counts[np.asarray(native["target"]) - ends[0], column] = native["many"]
        return digest_counts(counts)


class DuckDBTuned(DuckDB):
    """Planned by hand over the sorted table."""

    order: ClassVar[str] = "ORDER BY a, b"
    texts: ClassVar[dict[str, str]] = _TUNED
