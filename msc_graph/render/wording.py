"""What a statement says in words, and what a reader must know before believing it."""

from __future__ import annotations

from collections.abc import Sequence

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import Statement
from msc_graph.vocabulary import Predicate, load_vocabulary

__all__ = ["caveats_of", "predicate_of", "relation_of", "sentence_of"]

#: From strong to weak; a statement is as strong as its best supporting row.
_CERTAINTIES = ("stated", "hedged", "hypothesis")
_BASES = ("stated", "title", "implied", "background")


def predicate_of(name: str) -> Predicate:
    """Predicate by name; one from another graph's vocabulary is unsigned and says its own name.

    Examples
    --------
    >>> predicate_of("inhibits").sign
    -1
    >>> predicate_of("physically_near").label
    'physically near'
    """
    known = load_vocabulary().predicates.get(name)
    return known or Predicate(name, name.replace("_", " "), 0, "", symmetric=False)


def relation_of(statement: Statement) -> str:
    """Predicate in words, with negation and level.

    Examples
    --------
    >>> relation_of(Statement("s", "a", "expresses_marker", "b", "low", negated=True))
    'not: expresses marker (low)'
    """
    words = predicate_of(statement.predicate).label
    level = f" ({statement.level})" if statement.level else ""
    return f"{'not: ' if statement.negated else ''}{words}{level}"


def sentence_of(statement: Statement, corpus: Corpus) -> str:
    """Statement in words, with the labels of its ends."""
    subject, obj = corpus.label(statement.subject), corpus.label(statement.object)
    return f"{subject} {relation_of(statement)} {obj}"


def caveats_of(statement: Statement, rows: Sequence[EvidenceRow]) -> tuple[str, ...]:
    """Words that must stand beside a statement: its standing, and how weak its best support is.

    Examples
    --------
    >>> rows = [EvidenceRow("supports", "hedged", "implied", "in_vivo", "")]
    >>> caveats_of(Statement("s", "a", "inhibits", "b", status="disputed"), rows)
    ('disputed', 'hedged', 'implied')
    """
    caveats = [] if statement.status == "accepted" else [statement.status]
    if statement.negated:
        caveats.append("asserted absence")
    support = [row for row in rows if row.stance == "supports"]
    if not support:
        stances = {row.stance for row in rows}
        caveats.append("no effect found" if stances == {"no_effect"} else "no support")
        return tuple(caveats)
    for values, order in (
        ([row.certainty for row in support], _CERTAINTIES),
        ([row.basis for row in support], _BASES),
    ):
        best = min(values, key=lambda v, order=order: _rank(v, order))  # type: ignore[misc]
        if best not in ("", "stated"):
            caveats.append("from a title" if best == "title" else best)
    return tuple(caveats)


def _rank(value: str, order: Sequence[str]) -> int:
    return order.index(value) if value in order else len(order)
