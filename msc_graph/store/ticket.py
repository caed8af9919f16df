"""What one asker holds, so that another thread can take back what was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

from msc_graph.exceptions import LimitError

__all__ = ["Ticket", "WithdrawnError"]


class WithdrawnError(LimitError):
    """The asker took its request back; nobody waits for what would be said here."""

    def __init__(self) -> None:
        super().__init__("the request was withdrawn", limit="withdrawn")


class Ticket:
    """What one asker holds, to withdraw what was asked; it serves for one request at a time."""

    def __init__(self) -> None:
        # The lock of a ticket is taken before that of a pool, never after it.
        self._lock = threading.Lock()
        self._stop: Callable[[], object] | None = None
        self._slow: Callable[[], object] | None = None
        self._withdrawn = False

    @property
    def withdrawn(self) -> bool:
        """Whether the request was taken back."""
        return self._withdrawn

    def withdraw(self) -> None:
        """Stop the work, whether it has begun or not; it does not wait for that."""
        with self._lock:
            self._withdrawn = True
            if self._stop is not None:
                self._stop()

    def slow_down(self) -> None:
        """Let the work, if it has begun, go on with what others leave of the processor."""
        with self._lock:
            if self._slow is not None:
                self._slow()

    def hold(self, stop: Callable[[], object], slow: Callable[[], object] | None = None) -> None:
        """Note what stops the work, and what slows it down, from now on.

        Raises
        ------
        WithdrawnError
            If the request was taken back already.
        """
        with self._lock:
            if self._withdrawn:
                raise WithdrawnError
            self._stop, self._slow = stop, slow

    def let_go(self) -> None:
        """Note that there is nothing to stop any more."""
        with self._lock:
            self._stop = self._slow = None
