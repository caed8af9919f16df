"""What a statement says in words, and what a reader must know before believing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import Statement
from msc_graph.vocabulary import Predicate

__all__ = [
    "caveats_of",
    "certainty_of",
    "certainty_rank",
    "predicate_of",
    "relation_of",
    "sentence_of",
    "told_sign",
]

#: From strong to weak; a statement is as strong as its best supporting row.
_CERTAINTIES = ("stated", "hedged", "hypothesis")
_BASES = ("stated", "title", "implied", "background")


def predicate_of(name: str, known: Mapping[str, Predicate]) -> Predicate:
    """Predicate by name; one that nobody knows is unsigned and says its own name.

    `known` are the predicates of the graph, `Corpus.predicates`: not all are of the ontology.

    Examples
    --------
    >>> from msc_graph.vocabulary import load_vocabulary
    >>> predicate_of("inhibits", load_vocabulary().predicates).sign
    -1
    >>> predicate_of("physically_near", {}).label
    'physically near'
    """
    return known.get(name) or Predicate(name, name.replace("_", " "), 0, "", symmetric=False)


def relation_of(statement: Statement, known: Mapping[str, Predicate]) -> str:
    """Predicate in words, with negation and level; `known` are the predicates of the graph.

    Examples
    --------
    >>> relation_of(Statement("s", "a", "expresses_marker", "b", "low", negated=True), {})
    'not: expresses marker (low)'
    """
    words = predicate_of(statement.predicate, known).label
    level = f" ({statement.level})" if statement.level else ""
    return f"{'not: ' if statement.negated else ''}{words}{level}"


def sentence_of(statement: Statement, corpus: Corpus) -> str:
    """Statement in words, with the labels of its ends."""
    subject, obj = corpus.label(statement.subject), corpus.label(statement.object)
    return f"{subject} {relation_of(statement, corpus.predicates)} {obj}"


def told_sign(
    statement: Statement, rows: Sequence[EvidenceRow], known: Mapping[str, Predicate]
) -> int:
    """Sign of what a statement tells: none where it denies, or where nothing supports it.

    That something was found *not* to inhibit must not be drawn as an inhibition. `known` are the
    predicates of the graph.

    Examples
    --------
    >>> from msc_graph.vocabulary import load_vocabulary
    >>> known = load_vocabulary().predicates
    >>> told_sign(Statement("s", "a", "inhibits", "b", negated=True), [], known)
    0
    >>> found = [EvidenceRow("no_effect", "stated", "stated", "in_vivo", "")]
    >>> told_sign(Statement("s", "a", "inhibits", "b"), found, known)
    0
    """
    denied = statement.negated or (rows and all(row.stance != "supports" for row in rows))
    return 0 if denied else predicate_of(statement.predicate, known).sign


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
    if len(support) < len(rows):
        caveats.append("contested")
    basis = min((row.basis for row in support), key=lambda value: _rank(value, _BASES))
    weak = (best for best in (certainty_of(rows), basis) if best not in ("", "stated"))
    caveats.extend("from a title" if best == "title" else best for best in weak)
    return tuple(caveats)


def certainty_of(rows: Sequence[EvidenceRow]) -> str:
    """How sure the surest supporting evidence is; empty if nothing supports.

    Examples
    --------
    >>> certainty_of([EvidenceRow("supports", "hedged", "stated", "in_vivo", "")])
    'hedged'
    """
    found = [row.certainty for row in rows if row.stance == "supports"]
    return min(found, key=lambda value: _rank(value, _CERTAINTIES)) if found else ""


def certainty_rank(certainty: str, basis: str) -> tuple[int, int]:
    """Order of evidence by how plainly it states, then by what it rests on; strong before weak.

    Examples
    --------
    >>> certainty_rank("stated", "implied") < certainty_rank("hedged", "stated")
    True
    """
    return _rank(certainty, _CERTAINTIES), _rank(basis, _BASES)


def _rank(value: str, order: Sequence[str]) -> int:
    return order.index(value) if value in order else len(order)
