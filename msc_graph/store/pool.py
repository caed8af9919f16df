"""Child processes that share the work: as many at once as there are, the others wait their turn."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from msc_graph.exceptions import LimitError, StoreError
from msc_graph.store.child import Child
from msc_graph.store.ticket import Ticket, WithdrawnError

__all__ = ["Pool", "Ticket", "WithdrawnError"]

#: Requests that may wait for a child, unless a pool is told otherwise.
_MOST_WAITING = 256


class _Turn:
    """One who asks: waiting, or in one of the places of the pool."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.epoch = 0
        self.has_place = False
        #: Its child; None in a place whose child it has to start.
        self.child: Child | None = None
        #: Whether the child has answered all that it was asked.
        self.at_rest = True
        self.dismissed = False


class Pool:
    """Children that answer requests, each one at a time; who comes first is served first.

    A child that was stopped or died is replaced. A process that is forked from this one begins with
    no children.

    Parameters
    ----------
    start
        Starts a child that is ready for requests; may be called from any thread.
    size
        Requests that are worked on at the same time.
    eager
        Whether a child that ended is replaced at once, and not when it is next needed.
    spare
        Children beyond those that work: they step in while a replacement is being started.
    waiting
        Requests that may wait for a child.
    """

    def __init__(
        self,
        start: Callable[[], Child],
        size: int = 1,
        *,
        eager: bool = False,
        spare: int = 0,
        waiting: int = _MOST_WAITING,
    ) -> None:
        self._start = start
        self._size = size
        self._most_children = size + spare
        self._eager = eager
        self._most = waiting
        self._reset()
        _pools.add(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._waiting: deque[_Turn] = deque()
        self._working = 0
        # Children that are there, those being started and those about to be replaced.
        self._count = 0
        # How often it was closed: what began before that is no part of it any more.
        self._epoch = 0

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that are ready or at work, sorted."""
        with self._lock:
            return sorted(child.pid for child in (*self._idle, *self._busy) if child.is_alive())

    def ask(self, request: bytes, timeout: float, ticket: Ticket | None = None) -> bytes:
        """The reply of a child.

        Parameters
        ----------
        request
            A frame.
        timeout
            Seconds, for waiting and again for the work; starting a child is no part of either.
        ticket
            Lets another thread withdraw the request.

        Raises
        ------
        LimitError
            If time was up (`time`), the child ran out of memory (`memory`), nobody was free in time
            or too many are waiting (`queue`).
        WithdrawnError
            If the request was taken back: its child has been ended, or never heard of it.
        StoreError
            If no child can be started, it ended for no known reason, or the pool was closed.
        """
        ticket = ticket or Ticket()
        turn = _Turn()
        try:
            ticket.hold(partial(self._dismiss, turn))
            self._wait(turn, timeout)
            child = turn.child or self._begin(turn)
            ticket.hold(child.kill, child.slow_down)
            turn.at_rest = False  # if we are interrupted now, what it says next is stale
            reply = child.ask(request, timeout)
            ticket.let_go()
            if reply is None:
                raise self._explain(child, turn, ticket)
            turn.at_rest = True
            return reply
        finally:
            ticket.let_go()
            self._leave(turn)

    def fill(self) -> None:
        """Start all children that there may be, and wait until they are ready.

        Raises
        ------
        StoreError
            If one cannot be started.
        """
        with self._lock:
            epoch, missing = self._epoch, self._most_children - self._count
            self._count += missing
        failed: list[StoreError] = []

        def add() -> None:
            try:
                self._add(epoch)
            except StoreError as error:
                failed.append(error)

        threads = [threading.Thread(target=add, daemon=True) for _ in range(missing)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]

    def close(self) -> None:
        """End all children, also those that work; a later request starts another."""
        with self._lock:
            idle, busy, turns = self._idle, self._busy, self._waiting
            self._idle, self._busy, self._waiting = [], set(), deque()
            self._working = self._count = 0
            self._epoch += 1
            for turn in turns:
                turn.called.set()
        for child in busy:  # whoever waits for it puts it away
            child.kill()
        for child in idle:
            child.stop()

    def _wait(self, turn: _Turn, timeout: float) -> None:
        """Wait for a place."""
        with self._lock:
            turn.epoch = self._epoch
            self._waiting.append(turn)
            self._call()
            crowded = not turn.has_place and len(self._waiting) > self._most
        if crowded:
            raise LimitError("too many are waiting", limit="queue", cure="ask again later")
        turn.called.wait(timeout)
        with self._lock:
            if turn.has_place:
                return
            closed = turn.epoch != self._epoch
        if turn.dismissed:
            raise WithdrawnError
        if closed:
            raise _closed()
        raise LimitError("nobody was free in time", limit="queue", cure="ask again later")

    def _call(self) -> None:
        """Give the free places to those who wait; the lock is held."""
        while self._waiting and self._working < self._size:
            while self._idle and not self._idle[-1].is_alive():
                self._idle.pop()
                self._count -= 1
            if not self._idle and self._count >= self._most_children:
                return
            turn = self._waiting.popleft()
            self._working += 1
            if self._idle:
                turn.child = self._idle.pop()
                self._busy.add(turn.child)
            else:
                self._count += 1
            turn.has_place = True
            turn.called.set()

    def _dismiss(self, turn: _Turn) -> None:
        """Wake one who waits, and has withdrawn."""
        with self._lock:
            turn.dismissed = True
            turn.called.set()

    def _begin(self, turn: _Turn) -> Child:
        """Start the child of a place."""
        child = self._start()
        with self._lock:
            here = turn.epoch == self._epoch
            if here:
                turn.child = child
                self._busy.add(child)
        if not here:
            child.stop()
            raise _closed()
        return child

    def _leave(self, turn: _Turn) -> None:
        """Leave the queue or the place, in whatever state that is."""
        child = turn.child
        with self._lock:
            if not turn.has_place:
                with suppress(ValueError):
                    self._waiting.remove(turn)
                return
            here = turn.epoch == self._epoch
            self._working -= here
            sound = child is not None and turn.at_rest and child.is_alive() and not child.worn
            if child is not None:
                self._busy.discard(child)
            if here and child is not None and sound:
                self._idle.append(child)
            elif here and (child is None or not self._eager):
                self._count -= 1
            self._call()
        if child is None or (here and sound):
            return
        if here and self._eager:
            thread = threading.Thread(target=self._replace, args=(child, turn.epoch), daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads can be started
                self._replace(child, turn.epoch)
        else:
            child.stop()

    def _replace(self, child: Child, epoch: int) -> None:
        """Put a child away, and another in its place."""
        child.stop()
        with suppress(StoreError):  # whoever needs the place next is told
            self._add(epoch)

    def _add(self, epoch: int) -> None:
        """Start a child for a place that is kept for it."""
        child: Child | None = None
        try:
            child = self._start()
        finally:
            with self._lock:
                here = epoch == self._epoch
                if here and child is not None:
                    self._idle.append(child)
                elif here:
                    self._count -= 1
                self._call()
            if child is not None and not here:
                child.stop()

    def _explain(self, child: Child, turn: _Turn, ticket: Ticket) -> StoreError:
        """Why a child gave no reply."""
        if ticket.withdrawn:
            return WithdrawnError()
        limit = child.find_limit()
        if limit:
            return LimitError("the work was stopped", limit=limit)
        with self._lock:
            if turn.epoch != self._epoch:
                return _closed()
        return StoreError("the process that worked on it has ended", cure="ask again")


def _closed() -> StoreError:
    return StoreError("the store was closed", cure="ask again")


#: Forgotten by a forked process: the children are not its own, nor would any lock be released.
_pools: weakref.WeakSet[Pool] = weakref.WeakSet()


def _forget() -> None:
    for pool in _pools:
        pool._reset()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
