"""Who works when: first come, first served, and long work never takes every place.

A query may take half a minute, and nobody can tell beforehand which one will. So each begins in any
place that is free, and after its first second or so it counts as long, sooner if others wait. Long
work may hold half of the places. Beyond that it goes on only while nobody waits: a handful of
monstrous queries cannot keep everybody else from an answer of ten milliseconds. What was long is
remembered, and asks for one of those places the next time before it begins.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import anyio
import anyio.to_thread

from msc_graph.exceptions import LimitError
from msc_graph.store.ticket import Ticket

__all__ = ["SPENT", "Queue", "Spent"]

#: Seconds after which work counts as long: where nobody waits, and where somebody does; and
#: between two looks at it.
_LONG = 1.5
_PRESSED = 0.8
_GLANCE = 0.25
#: Threads beyond the places, for work that was given up and is about to end.
_SPARE = 64
#: Long work that is remembered.
_REMEMBERED = 1_000

T = TypeVar("T")


@dataclass
class Spent:
    """Seconds that a request has waited for its turn, and been worked on."""

    waiting: float = 0.0
    working: float = 0.0


#: What the request at hand has spent so far, if somebody wants to know.
SPENT: ContextVar[Spent | None] = ContextVar("spent", default=None)


class Queue:
    """Places for work that runs in threads, and those who wait for one.

    Parameters
    ----------
    places
        Pieces of work at the same time.
    most
        How many may wait.
    """

    def __init__(self, places: int, most: int) -> None:
        self._places = anyio.Semaphore(places)
        self._long_places = anyio.Semaphore(max(1, places // 2))
        self._threads = anyio.CapacityLimiter(places + _SPARE)
        self._most = most
        self._waiting = 0
        # Those of them who would begin if only there were a place.
        self._pressing = 0
        self._known: dict[int, None] = {}
        self._waits: set[anyio.CancelScope] = set()
        self._end = math.inf

    def end_waiting(self, seconds: float) -> None:
        """Let nobody wait any longer than so many seconds from now; what runs goes on."""
        self._end = anyio.current_time() + seconds
        for wait in self._waits:
            wait.deadline = min(wait.deadline, self._end)

    async def work(self, do: Callable[[Ticket], T], patience: float, name: str = "") -> T:
        """Do work when its turn comes; if we are cancelled, it is withdrawn.

        Parameters
        ----------
        do
            Runs in a thread; it is stopped by its ticket.
        patience
            Seconds to wait for a place.
        name
            What is done, to know it again.

        Raises
        ------
        LimitError
            If there are too many, no place was free in time, or others had to be let through.
        """
        job = _Job(hash(name))
        spent = SPENT.get() or Spent()
        came = time.monotonic()
        await self._find_place(job, patience)
        job.begun = time.monotonic()
        self._watch(job, min(_PRESSED, _LONG))
        spent.waiting += job.begun - came
        try:
            done = await anyio.to_thread.run_sync(
                do, job.ticket, limiter=self._threads, abandon_on_cancel=True
            )
        except LimitError as error:
            raise _give_way() if job.gave_way else error from None
        except anyio.get_cancelled_exc_class():
            job.ticket.withdraw()
            raise
        finally:
            spent.working += time.monotonic() - job.begun
            job.watch.cancel()
            self._places.release()
            if job.is_long:
                self._long_places.release()
        if not job.was_looked_at:  # it may have been long once, but now it was not
            self._known.pop(job.key, None)
        return done

    async def _find_place(self, job: _Job, patience: float) -> None:
        if self._waiting >= self._most:
            raise _queue_error("too many are waiting")
        self._waiting += 1
        try:
            with anyio.fail_after(min(patience, self._end - anyio.current_time())) as wait:
                self._waits.add(wait)
                if job.key in self._known:
                    await self._long_places.acquire()
                    job.is_long = True
                await self._press()
        except BaseException as error:
            if job.is_long:
                self._long_places.release()
            if isinstance(error, TimeoutError):
                raise _queue_error("nobody was free in time") from None
            raise
        finally:
            self._waiting -= 1
            self._waits.discard(wait)

    async def _press(self) -> None:
        self._pressing += 1
        try:
            await self._places.acquire()
        finally:
            self._pressing -= 1

    def _watch(self, job: _Job, seconds: float) -> None:
        job.watch = asyncio.get_running_loop().call_later(seconds, self._look_at, job)

    def _look_at(self, job: _Job) -> None:
        """Work that has become long: it keeps its place, gives way, or is looked at again."""
        if not self._pressing and time.monotonic() - job.begun < _LONG:
            self._watch(job, _GLANCE)
            return
        job.was_looked_at = True
        job.ticket.slow_down()
        self._known[job.key] = self._known.pop(job.key, None)
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        if job.is_long:
            return
        try:
            self._long_places.acquire_nowait()
            job.is_long = True
        except anyio.WouldBlock:
            if self._pressing:
                job.gave_way = True
                job.ticket.withdraw()
            else:
                self._watch(job, _GLANCE)


class _Job:
    """A piece of work, in its place or on its way there."""

    watch: asyncio.TimerHandle
    begun: float

    def __init__(self, key: int) -> None:
        self.key = key
        self.ticket = Ticket()
        self.is_long = False
        self.was_looked_at = False
        self.gave_way = False


def _queue_error(message: str) -> LimitError:
    return LimitError(f"{message} (queue limit)", limit="queue", cure="ask again later")


def _give_way() -> LimitError:
    return _queue_error("this took long while others waited, and had to give way")
