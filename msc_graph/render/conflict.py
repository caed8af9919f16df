"""Statements that contradict each other: both are drawn, and each says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from msc_graph.records import Statement
from msc_graph.render.wording import predicate_of
from msc_graph.vocabulary import Predicate

__all__ = ["find_conflicts"]

#: Roles whose signs speak of the same thing: an effect on the object, a load, a correlation.
_SUBJECTS = {
    "causal": "effect",
    "outcome": "effect",
    "transfer": "load",
    "correlative": "correlation",
}


def find_conflicts(
    statements: Iterable[Statement], known: Mapping[str, Predicate]
) -> dict[str, tuple[str, ...]]:
    """Ids of the statements that contradict each statement; those without any are left out.

    Two statements contradict each other if the same thing acts on the same and they have either
    opposite signs, or the same claim of which one denies what the other says. A superseded
    statement contradicts nothing any more. `known` are the predicates of the graph.

    Examples
    --------
    >>> from msc_graph.vocabulary import load_vocabulary
    >>> known = load_vocabulary().predicates
    >>> up, down = Statement("1", "a", "activates", "b"), Statement("2", "a", "inhibits", "b")
    >>> find_conflicts([up, down, Statement("3", "b", "inhibits", "a")], known)
    {'1': ('2',), '2': ('1',)}
    >>> find_conflicts([up, down._replace(status="superseded")], known)
    {}
    """
    groups: dict[tuple[str, str], list[Statement]] = {}
    for statement in statements:
        if statement.status != "superseded":
            groups.setdefault(_ends(statement, known), []).append(statement)
    found: dict[str, list[str]] = {}
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda s: s.id), 2):
            if _contradict(one, other, known):
                found.setdefault(one.id, []).append(other.id)
                found.setdefault(other.id, []).append(one.id)
    return {identifier: tuple(sorted(others)) for identifier, others in sorted(found.items())}


def _ends(statement: Statement, known: Mapping[str, Predicate]) -> tuple[str, str]:
    """What acts and what it acts on; in a fixed order where the predicate has no direction."""
    predicate, ends = (
        predicate_of(statement.predicate, known),
        (statement.subject, statement.object),
    )
    if predicate.symmetric:
        return min(ends), max(ends)
    return ends[::-1] if predicate.reverse else ends


def _contradict(one: Statement, other: Statement, known: Mapping[str, Predicate]) -> bool:
    first, second = predicate_of(one.predicate, known), predicate_of(other.predicate, known)
    if one.predicate == other.predicate and one.level == other.level:
        return one.negated != other.negated
    about = _SUBJECTS.get(first.role)
    if about is None or about != _SUBJECTS.get(second.role) or one.negated or other.negated:
        return False
    return first.sign * second.sign < 0
