"""Child processes that share the work: as many at once as there are, the others wait their turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from msc_graph.exceptions import LimitError, StoreError
from msc_graph.store.child import Child

__all__ = ["Pool", "Ticket"]


class Ticket:
    """What one asker holds, to withdraw what was asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        self.withdrawn = False

    def withdraw(self) -> None:
        """Stop the work, whether it has begun or not."""
        with self._lock:
            self.withdrawn = True
            if self._child is not None:
                self._child.kill()

    def take(self, child: Child | None) -> None:
        """Note who works on it; None if nobody does any more."""
        with self._lock:
            self._child = child
            if child is not None and self.withdrawn:
                self._child = None
                raise LimitError("the asker has gone", limit="gone")


class Pool:
    """Children that answer requests, each one at a time.

    Parameters
    ----------
    start
        Starts a child that is ready for requests; may be called from any thread.
    size
        Children at most.
    eager
        Whether a child that ended is replaced at once, and not when it is next needed.
    """

    def __init__(self, start: Callable[[], Child], size: int = 1, *, eager: bool = False) -> None:
        self._start = start
        self._size = size
        self._eager = eager
        self._free = threading.Condition()
        self._idle: list[Child] = []
        self._count = 0
        self._closed = False

    def ask(self, request: bytes, timeout: float, ticket: Ticket | None = None) -> bytes:
        """The reply of a child.

        Parameters
        ----------
        request
            A frame.
        timeout
            Seconds, for waiting and again for the work.
        ticket
            Lets another thread withdraw the request.

        Raises
        ------
        LimitError
            If nobody was free in time, the child was stopped or it died.
        """
        ticket = ticket or Ticket()
        child = self._take(timeout, ticket)
        reply = None
        try:
            ticket.take(child)
            reply = child.ask(request, timeout)
            ticket.take(None)
        finally:
            # Interrupted in the middle: what the child says next is stale.
            self._give_back(child, sound=reply is not None)
        if reply is None:
            if ticket.withdrawn:
                raise LimitError("the asker has gone", limit="gone")
            raise LimitError("the work was stopped", limit="time" if child.expired else "memory")
        return reply

    def fill(self) -> None:
        """Start all children that there may be, and wait until they are ready."""
        while self._grow():
            pass

    def close(self) -> None:
        """End all children; a later request starts another."""
        with self._free:
            idle, self._idle = self._idle, []
            self._count -= len(idle)
        for child in idle:
            child.stop()

    def _take(self, timeout: float, ticket: Ticket) -> Child:
        until = time.monotonic() + timeout
        while True:
            with self._free:
                while not self._idle and self._count >= self._size:
                    left = until - time.monotonic()
                    if left <= 0 or ticket.withdrawn:
                        raise LimitError("nobody was free", limit="queue", cure="ask again later")
                    self._free.wait(min(left, 0.5))
                child = self._idle.pop() if self._idle else None
                if child is None:
                    self._count += 1
            if child is None:
                return self._begin()
            if child.is_alive():
                return child
            self._give_back(child, sound=False)

    def _begin(self) -> Child:
        """A new child, which has been counted."""
        try:
            return self._start()
        except BaseException:
            with self._free:
                self._count -= 1
                self._free.notify()
            raise

    def _grow(self) -> bool:
        with self._free:
            if self._count >= self._size:
                return False
            self._count += 1
        self._give_back(self._begin(), sound=True)
        return True

    def _give_back(self, child: Child, *, sound: bool) -> None:
        with self._free:
            if sound:
                self._idle.append(child)
            else:
                self._count -= 1
            self._free.notify()
        if not sound:
            child.stop()
            if self._eager:
                threading.Thread(target=self._replace, daemon=True).start()

    def _replace(self) -> None:
        try:
            self._grow()
        except StoreError:  # said to whoever asks next
            return
