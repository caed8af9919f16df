"""Contenders answer all questions, each in its turn; what the clock and the comparison say."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any, NamedTuple

from contender import Contender, LoadError, Reply
from generator import load_graph
from peers import OURS
from questions import draw_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from peers.base import Answer
    from questions import Question
    from rows import Row

__all__ = ["Limits", "Measured", "measure_row", "merge_replies", "percentile"]

#: The numba functions are compiled at their first call, which no limit of a peer should cut.
FIRST_CALL = 300.0
#: Seconds after which a peer is warm.
WARM_UP = 5.0
#: Who needs more seconds for a turn has no further one.
LONG_TURN = 10.0


class Limits(NamedTuple):
    """How much is asked, and for how long.

    Attributes
    ----------
    pairs
        Questions that are measured.
    warm
        Questions before these that are not, unless a peer takes long over them.
    seconds
        For a question; who needs longer is taken to have needed so long.
    budget
        Seconds that a peer gets for all questions of a turn; then it is asked no more.
    turns
        How often each contender answers all questions, unless that takes it long.
    """

    pairs: int = 50
    warm: int = 5
    seconds: float = 30.0
    budget: float = 300.0
    turns: int = 3


class Measured(NamedTuple):
    """A row measured.

    Attributes
    ----------
    replies
        By contender, in the order of the questions: the median time of its turns. None where it
        was not asked.
    turns
        How many turns each contender had.
    load_seconds
        By contender.
    absent
        Why a contender does not take part, by name.
    """

    row: Row
    questions: Sequence[Question]
    replies: dict[str, list[Reply | None]]
    turns: dict[str, int]
    load_seconds: dict[str, float]
    absent: dict[str, str]

    def asked(self, name: str) -> list[int]:
        """Places of the questions that a contender was asked."""
        return [place for place, reply in enumerate(self.replies[name]) if reply]

    def milliseconds(self, name: str, places: Sequence[int] | None = None) -> list[float]:
        """Times of a contender, at some of the questions or at all it was asked."""
        wanted = self.asked(name) if places is None else places
        found = (self.replies[name][place] for place in wanted)
        return [1000 * reply.seconds for reply in found if reply]

    def timeouts(self, name: str) -> int:
        """How many questions a contender did not answer in time."""
        return sum(1 for r in self.replies[name] if r and r.failure == "time-out")

    def failures(self, name: str) -> list[str]:
        """Errors other than time-outs."""
        found = (r.failure for r in self.replies[name] if r)
        return sorted({failure for failure in found if failure not in ("", "time-out")})

    def ratio(self, peer: str, ours: str) -> float:
        """Median of a peer over the median of ours, at the questions that the peer was asked."""
        places = self.asked(peer)
        if not places:
            return float("nan")
        times = [statistics.median(self.milliseconds(name, places)) for name in (peer, ours)]
        return times[0] / times[1]

    def differences(self) -> list[dict[str, Any]]:
        """Questions to which two contenders gave different answers, with both."""
        found = []
        for place, question in enumerate(self.questions):
            answers = self._comparable(place)
            if len({answer.digest for answer in answers.values()}) > 1:
                shown = {name: (answer.size, answer.brief) for name, answer in answers.items()}
                found.append({"question": question._asdict(), "answers": shown})
        return found

    def compared(self, name: str) -> int:
        """How many answers of a contender were held against one of ours."""
        answers = (self._comparable(place) for place in self.asked(name))
        return sum(name in a and any(own in a for own in OURS if own != name) for a in answers)

    def _comparable(self, place: int) -> dict[str, Answer]:
        found = {}
        for name, replies in self.replies.items():
            reply = replies[place]
            if reply and reply.answer and reply.answer.digest:
                found[name] = reply.answer
        return found


def measure_row(
    row: Row,
    folder: Path,
    names: Sequence[str],
    limits: Limits,
    *,
    seed: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> Measured:
    """Let each contender answer all questions in its turn, some turns long.

    Parameters
    ----------
    row
        What is asked.
    folder
        Where the graph is.
    names
        Contenders that take part.
    limits
        How much is asked.
    seed
        Of the questions.
    say
        Called with a line on what is going on.
    """
    graph = load_graph(folder)
    questions = draw_questions(graph, row.job, limits.warm + limits.pairs, seed=seed)
    contenders: list[Contender] = []
    absent: dict[str, str] = {}
    try:
        for name in names:
            limit = FIRST_CALL if name in OURS else limits.seconds
            try:
                contenders.append(Contender(name, row.job, folder, limit=limit))
            except LoadError as error:
                absent[name] = str(error)
                say(f"{row.job}: {name} is left out: {error}")
                continue
            say(f"{row.job}: {name} loaded in {contenders[-1].load_seconds:.1f} s")
        turns = _take_turns(contenders, questions, limits)
        for contender in contenders:
            say(f"{row.job}: {contender.name} took {contender.spent:.1f} s in all")
    finally:
        for contender in contenders:
            contender.close()
    replies = {
        name: [merge_replies(place) for place in zip(*found, strict=True)]
        for name, found in turns.items()
    }
    counts = {name: len(found) for name, found in turns.items()}
    loads = {contender.name: contender.load_seconds for contender in contenders}
    return Measured(row, questions[limits.warm :], replies, counts, loads, absent)


def _take_turns(
    contenders: Sequence[Contender], questions: Sequence[Question], limits: Limits
) -> dict[str, list[list[Reply | None]]]:
    """Replies of each contender, turn by turn."""
    for contender in contenders:
        contender.ask(questions[: limits.warm], _budget(contender, WARM_UP))
        contender.spent = 0.0
    turns: dict[str, list[list[Reply | None]]] = {c.name: [] for c in contenders}
    for number in range(limits.turns):
        # Nobody always comes first, or always after the same one.
        first = number % max(len(contenders), 1)
        for contender in (*contenders[first:], *contenders[:first]):
            if number and contender.spent / number > LONG_TURN:
                continue
            budget = _budget(contender, limits.budget)
            turns[contender.name].append(contender.ask(questions[limits.warm :], budget))
    return turns


def _budget(contender: Contender, budget: float) -> float:
    """Ours are asked as much as any peer: they have no budget."""
    return float("inf") if contender.name in OURS else budget


def merge_replies(replies: Sequence[Reply | None]) -> Reply | None:
    """One reply for those of all turns to a question: their median time, and what they all say.

    Examples
    --------
    >>> merge_replies([Reply(0.3, None), Reply(0.1, None), Reply(0.2, None)])
    Reply(seconds=0.2, answer=None, failure='')
    """
    given = [reply for reply in replies if reply]
    if not given:
        return None
    seconds = statistics.median(reply.seconds for reply in given)
    failure = next((reply.failure for reply in given if reply.failure), "")
    answers = [reply.answer for reply in given if reply.answer]
    if len({answer.digest for answer in answers}) > 1:
        return Reply(seconds, None, "its answers differ from turn to turn")
    return Reply(seconds, answers[0] if answers else None, failure)


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest-rank percentile: the least value with so many percent of all at or below it.

    Examples
    --------
    >>> percentile([4.0, 1.0, 3.0, 2.0], 95)
    4.0
    """
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(int(rank) - 1, 0)]
