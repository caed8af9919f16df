"""Which statements a walk may use. The rules are those of a careful reader, not of a graph."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import Statement
from msc_graph.vocabulary import WALKED_ROLES, load_vocabulary

__all__ = ["HEADS", "WalkRules", "supporting_rows", "walked_statements"]

#: Categories that stand only at the head of a chain: what is given, not what happens.
HEADS = frozenset({"MSCSource", "CellPreparation", "VesiclePreparation", "Combination"})


class WalkRules(NamedTuple):
    """What a trace may walk.

    Attributes
    ----------
    roles
        Roles of predicates that are followed.
    study_types
        If given, a statement needs supporting evidence of one of these study types.
    background
        Whether hops that rest on general knowledge alone are followed.
    engineered
        Whether a source reaches its engineered and primed preparations
        (`prepared_from`, backwards).
    through_disease
        Whether a disease may stand inside a chain.
    """

    roles: frozenset[str] = WALKED_ROLES
    study_types: frozenset[str] = frozenset()
    background: bool = True
    engineered: bool = False
    through_disease: bool = False

    def admits(self, row: EvidenceRow) -> bool:
        """Whether a piece of evidence counts under these rules."""
        known = self.background or row.basis != "background"
        return known and (not self.study_types or row.study_type in self.study_types)


def supporting_rows(
    corpus: Corpus, statement: Statement, rules: WalkRules
) -> tuple[EvidenceRow, ...]:
    """Rows of evidence that let a walk use the statement; empty if it may not be used."""
    if statement.negated or statement.status == "superseded":
        return ()
    rows = tuple(row for row in corpus.rows[statement.id] if row.stance == "supports")
    if rules.background and not rules.study_types:
        return rows
    # Opposite poles are a matter of definition, not of evidence: no filter takes them away.
    if load_vocabulary().predicates[statement.predicate].role == "opposite":
        return rows
    return tuple(row for row in rows if rules.admits(row))


def walked_statements(corpus: Corpus, rules: WalkRules) -> Iterator[Statement]:
    """Statements that a walk under these rules may use, in the order of the tables."""
    predicates = load_vocabulary().predicates
    roles: Collection[str] = rules.roles
    for statement in corpus.statements.values():
        followed = predicates[statement.predicate].role in roles or (
            rules.engineered and statement.predicate == "prepared_from"
        )
        if followed and supporting_rows(corpus, statement, rules):
            yield statement
