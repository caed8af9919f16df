"""What answers the web: queries and jobs, each in a process that is stopped when it goes too far."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from msc_graph.exceptions import LimitError, StoreError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Answer, Dataset, Term
from msc_graph.store.child import Child
from msc_graph.store.embedded import open_store
from msc_graph.store.pool import Pool, Ticket
from msc_graph.web.errors import unpack_error
from msc_graph.web.settings import Settings

__all__ = ["Engine"]

#: Seconds in which a process must be ready.
_LOADING = 600.0
#: Requests that may wait or be worked on at the same time.
_THREADS = 500

T = TypeVar("T")


class Engine:
    """The graph of a server, and the processes that work on it.

    Parameters
    ----------
    settings
        Which graph, and the bounds of the work.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        graph = MechanismGraph.load(*settings.sources)
        self.names = Namespaces(graph.corpus.prefixes)
        self._store = open_store(graph.corpus, memory=settings.memory, workers=settings.workers)
        self._pool = Pool(self._start, settings.workers, eager=True)
        self._threads: anyio.CapacityLimiter | None = None

    @property
    def edition(self) -> str:
        """Changes whenever the graph does."""
        return "1"

    def fill(self) -> None:
        """Start all processes, and wait until they are ready."""
        self._pool.fill()
        self._store.fill()

    def close(self) -> None:
        """End all processes."""
        self._pool.close()
        self._store.close()

    async def query(
        self,
        text: str,
        bindings: Mapping[str, Term] | None = None,
        dataset: Dataset | None = None,
    ) -> Answer:
        """Answer a query in SPARQL.

        Raises
        ------
        QueryError
            If it is malformed or asks for what is not allowed.
        LimitError
            If a bound stopped it.
        """
        return await self._in_thread(
            lambda ticket: self._store.query(
                text,
                bindings=bindings,
                dataset=dataset,
                timeout=self.settings.timeout,
                limit=self.settings.max_rows,
                ticket=ticket,
            )
        )

    async def run(self, job: str, /, **arguments: Any) -> Any:
        """What a job of `msc_graph.web.jobs` gives back.

        Raises
        ------
        MSCGraphError
            What the job raised.
        LimitError
            If a bound stopped it.
        """
        request = json.dumps({"job": job, "arguments": arguments}).encode()
        try:
            reply = await self._in_thread(partial(self._pool.ask, request, self.settings.timeout))
        except LimitError as error:
            raise _explain(error, self.settings.timeout) from error
        answer = json.loads(reply)
        if "error" in answer:
            raise unpack_error(answer["error"])
        return answer["value"]

    async def _in_thread(self, work: Callable[[Ticket], T]) -> T:
        """Do work in a thread; if we are cancelled, the work is withdrawn."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(_THREADS)
        ticket = Ticket()
        try:
            return await anyio.to_thread.run_sync(
                work, ticket, limiter=self._threads, abandon_on_cancel=True
            )
        except anyio.get_cancelled_exc_class():
            ticket.withdraw()
            raise

    def _start(self) -> Child:
        child = Child("msc_graph.web.worker")
        settings = {"sources": self.settings.sources, "memory": self.settings.memory}
        first = json.dumps({"job": "count", "arguments": {}}).encode()
        ready = child.send(json.dumps(settings).encode()) and child.ask(first, _LOADING)
        if not ready:
            child.stop()
            raise StoreError("a process could not load the graph", cure="give it more memory")
        return child


def _explain(error: LimitError, timeout: float) -> LimitError:
    told = {
        "time": (f"this took longer than {timeout:g} s (time limit)", "narrow it"),
        "memory": ("this needs more memory than allowed (memory limit)", "narrow it"),
    }
    message, cure = told.get(error.limit, (error.message, error.cure))
    return LimitError(message, limit=error.limit, cure=cure)
