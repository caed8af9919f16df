"""Neighbours that a page holds but does not draw until the reader opens a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from msc_graph.analysis.belief import belief_of
from msc_graph.curation.corpus import Corpus
from msc_graph.records import Statement

__all__ = ["RESERVE", "Reserve", "choose_reserve"]

#: A graph of more statements is not read through for a page's neighbours: that takes too long.
_TOO_LARGE = 200_000
#: So many statements more keep a page small enough for a letter.
RESERVE = 300


class Reserve(NamedTuple):
    """What is kept at hand.

    Attributes
    ----------
    statements
        By id, none of them drawn at first.
    degrees
        How many statements the whole graph has on each entity.
    """

    statements: dict[str, Statement]
    degrees: Counter[str]


def choose_reserve(corpus: Corpus, drawn: Mapping[str, Statement], limit: int = RESERVE) -> Reserve:
    """Best neighbouring statements of what is drawn, in turn for each entity.

    In turn, so that a disease with hundreds of statements does not take every place.

    Parameters
    ----------
    corpus
        Where the neighbours are found.
    drawn
        Statements that the page draws, by id.
    limit
        At most so many are kept.

    Examples
    --------
    >>> known = {i: Statement(i, "a", "inhibits", i) for i in ("b", "c")}
    >>> kept = choose_reserve(Corpus({}, known, {}), {"b": known["b"]})
    >>> list(kept.statements), kept.degrees["a"]
    (['c'], 2)
    """
    degrees: Counter[str] = Counter()
    waiting: dict[str, list[Statement]] = {
        end: [] for s in drawn.values() for end in (s.subject, s.object)
    }
    searched = corpus.statements if len(corpus.statements) <= _TOO_LARGE else drawn
    for statement in searched.values():
        degrees.update({statement.subject, statement.object})
        if limit and statement.id not in drawn and statement.status != "superseded":
            for end in {statement.subject, statement.object} & waiting.keys():
                waiting[end].append(statement)
    ranked = [_rank(corpus, waiting[end]) for end in sorted(waiting)]
    kept: dict[str, Statement] = {}
    for turn in range(max(map(len, ranked), default=0)):
        for statements in ranked:
            if len(kept) >= limit:
                return Reserve(kept, degrees)
            if turn < len(statements):
                kept[statements[turn].id] = statements[turn]
    return Reserve(kept, degrees)


def _rank(corpus: Corpus, statements: list[Statement]) -> list[Statement]:
    def order(statement: Statement) -> tuple[float, str]:
        rows = corpus.rows.get(statement.id, ())
        return -belief_of(row.parse() for row in rows), statement.id

    return sorted(statements, key=order)
