"""A contender in a process of its own: asked one question at a time, ended when it takes too long."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from generator import load_graph
from peers import make_contender

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import FrameType

    from peers.base import Answer
    from questions import Question

__all__ = ["Contender", "LoadError", "Reply"]

#: Seconds that a process gets, beyond the limit, to stop by itself; native code may not listen.
GRACE = 5.0


class Reply(NamedTuple):
    """What came of a question.

    Attributes
    ----------
    seconds
        Of the job alone, on the clock of the process that did it; the limit after a time-out.
    answer
        None after a time-out or a failure.
    failure
        `time-out`, or the error; else empty.
    """

    seconds: float
    answer: Answer | None
    failure: str = ""


class LoadError(Exception):
    """A contender could not take the graph in."""


class _OutOfTimeError(Exception):
    """The limit of a question has passed."""


class Contender:
    """A library with the graph loaded, in a process of its own.

    Parameters
    ----------
    name
        Of `peers.CONTENDERS`.
    job
        What it will be asked.
    folder
        Where `save_graph` and `write_pair` wrote the graph.
    limit
        Seconds for a question.

    Raises
    ------
    LoadError
        If it could not take the graph in.
    """

    def __init__(self, name: str, job: str, folder: Path, *, limit: float) -> None:
        self.name = name
        self._job = job
        self.spent = 0.0
        self.load_seconds = 0.0
        self._folder, self._limit = folder, limit
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(
            target=_serve,
            args=(other, self.name, self._job, str(self._folder), self._limit),
            daemon=True,
        )
        self._process.start()
        other.close()
        self.load_seconds = self._receive_loaded()

    def _receive_loaded(self) -> float:
        try:
            seconds, failure = self._pipe.recv()
        except EOFError:
            # Killed by the system where memory is short, as a rule.
            seconds, failure = 0.0, "its process died"
        if failure:
            raise LoadError(failure)
        return float(seconds)

    def ask(self, question: Question) -> Reply:
        """Ask, and wait no longer than the limit and a grace."""
        begin = time.perf_counter()
        self._pipe.send(question)
        try:
            # A first question may be answered long after the limit by code that does not listen.
            heard = self._pipe.poll(self._limit + GRACE)
            reply = self._pipe.recv() if heard else Reply(self._limit, None, "time-out")
        except EOFError:
            heard, reply = False, Reply(self._limit, None, "its process died")
        self.spent += time.perf_counter() - begin
        if not heard:
            self.close()
            self._start()
        return reply

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, name: str, job: str, folder: str, limit: float) -> None:
    """Load, then answer until the pipe is closed."""
    peer = make_contender(name)
    begin = time.perf_counter()
    try:
        peer.load(load_graph(Path(folder)), Path(folder), job)
    except Exception as error:
        pipe.send((0.0, f"{type(error).__name__}: {error}"))
        return
    # What was loaded is never garbage: no collection has to look at it again.
    gc.collect()
    gc.freeze()
    pipe.send((time.perf_counter() - begin, ""))
    signal.signal(signal.SIGALRM, _stop)
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(peer, question, limit))


def _answer(peer: Any, question: Question, limit: float) -> Reply:
    begin = time.perf_counter()
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        begin = time.perf_counter()
        native = getattr(peer, question.job)(question)
        seconds = time.perf_counter() - begin
        signal.setitimer(signal.ITIMER_REAL, 0)
        if seconds >= limit:
            return Reply(limit, None, "time-out")
        return Reply(seconds, peer.canonical(question, native))
    except Exception as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # A library may turn the interruption into an error of its own.
        late = isinstance(error, _OutOfTimeError) or time.perf_counter() - begin >= limit
        failure = "time-out" if late else f"{type(error).__name__}: {error}"
        return Reply(limit, None, failure)


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise _OutOfTimeError
