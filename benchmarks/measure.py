"""Questions put to all contenders in turn, and what the clock and the comparison say."""

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

__all__ = ["Limits", "Measured", "measure_row", "percentile"]

#: The numba functions are compiled at their first call, which no limit of a peer should cut.
FIRST_CALL = 300.0
#: Seconds after which a peer is warm.
WARM_UP = 5.0


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
        Seconds that a peer gets for all questions of a row; then it is asked no more.
    """

    pairs: int = 50
    warm: int = 5
    seconds: float = 30.0
    budget: float = 300.0


class Measured(NamedTuple):
    """A row measured.

    Attributes
    ----------
    replies
        By contender, in the order of the questions; None where it was not asked.
    load_seconds
        By contender.
    absent
        Why a contender does not take part, by name.
    """

    row: Row
    questions: Sequence[Question]
    replies: dict[str, list[Reply | None]]
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
    """Ask the contenders one question after the other, all of them each question.

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
    replies: dict[str, list[Reply | None]] = {}
    try:
        for name in names:
            limit = FIRST_CALL if name in OURS else limits.seconds
            try:
                contenders.append(Contender(name, row.job, folder, limit=limit))
            except LoadError as error:
                absent[name] = str(error)
                say(f"{row.job}: {name} is left out: {error}")
                continue
            replies[name] = []
            say(f"{row.job}: {name} loaded in {contenders[-1].load_seconds:.1f} s")
        for question in questions[: limits.warm]:
            for contender in contenders:
                if contender.name in OURS or contender.spent < WARM_UP:
                    contender.ask(question)
        for contender in contenders:
            contender.spent = 0.0
        for number, question in enumerate(questions[limits.warm :]):
            # Nobody always comes first, so that nobody always finds the caches cold.
            turn = number % max(len(contenders), 1)
            for contender in contenders[turn:] + contenders[:turn]:
                ask = contender.name in OURS or contender.spent < limits.budget
                replies[contender.name].append(contender.ask(question) if ask else None)
        for contender in contenders:
            say(f"{row.job}: {contender.name} took {contender.spent:.1f} s in all")
    finally:
        for contender in contenders:
            contender.close()
    loads = {contender.name: contender.load_seconds for contender in contenders}
    return Measured(row, questions[limits.warm :], replies, loads, absent)


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
