"""A child process that is spoken to in frames, and that is killed when its time is up."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import BinaryIO, cast

from msc_graph.exceptions import StoreError

__all__ = ["Child", "read_frame", "write_frame"]

#: The folder that this package was imported from.
_ROOT = Path(__file__).resolve().parents[2]


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

    Parameters
    ----------
    module
        Full name of the module; it reads frames from standard input and writes as many to
        standard output.

    Raises
    ------
    StoreError
        If it cannot be started.
    """

    def __init__(self, module: str) -> None:
        # What this process can import, the child can, however it came to its path.
        path = os.pathsep.join(p for p in (*sys.path, str(_ROOT)) if p)
        try:
            self._process = subprocess.Popen(  # noqa: S603 (a module of ours)
                [sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        except OSError as error:
            raise StoreError(
                f"a process cannot be started ({error.strerror})", cure="check sys.executable"
            ) from error
        self._stdin = cast("BinaryIO", self._process.stdin)
        self._stdout = cast("BinaryIO", self._process.stdout)
        self.stop = weakref.finalize(self, _end, self._process)
        self._owner = os.getpid()
        self.expired = False

    def is_alive(self) -> bool:
        """Whether the child runs and is ours, not that of the process we were forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def kill(self) -> None:
        """End it at once; whoever waits for its answer gets none."""
        self._process.kill()

    def send(self, *messages: bytes) -> bool:
        """Whether the child took the messages."""
        try:
            for message in messages:
                write_frame(self._stdin, message)
        except OSError:
            return False
        return True

    def ask(self, request: bytes, timeout: float) -> bytes | None:
        """The reply; None if the child ended, by itself or because time (seconds) was up."""
        timer = threading.Timer(timeout, self._expire)
        timer.daemon = True
        timer.start()
        try:
            return read_frame(self._stdout) if self.send(request) else None
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self.expired = True
        self.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
    process.wait()
