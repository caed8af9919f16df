"""What a statement amounts to for readers of other models: whether it holds, how it is known."""

from collections.abc import Iterable, Sequence

from msc_graph.records import Evidence, Statement

__all__ = ["holds", "is_asserted", "knowledge_level", "name_publication"]

#: Biolink's levels of knowledge that evidence can amount to, the surest first.
_LEVELS = ("knowledge_assertion", "logical_entailment", "prediction")


def holds(statement: Statement, stances: Sequence[str]) -> bool:
    """Whether a claim, which may be that of an absence, is not superseded and has some support.

    Examples
    --------
    >>> holds(Statement("s", "a", "inhibits", "b"), ["no_effect", "refutes"])
    False
    """
    return statement.status != "superseded" and "supports" in stances


def is_asserted(statement: Statement, stances: Sequence[str]) -> bool:
    """Whether the direct triple holds: not denied, not superseded, and something supports it."""
    return not statement.negated and holds(statement, stances)


def name_publication(reference: str) -> str:
    """A reference as Biolink's `publications` take it; empty where it is only a place in a list.

    Examples
    --------
    >>> name_publication("PMID:1"), name_publication("quan2025:104")
    ('PMID:1', '')
    """
    return reference if reference.startswith(("PMID:", "doi:")) else ""


def knowledge_level(evidence: Iterable[Evidence]) -> str:
    """Biolink's word for how a statement is known: that of the surest evidence in its favour.

    An idea that nobody has tested is a prediction, what follows from the order of an axis is
    entailed. That something is asserted is known of passages that somebody read, and of general
    knowledge; what another graph brings names no place, and so its level stays open.

    Examples
    --------
    >>> row = Evidence("supports", "stated", "stated", "in_vivo", locator="Table 2")
    >>> knowledge_level([row, row._replace(certainty="hypothesis")])
    'knowledge_assertion'
    >>> knowledge_level([row._replace(locator="")]), knowledge_level([row._replace(stance="refutes")])
    ('not_provided', 'not_provided')
    """
    found = {_level(row) for row in evidence if row.stance == "supports"}
    return next((level for level in _LEVELS if level in found), "not_provided")


def _level(row: Evidence) -> str:
    if row.certainty == "hypothesis":
        return "prediction"
    if row.basis == "implied":
        return "logical_entailment"
    return "knowledge_assertion" if row.locator or row.basis == "background" else ""
