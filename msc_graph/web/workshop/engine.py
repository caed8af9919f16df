"""What answers the web: queries and jobs, each in a process that is stopped when it goes too far."""

from __future__ import annotations

import asyncio
import json
import logging
import reprlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

import anyio.to_thread

from msc_graph.exceptions import LimitError, MSCGraphError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Answer, Dataset
from msc_graph.store.child import Child
from msc_graph.store.failures import explain_limit, unpack_error
from msc_graph.store.ticket import Ticket
from msc_graph.web.errors import status_of
from msc_graph.web.settings import Settings
from msc_graph.web.workshop.edition import Edition
from msc_graph.web.workshop.loading import load
from msc_graph.web.workshop.watching import glance

__all__ = ["Engine"]

#: Seconds that a request waits for a graph that has changed; then the old one answers.
_PATIENCE = 20.0
#: Seconds that a request waits for its turn, or as long as its work may take if that is longer.
_QUEUE = 10.0
#: A glance at the files may take this share of the time.
_SHARE = 0.01
#: A glance this short (seconds) is taken for every request.
_SHORT = 0.001

#: The edition that a request works with from beginning to end.
_here: ContextVar[Edition] = ContextVar("edition")

_log = logging.getLogger(__name__)

#: Names work: the head and tail of what is asked, so that it costs nothing however much that is.
_brief = reprlib.Repr()
_brief.maxstring = _brief.maxother = 200
_brief.maxdict = _brief.maxlist = 50

T = TypeVar("T")


class Engine:
    """The graph of a server, and the processes that work on it.

    Whatever a request gets from it, names, answers and their edition, is of one and the same graph,
    also when the data change in the middle of it.

    Parameters
    ----------
    settings
        Which graph, and the bounds of the work.

    Raises
    ------
    MSCGraphError
        If the graph cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._loader: Child | None = None
        self._seen = glance(settings.sources)
        loaded = load(settings.sources, started=self._note_loader)
        assert loaded is not None  # noqa: S101 (no edition was known)
        self._newest = Edition(loaded, settings)
        self._change: asyncio.Task[None] | None = None
        self._changed_at = self._next_glance = 0.0
        self._glance = _SHORT / 4
        self._closed = False

    @property
    def edition(self) -> str:
        """Sixteen hexadecimal digits that change whenever the graph does."""
        return self._current.id

    @property
    def names(self) -> Namespaces:
        """Prefixes of the graph."""
        return self._current.names

    @property
    def _current(self) -> Edition:
        return _here.get(self._newest)

    def fill(self) -> None:
        """Start the processes, and wait until one of each kind is ready.

        Raises
        ------
        StoreError
            If one cannot hold the graph.
        """
        self._newest.warm()
        self._newest.fill()

    def end_waiting(self, seconds: float) -> None:
        """Let no request wait for its turn any longer than so many seconds from now."""
        self._closed = True
        for queue in (self._newest.queries, self._newest.tasks):
            queue.end_waiting(seconds)

    def close(self) -> None:
        """End all processes."""
        self._closed = True
        if self._loader is not None:
            self._loader.kill()
        self._newest.close()

    @asynccontextmanager
    async def hold_edition(self) -> AsyncIterator[None]:
        """Work with the newest graph, and with no other until the end."""
        await self._look_for_change()
        edition = self._newest
        edition.join()
        token = _here.set(edition)
        try:
            yield
        finally:
            _here.reset(token)
            edition.leave()

    async def query(self, text: str) -> Answer:
        """Answer a query in SPARQL.

        Raises
        ------
        QueryError
            If it is malformed or asks for what is not allowed.
        LimitError
            If a bound stopped it.
        """
        edition = self._current
        return await self._work(edition, partial(edition.store.query, text), text)

    async def write(self, text: str, form: str, dataset: Dataset | None = None) -> bytes:
        """Answer a query in SPARQL in a format of the W3C; see `EmbeddedStore.write`.

        Raises
        ------
        QueryError
            If it is malformed or asks for what is not allowed.
        UsageError
            If there is no such format for it.
        LimitError
            If a bound stopped it.
        """
        edition = self._current
        ask = partial(edition.store.write, text, form, dataset=dataset)
        return await self._work(edition, ask, text)

    async def _work(self, edition: Edition, ask: Callable[..., T], name: str) -> T:
        timeout, limit = self.settings.timeout, self.settings.max_rows

        def do(ticket: Ticket) -> T:
            return ask(timeout=timeout, limit=limit, ticket=ticket)

        return await edition.queries.work(do, max(timeout, _QUEUE), name)

    async def run(self, job: str, /, **arguments: Any) -> Any:
        """What a job of `msc_graph.web.jobs` gives back.

        Raises
        ------
        MSCGraphError
            What the job raised.
        LimitError
            If a bound stopped it.
        """
        edition, timeout = self._current, self.settings.timeout

        def do(ticket: Ticket) -> Any:  # writing and reading what is long holds up nobody here
            request = json.dumps({"job": job, "arguments": arguments}).encode()
            return json.loads(edition.jobs.ask(request, timeout, ticket))

        name = f"{job} {_brief.repr(arguments)}"
        try:
            answer = await edition.tasks.work(do, max(timeout, _QUEUE), name)
        except LimitError as error:
            raise explain_limit(error, "this", seconds=timeout) from None
        if "error" not in answer:
            return answer["value"]
        failure = unpack_error(answer["error"])
        if status_of(failure) == 500:
            _log.error("job %s failed: %s", job, answer["log"] or failure)
        raise failure

    async def _look_for_change(self) -> None:
        """If the files have changed, wait for the graph that they hold now, for a while."""
        patience = time.monotonic() + _PATIENCE  # they may change again and again
        while True:
            if self._change is None and self._has_changed():
                self._change = asyncio.create_task(self._take_up())
            if self._change is None:
                return
            until = min(patience, self._changed_at + _PATIENCE)
            left = max(until - time.monotonic(), 0.0)
            done, _ = await asyncio.wait([self._change], timeout=left)
            if not done:
                return

    def _has_changed(self) -> bool:
        now = time.monotonic()
        if now < self._next_glance or self._closed:
            return False
        seen = glance(self.settings.sources)
        # One long glance may be the fault of a busy machine, several are that of the disk.
        self._glance = min(time.monotonic() - now, 2 * self._glance)
        self._next_glance = now + self._glance / _SHARE if self._glance > _SHORT else 0.0
        changed = seen != self._seen
        if changed:
            self._seen, self._changed_at = seen, now
        return changed

    async def _take_up(self) -> None:
        """Let the graph that the files hold now take the place of the old one, if it is sound."""
        try:
            edition = await anyio.to_thread.run_sync(self._make_edition)
        except MSCGraphError as error:
            if not self._closed:
                _log.error(
                    "the graph has changed and cannot be read, so the old one stays: %s", error
                )
            return
        except Exception:  # whatever it is, the old graph answers
            _log.exception("the graph has changed and could not be taken up, so the old one stays")
            return
        finally:
            self._change = None
        if edition is None:
            return
        if self._closed:
            edition.close()
            return
        old, self._newest = self._newest, edition
        old.retire()
        _log.warning("the graph has changed: edition %s in place of %s", edition.id, old.id)

    def _make_edition(self) -> Edition | None:
        """An edition of the files as they are, ready; None if it is the one at hand."""
        loaded = load(self.settings.sources, self._newest.id, started=self._note_loader)
        if loaded is None:
            return None
        edition = Edition(loaded, self.settings)
        try:
            edition.warm()
        except BaseException:
            edition.close()
            raise
        edition.fill()
        return edition

    def _note_loader(self, child: Child) -> None:
        self._loader = child
