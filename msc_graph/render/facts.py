"""What a page must know of each statement, gathered once: evidence, sign, standing, conflicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from msc_graph.analysis.belief import summarise_support
from msc_graph.curation.corpus import Corpus
from msc_graph.records import Evidence, Statement
from msc_graph.render.conflict import find_conflicts
from msc_graph.render.wording import (
    caveats_of,
    certainty_of,
    predicate_of,
    relation_of,
    told_sign,
)
from msc_graph.vocabulary import Predicate

__all__ = ["Facts", "gather_facts", "is_shown"]


class Facts(NamedTuple):
    """One statement with its evidence.

    Attributes
    ----------
    predicate
        Its relation, as its own graph knows it.
    relation
        The relation in words, with negation and level.
    sign
        What it tells: +1, -1, or 0 where it gives no direction, denies or is unsupported.
    caveats
        Words that must stand beside it.
    certainty
        Certainty of its best supporting evidence; empty if there is none.
    belief
        Weight of its evidence, between 0 and 1.
    shown
        Whether a paper other than the reviews states it, not hedged and not implied.
    conflicts
        Ids of the statements that contradict it.
    """

    statement: Statement
    predicate: Predicate
    relation: str
    evidence: tuple[Evidence, ...]
    sign: int
    caveats: tuple[str, ...]
    certainty: str
    belief: float
    shown: bool
    conflicts: tuple[str, ...]


def gather_facts(corpus: Corpus, statements: Iterable[Statement]) -> dict[str, Facts]:
    """Facts of each statement, by id, in the order given.

    Examples
    --------
    >>> up, down = Statement("1", "a", "activates", "b"), Statement("2", "a", "inhibits", "b")
    >>> facts = gather_facts(Corpus({}, {}, {}), [up, down])
    >>> facts["1"].caveats, facts["1"].conflicts
    (('no support', 'conflict'), ('2',))
    """
    wanted = tuple(statements)
    conflicts = find_conflicts(wanted, corpus.predicates)
    return {s.id: _gather(corpus, s, conflicts.get(s.id, ())) for s in wanted}


def is_shown(evidence: Evidence) -> bool:
    """Whether this row alone makes its statement one that a primary study shows."""
    return bool(summarise_support((evidence,)).shown)


def _gather(corpus: Corpus, statement: Statement, conflicts: tuple[str, ...]) -> Facts:
    rows = corpus.rows.get(statement.id, ())
    evidence = tuple(row.parse() for row in rows)
    support = summarise_support(evidence)
    mark = ("conflict",) if conflicts else ()
    return Facts(
        statement,
        predicate_of(statement.predicate, corpus.predicates),
        relation_of(statement, corpus.predicates),
        evidence,
        told_sign(statement, rows, corpus.predicates),
        caveats_of(statement, rows) + mark,
        certainty_of(rows),
        round(support.belief, 3),
        bool(support.shown),
        conflicts,
    )
