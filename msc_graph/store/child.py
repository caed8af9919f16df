"""A child process that is spoken to in frames, and that is killed when its time is up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from msc_graph.exceptions import StoreError

__all__ = ["NO_MEMORY", "Child", "read_frame", "write_frame"]

#: Exit code of a child that found no memory for its own work.
NO_MEMORY = 12

#: The folder that this package was imported from.
_ROOT = Path(__file__).resolve().parents[2]

#: How nice a child is that was slowed down (0 is usual, 19 most).
_SLOW = 10
#: Seconds in which a child that has closed its pipe is gone.
_ENDING = 5.0

#: Limit by the signal that ends a process. A failed allocation aborts the engine; where the stack
#: cannot grow, the system faults it; and where the machine has no more memory, it kills it.
_LIMITS = {
    getattr(signal, name, None): limit
    for name, limit in (
        ("SIGXCPU", "time"),
        ("SIGABRT", "memory"),
        ("SIGBUS", "memory"),
        ("SIGKILL", "memory"),
        ("SIGSEGV", "memory"),
    )
}


def read_frame(pipe: BinaryIO) -> bytes | None:
    """One message: eight bytes of length and then its body; None at the end."""
    head = pipe.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "big")
    body = pipe.read(size)
    return body if len(body) == size else None


def write_frame(pipe: BinaryIO, body: bytes) -> None:
    """Send one message."""
    pipe.write(len(body).to_bytes(8, "big"))
    pipe.write(body)
    pipe.flush()


class Child:
    """A process that runs a module of this package, and its pipes.

    It ends with this process: its standard input closes then, and work that goes on regardless must
    be bounded by the module itself. One thread at a time may ask; any thread may kill.

    Parameters
    ----------
    module
        Full name of the module; it reads frames from standard input and writes as many to
        standard output.
    environment
        Variables that it has beyond those of this process.

    Raises
    ------
    StoreError
        If it cannot be started.
    """

    def __init__(self, module: str, environment: Mapping[str, str] | None = None) -> None:
        # What this process can import, the child can, however it came to its path.
        path = os.pathsep.join(p for p in (*sys.path, str(_ROOT)) if p)
        try:
            self._process = subprocess.Popen(  # noqa: S603 (a module of ours)
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **(environment or {}), "PYTHONPATH": path},
            )
        except OSError as error:
            raise StoreError(
                f"a process cannot be started ({error.strerror})", cure="check sys.executable"
            ) from error
        self._stdin = cast("BinaryIO", self._process.stdin)
        self._stdout = cast("BinaryIO", self._process.stdout)
        self._owner = os.getpid()
        self.stop = weakref.finalize(self, _end, self._process, self._owner)
        self._lock = threading.Lock()
        self._asked = 0
        self._killed = False
        self.expired = False
        self.worn = False

    @property
    def pid(self) -> int:
        """Its number among the processes of the machine."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it runs, and is ours and not that of the process that we were forked from."""
        return not self._killed and self._owner == os.getpid() and self._process.poll() is None

    def kill(self) -> None:
        """End it at once; whoever waits for its answer gets none."""
        if self._owner == os.getpid():
            self._killed = True
            self._process.kill()

    def slow_down(self) -> None:
        """Let it work only with what others leave of the processor.

        There is no way back, so it is worn then: fit to finish its work, and for nothing more.
        """
        self.worn = True
        if self._owner == os.getpid() and hasattr(os, "setpriority"):
            with suppress(OSError):  # it has ended
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _SLOW)

    def send(self, *messages: bytes) -> bool:
        """Whether it took the messages."""
        try:
            for message in messages:
                write_frame(self._stdin, message)
        except (OSError, ValueError):  # it has gone, or has been stopped
            return False
        return True

    def ask(self, request: bytes, timeout: float) -> bytes | None:
        """The reply; None if the child ended, by itself or because time (seconds) was up."""
        timer = threading.Timer(timeout, self._expire, (self._asked,))
        timer.daemon = True
        timer.start()
        try:
            return read_frame(self._stdout) if self.send(request) else None
        except ValueError:  # it has been stopped
            return None
        finally:
            with self._lock:  # a timer that comes too late must not end the next piece of work
                self._asked += 1
            timer.cancel()

    def find_limit(self) -> str:
        """Which limit ended it: `time`, `memory`, or none that we know of (empty)."""
        if self.expired:
            return "time"
        if self._killed:  # by us, for a reason of ours
            return ""
        try:
            code = self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            return ""
        return "memory" if code == NO_MEMORY else _LIMITS.get(-code, "")

    def _expire(self, asked: int) -> None:
        with self._lock:
            if asked == self._asked:
                self.expired = True
                self.kill()


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if owner != os.getpid():  # a copy of us has ended, and the child is not its own
        return
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
    process.wait()
