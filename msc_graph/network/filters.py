"""Which statements a walk may use. The rules are those of a careful reader, not of a graph."""

from collections.abc import Iterator
from typing import NamedTuple

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import EVIDENCE_COLUMNS, SEPARATOR, Statement
from msc_graph.vocabulary import WALKED_ROLES, Predicate

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
    contexts
        Pairs of an evidence column and a label: a statement needs supporting evidence that names
        each of them. Several labels of one column are alternatives.
    engineered
        Whether a source reaches its engineered and primed preparations
        (`prepared_from`, backwards).
    through_disease
        Whether a disease may stand inside a chain.
    any_predicate
        Whether every predicate is followed, of whatever role, and everything may stand anywhere:
        for graphs whose predicates are not ours.
    undirected
        Whether statements are also walked against their direction, then without a sign.
    """

    roles: frozenset[str] = WALKED_ROLES
    study_types: frozenset[str] = frozenset()
    background: bool = True
    contexts: tuple[tuple[str, str], ...] = ()
    engineered: bool = False
    through_disease: bool = False
    any_predicate: bool = False
    undirected: bool = False

    @property
    def all_evidence(self) -> bool:
        """Whether no filter takes evidence away."""
        return self.background and not self.study_types and not self.contexts

    def admits(self, row: EvidenceRow) -> bool:
        """Whether a piece of evidence counts under these rules."""
        known = self.background or row.basis != "background"
        return (
            known
            and (not self.study_types or row.study_type in self.study_types)
            and (not self.contexts or self._in_context(row))
        )

    def _in_context(self, row: EvidenceRow) -> bool:
        cells = row.rest.split("\t")
        wanted: dict[str, set[str]] = {}
        for column, label in self.contexts:
            wanted.setdefault(column, set()).add(label)
        return all(
            labels.intersection(cells[_REST[column]].split(SEPARATOR))
            for column, labels in wanted.items()
        )

    def signs(self, predicate: Predicate) -> tuple[int | None, int | None]:
        """Sign of a predicate walked from subject to object, and from object to subject.

        None where it is not walked in that direction. A predicate whose object acts on its
        subject (`caused_by`) is walked from the object; what is walked against its direction only
        because the walk is undirected has no sign.

        Examples
        --------
        >>> from msc_graph.vocabulary import load_vocabulary
        >>> predicates = load_vocabulary().predicates
        >>> WalkRules().signs(predicates["inhibits"]), WalkRules().signs(predicates["part_of"])
        ((-1, None), (None, None))
        >>> WalkRules(undirected=True).signs(predicates["inhibits"])
        (-1, 0)
        """
        walked = self.any_predicate or predicate.role in self.roles
        engineered = self.engineered and predicate.name == "prepared_from"
        along = predicate.sign if walked else None
        against = along if predicate.symmetric else None
        if predicate.reverse:
            along, against = None, along
        if engineered:
            # Walked from the source to what was made of it: it passes the source's effect on.
            against = 1
        if self.undirected and walked:
            along = 0 if along is None else along
            against = 0 if against is None else against
        return along, against


#: Place of each context column among the cells of `EvidenceRow.rest`.
_REST = {column: place for place, column in enumerate(EVIDENCE_COLUMNS[4:])}


def supporting_rows(
    corpus: Corpus, statement: Statement, rules: WalkRules
) -> tuple[EvidenceRow, ...]:
    """Rows of evidence that let a walk use the statement; empty if it may not be used."""
    if statement.negated or statement.status == "superseded":
        return ()
    rows = tuple(row for row in corpus.rows[statement.id] if row.stance == "supports")
    # Opposite poles are a matter of definition, not of evidence: no filter takes them away.
    if rules.all_evidence or corpus.predicates[statement.predicate].role == "opposite":
        return rows
    return tuple(row for row in rows if rules.admits(row))


def walked_statements(corpus: Corpus, rules: WalkRules) -> Iterator[Statement]:
    """Statements that a walk under these rules may use, in the order of the tables."""
    predicates = corpus.predicates
    followed = {name for name, p in predicates.items() if rules.signs(p) != (None, None)}
    for statement in corpus.statements.values():
        if statement.predicate in followed and supporting_rows(corpus, statement, rules):
            yield statement
