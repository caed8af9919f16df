"""What a server is started with, and what follows from it for a search."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from msc_graph.snapshot.sources import SHIPPED

__all__ = ["MAX_REPLY", "Settings", "bound_search", "count_workers"]

#: Bytes that a process may hand over as an answer.
MAX_REPLY = 64_000_000
#: Share of the time of a request that a search may take: what it found has to be judged and told.
_SEARCH = 1 / 3
#: Chains that are judged in a second, with a margin.
_JUDGED = 6_700


def count_workers() -> int:
    """Processes of a kind: twice as many as cores, four at least, sixteen at most.

    Half of them may be busy with long work (see `msc_graph.web.workshop.queueing`), so there
    are more than the machine has cores.
    """
    return min(max(4, 2 * (os.cpu_count() or 1)), 16)


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
        Queries that are answered at the same time, and as many jobs: each has a process that holds
        the graph.
    timeout
        Seconds that a query or trace may take.
    memory
        Address space that one of the processes may use (bytes); 0 is what the graph needs and
        1 GiB for the work.
    max_rows
        Rows or triples that an answer may have.
    log_requests
        Whether each request is noted on standard error, and not only failures.
    """

    sources: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8750
    allow_remote: bool = False
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    workers: int = field(default_factory=count_workers)
    timeout: float = 30.0
    memory: int = 0
    max_rows: int = 100_000
    log_requests: bool = False

    @property
    def is_shipped(self) -> bool:
        """Whether the graph is that of the package and nothing else.

        Examples
        --------
        >>> [Settings(named).is_shipped for named in ((), ("shipped",), ("shipped", "mine/"))]
        [True, True, False]
        """
        return set(self.sources) <= {SHIPPED}


def bound_search(timeout: float, max_paths: int, max_seconds: float | None) -> dict[str, Any]:
    """Limits of a trace under which its answer is ready before time is up.

    Parameters
    ----------
    timeout
        Seconds that the request may take.
    max_paths, max_seconds
        As asked; the limits are not wider.

    Examples
    --------
    >>> bound_search(30.0, 1_000, None)
    {'max_paths': 1000, 'max_seconds': 10.0}
    """
    seconds = timeout * _SEARCH
    return {
        "max_paths": max(1, min(max_paths, int(timeout * _JUDGED))),
        "max_seconds": min(max_seconds or seconds, seconds),
    }
