"""How far a statement and a chain may be believed. All weights of the formula stand here."""

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

from msc_graph.records import Evidence

__all__ = ["StatementSupport", "belief_of", "summarise_support"]

#: How much one study of this type says for a mechanism.
STUDY_WEIGHT = {"clinical": 0.8, "in_vivo": 0.7, "ex_vivo": 0.6, "in_vitro": 0.5, "review": 0.3}
#: A hedged claim counts for part of a stated one.
CERTAINTY_WEIGHT = {"stated": 1.0, "hedged": 0.6, "hypothesis": 0.25}
#: An implied hop was not said; a background hop no source of the graph says at all.
BASIS_WEIGHT = {"stated": 1.0, "title": 1.0, "implied": 0.7, "background": 0.5}


class StatementSupport(NamedTuple):
    """What the supporting evidence of one statement amounts to.

    Attributes
    ----------
    belief
        Between 0 and 1, see `belief_of`.
    references
        References that support the statement.
    shown
        Primary references that state it without hedging, or have it in their title.
    reviewed
        Review passages `(review, locator)` that state it as the review's own words.
    diseases, cells
        Contexts named by the evidence.
    """

    belief: float
    references: frozenset[str]
    shown: frozenset[str]
    reviewed: frozenset[tuple[str, str]]
    diseases: frozenset[str]
    cells: frozenset[str]


def is_review_itself(reference: str) -> bool:
    """Whether a reference is the review speaking for itself (`quan2025:0`) and no primary study."""
    return reference.endswith(":0")


def belief_of(evidence: Iterable[Evidence]) -> float:
    """Belief in a statement from its evidence.

    One reference counts once, with its best row: `study type x certainty x basis`. References
    are taken as independent: belief is `1 - product(1 - weight)`. References that refute or find
    no effect scale it down by `product(1 - weight / 2)`. How often a review repeats a paper
    changes nothing.

    Examples
    --------
    >>> one = Evidence("supports", "stated", "stated", "in_vivo", reference="PMID:1")
    >>> round(belief_of([one, one]), 2)
    0.7
    """
    for_it: dict[str, float] = {}
    against: dict[str, float] = {}
    for row in evidence:
        weight = (
            STUDY_WEIGHT.get(row.study_type, 0.3)
            * CERTAINTY_WEIGHT.get(row.certainty, 0.6)
            * BASIS_WEIGHT.get(row.basis, 0.7)
        )
        side = for_it if row.stance == "supports" else against
        side[row.reference] = max(weight, side.get(row.reference, 0.0))
    doubt = prod(1 - weight for weight in for_it.values())
    return (1 - doubt) * prod(1 - weight / 2 for weight in against.values())


def summarise_support(evidence: Iterable[Evidence]) -> StatementSupport:
    """Facts about a statement's evidence that chains are judged by."""
    rows = tuple(evidence)
    supporting = [row for row in rows if row.stance == "supports"]
    return StatementSupport(
        belief=belief_of(rows),
        references=frozenset(row.reference for row in supporting if row.reference),
        shown=frozenset(
            row.reference
            for row in supporting
            if row.certainty == "stated"
            and row.basis in ("stated", "title")
            and row.reference
            and not is_review_itself(row.reference)
        ),
        reviewed=frozenset(
            (row.review, row.locator) for row in supporting if is_review_itself(row.reference)
        ),
        diseases=frozenset(d for row in supporting for d in row.context("disease")),
        cells=frozenset(c for row in supporting for c in row.context("cell_type")),
    )
