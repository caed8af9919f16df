"""The rows that are measured by asking: job, contenders, and the ratio that is aimed at."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ROWS", "Row"]


class Row(NamedTuple):
    """A job and who does it.

    Attributes
    ----------
    title
        What is asked.
    peers
        Contenders beside ours.
    targets
        By peer, how many times faster ours is meant to be: numpy alone, and with `[scale]`.
    p95
        Milliseconds that nine in ten and a half of our answers are meant to stay within: numpy
        alone, and with `[scale]`; 0 for no aim.
    """

    job: str
    title: str
    peers: tuple[str, ...]
    targets: dict[str, tuple[float, float]]
    p95: tuple[float, float] = (0.0, 0.0)


ROWS = {
    "all_paths": Row(
        "all_paths",
        "All paths of at most 3 hops between two entities",
        ("igraph", "rustworkx", "duckdb", "duckdb tuned", "networkx"),
        {
            "igraph": (1000, 1000),
            "rustworkx": (1000, 1000),
            "duckdb": (50, 200),
            "duckdb tuned": (50, 200),
        },
        (20, 20),
    ),
    "shortest": Row(
        "shortest",
        "10 shortest paths, unweighted",
        ("indra", "networkx"),
        {"indra": (10, 10), "networkx": (10, 10)},
    ),
    "best_typed": Row(
        "best_typed",
        "10 best-ranked paths over three genes that lower the disease",
        ("networkx", "networkx layered", "exhaustive"),
        {"networkx": (100, 100), "networkx layered": (100, 100)},
        (250, 50),
    ),
    "best": Row(
        "best",
        "10 best-ranked paths of at most 4 hops, of any type and sign",
        ("networkx",),
        {"networkx": (100, 100)},
        (250, 50),
    ),
    "count_to_ends": Row(
        "count_to_ends",
        "One entity to every disease, at most 3 hops: paths by sign",
        ("duckdb", "duckdb tuned"),
        {"duckdb": (30, 100), "duckdb tuned": (30, 100)},
    ),
    "count_typed": Row(
        "count_typed",
        "Number of paths compound, gene, pathway, gene, disease between two entities",
        ("duckdb", "duckdb tuned"),
        {"duckdb": (50, 50), "duckdb tuned": (50, 50)},
    ),
}
