"""How far a statement may be believed, and what its evidence amounts to."""

from collections.abc import Iterable
from math import prod
from typing import NamedTuple

from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.records import Evidence

__all__ = ["StatementSupport", "belief_of", "is_review_itself", "summarise_support"]


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


def belief_of(evidence: Iterable[Evidence], weights: Weights = WEIGHTS) -> float:
    """Belief in a statement from its evidence.

    One reference counts once, with its best row: `study type x certainty x basis`. References
    are taken as independent: belief is `1 - product(1 - weight)`. References that refute or find
    no effect scale it down by `product(1 - contrary x weight)`. How often a review repeats a
    paper, or how many reviews do, changes nothing: they all name the same reference.

    Parameters
    ----------
    evidence
        All rows of the statement that count.
    weights
        The numbers of the formula.

    Returns
    -------
    float
        Between 0 (nothing speaks for it) and 1.

    Examples
    --------
    >>> one = Evidence("supports", "stated", "stated", "in_vivo", reference="PMID:1", review="quan2025")
    >>> round(belief_of([one, one._replace(review="li2025")]), 2)
    0.7
    """
    for_it: dict[str, float] = {}
    against: dict[str, float] = {}
    for row in evidence:
        weight = (
            weights.study(row.study_type)
            * weights.certainty(row.certainty)
            * weights.basis(row.basis)
        )
        side = for_it if row.stance == "supports" else against
        side[row.reference] = max(weight, side.get(row.reference, 0.0))
    doubt = prod(1 - weight for weight in for_it.values())
    return (1 - doubt) * prod(1 - weights.contrary * weight for weight in against.values())


def summarise_support(evidence: Iterable[Evidence], weights: Weights = WEIGHTS) -> StatementSupport:
    """Facts about a statement's evidence that chains are judged by."""
    rows = tuple(evidence)
    supporting = [row for row in rows if row.stance == "supports"]
    return StatementSupport(
        belief=belief_of(rows, weights),
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
