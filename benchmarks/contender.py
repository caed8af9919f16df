"""A contender in a process of its own: asked questions in a row, ended when it takes too long."""

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
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from types import FrameType

    from peers.base import Answer
    from questions import Question

__all__ = ["Contender", "LoadError", "Reply"]

#: Seconds that a process gets, beyond the limit, to stop by itself; native code may not listen.
GRACE = 5.0
#: Answers that take less, in seconds, are made comparable after the last question only, so that
#: nothing comes between two questions.
BRIEF = 0.1


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

    def ask(
        self, questions: Sequence[Question], budget: float = float("inf")
    ) -> list[Reply | None]:
        """Ask one question after the other, and wait for none longer than the limit and a grace.

        Parameters
        ----------
        questions
            What is asked.
        budget
            Seconds after which no more questions are asked, by the clock of the answers.

        Returns
        -------
        list
            A reply to each question, or None where it was not asked.
        """
        replies: list[Reply | None] = [None] * len(questions)
        asked = 0
        while asked < len(questions) and self._took(replies) < budget:
            self._pipe.send((questions[asked:], budget - self._took(replies)))
            failure = self._hear(replies, asked)
            if not failure:
                break
            self.close()
            self._start()
            # It went down over the question after those whose time is known.
            asked = next((place for place, r in enumerate(replies) if not r), len(questions))
            if asked < len(questions):
                replies[asked] = Reply(self._limit, None, failure)
            asked += 1
        self.spent += self._took(replies)
        return replies

    def _hear(self, replies: list[Reply | None], begin: int) -> str:
        """Take replies in from a place on; says how it ended if not with the last one."""
        try:
            # A first question may be answered long after the limit by code that does not listen.
            while self._pipe.poll(self._limit + GRACE):
                told = self._pipe.recv()
                if told is None:
                    return ""
                place, reply = told
                replies[begin + place] = reply
        except EOFError:
            return "its process died"
        return "time-out"

    @staticmethod
    def _took(replies: Sequence[Reply | None]) -> float:
        return sum(reply.seconds for reply in replies if reply)

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
            questions, budget = pipe.recv()
        except EOFError:
            return
        _answer_all(pipe, peer, questions, limit, budget)
        pipe.send(None)


def _answer_all(
    pipe: Connection, peer: Any, questions: Sequence[Question], limit: float, budget: float
) -> None:
    """Tell the time of each question at once, and its answer when it was made comparable."""
    waiting: list[tuple[int, Reply, Any]] = []
    for place, question in enumerate(questions):
        if budget <= 0:
            break
        reply, native = _answer(peer, question, limit)
        budget -= reply.seconds
        pipe.send((place, reply))
        if not reply.failure:
            waiting.append((place, reply, native))
        if reply.seconds >= BRIEF:
            _compare(pipe, peer, questions, waiting)
    _compare(pipe, peer, questions, waiting)


def _compare(
    pipe: Connection,
    peer: Any,
    questions: Sequence[Question],
    waiting: list[tuple[int, Reply, Any]],
) -> None:
    """Tell the answers that wait, in a comparable form."""
    for place, reply, native in waiting:
        try:
            answer = peer.canonical(questions[place], native)
            pipe.send((place, reply._replace(answer=answer)))
        except Exception as error:
            pipe.send((place, reply._replace(failure=f"{type(error).__name__}: {error}")))
    waiting.clear()


def _answer(peer: Any, question: Question, limit: float) -> tuple[Reply, Any]:
    """What a question took, and what the library makes of it."""
    begin = time.perf_counter()
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        begin = time.perf_counter()
        native = getattr(peer, question.job)(question)
        seconds = time.perf_counter() - begin
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Exception as error:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # A library may turn the interruption into an error of its own.
        late = isinstance(error, _OutOfTimeError) or time.perf_counter() - begin >= limit
        failure = "time-out" if late else f"{type(error).__name__}: {error}"
        return Reply(limit, None, failure), None
    if seconds >= limit:
        return Reply(limit, None, "time-out"), None
    return Reply(seconds, None), native


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise _OutOfTimeError
