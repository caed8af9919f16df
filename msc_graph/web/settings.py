"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds and openness of a server.

    Attributes
    ----------
    sources
        Data folders or files as `MechanismGraph.load` takes them; none is the shipped graph.
    host, port
        Where it listens; port 0 is any that is free.
    allow_remote
        Whether a host that is not this machine alone may be listened on.
    allow_hosts
        Names under which it may be called, beyond those of this machine and `host`.
    allow_origins
        Origins of pages elsewhere whose scripts may read answers (CORS), such as
        `https://yasgui.example`.
    workers
        Queries that are answered at the same time; as many processes hold the graph for SPARQL.
    timeout
        Seconds that a query or trace may take.
    memory
        Address space that one of the processes may use (bytes).
    max_rows
        Rows or triples that an answer may have.
    """

    sources: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8750
    allow_remote: bool = False
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    workers: int = 4
    timeout: float = 30.0
    memory: int = 4 << 30
    max_rows: int = 100_000
