"""One edition of the graph: its name, its prefixes, and the processes that hold it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress

from msc_graph.exceptions import MSCGraphError, StoreError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import GRAPHS
from msc_graph.store.child import Child
from msc_graph.store.embedded import EmbeddedStore
from msc_graph.store.pool import Pool
from msc_graph.store.starting import start_child
from msc_graph.web.settings import MAX_REPLY, Settings
from msc_graph.web.workshop.loading import Loaded
from msc_graph.web.workshop.queueing import Queue
from msc_graph.web.workshop.worker import READY

__all__ = ["Edition"]

#: Seconds in which a process must be ready.
_LOADING = 600.0
#: Address space (bytes) for work, and for each byte of N-Quads and records.
_FOR_WORK, _PER_BYTE = 1 << 30, 16
#: Requests that may wait for each of the processes.
_QUEUE = 64


class Edition:
    """The graph as it was at one moment, and two pools of processes: for SPARQL and for jobs.

    Parameters
    ----------
    loaded
        What was read.
    settings
        The bounds of the work.

    Attributes
    ----------
    id
        Hash of the content.
    names
        Prefixes of the graph.
    store, queries
        The SPARQL engine, and the queue before it.
    jobs, tasks
        The processes that do jobs, and the queue before them.
    """

    def __init__(self, loaded: Loaded, settings: Settings) -> None:
        self.id = loaded.edition
        self.names = Namespaces(loaded.prefixes)
        self.queries = Queue(settings.workers, _QUEUE * settings.workers)
        self.tasks = Queue(settings.workers, _QUEUE * settings.workers)
        self._memory = settings.memory or _estimate_memory(loaded)
        quads = loaded.quads
        self.store = EmbeddedStore(
            lambda: quads,
            self.names,
            graphs=[str(graph) for graph in GRAPHS.values()],
            memory=self._memory,
            workers=settings.workers,
            size=MAX_REPLY,
            check=False,
        )
        spare = int(settings.workers > 1)
        self.jobs = Pool(self._start, settings.workers, eager=True, spare=spare)
        self._loaded: Loaded | None = loaded
        self._settings = settings
        self._users = 0
        self._retired = False

    def warm(self) -> None:
        """Start one process of each kind, and wait until both are ready.

        Raises
        ------
        StoreError
            If one cannot hold the graph.
        """
        failed: list[MSCGraphError] = []

        def begin() -> None:
            try:
                self.jobs.ask(READY, _LOADING)
            except MSCGraphError as error:
                failed.append(error)

        thread = threading.Thread(target=begin)
        thread.start()
        try:
            self.store.query("ASK {}", timeout=_LOADING)
        finally:
            thread.join()
        if failed:
            raise failed[0]

    def fill(self) -> None:
        """Start all processes that there may be."""
        for fill in (self.jobs.fill, self.store.fill):
            threading.Thread(target=_try, args=(fill,), daemon=True).start()

    def join(self) -> None:
        """Note that a request works with this edition."""
        self._users += 1

    def leave(self) -> None:
        """Note that a request is done; the last one ends a retired edition."""
        self._users -= 1
        self._end_if_idle()

    def retire(self) -> None:
        """Note that another edition has taken its place."""
        self._retired = True
        self._end_if_idle()

    def close(self) -> None:
        """End all processes, and let go of the graph once none of them is being started."""
        self._loaded = None
        self.jobs.close()
        self.store.close()

    def _end_if_idle(self) -> None:
        if self._retired and not self._users:
            threading.Thread(target=self.close, daemon=True).start()

    def _start(self) -> Child:
        """A process that holds the graph and does jobs."""
        loaded = self._loaded
        if loaded is None:
            raise StoreError("the graph was closed", cure="ask again")
        settings = {
            "snapshot": loaded.snapshot.path if loaded.snapshot else "",
            "memory": self._memory,
            "timeout": self._settings.timeout,
        }
        return start_child(
            "msc_graph.web.workshop.worker",
            json.dumps(settings).encode(),
            loaded.packed,
            seconds=_LOADING,
            failed="a process could not hold the graph",
        )


def _estimate_memory(loaded: Loaded) -> int:
    """Address space (bytes) that a process needs to hold a graph, and some to work with."""
    mapped = loaded.snapshot.size if loaded.snapshot else 0
    return _FOR_WORK + _PER_BYTE * (len(loaded.quads) + len(loaded.packed)) + 2 * mapped


def _try(fill: Callable[[], None]) -> None:
    """Fill a pool; what cannot be started now is started when it is needed, or said then."""
    with suppress(StoreError):
        fill()
