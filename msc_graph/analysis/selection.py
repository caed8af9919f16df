"""Statements that are of a kind, about a thing, shown by a paper: filtered, a page at a time."""

from __future__ import annotations

from typing import NamedTuple

from msc_graph.analysis.paging import Page, take_page
from msc_graph.curation.corpus import Corpus
from msc_graph.network.numbered import NumberedCorpus
from msc_graph.records import Statement

__all__ = ["Conditions", "select_statements"]


class Conditions(NamedTuple):
    """What a statement must be like; a field that is empty or None admits every one.

    Attributes
    ----------
    subject, object
        Id of the entity at that end.
    entity
        Id of an entity at either end.
    predicates
        Names of predicates, one of which it has.
    subject_category, object_category
        Name of the category of the entity at that end.
    category
        Name of the category of the entity at either end.
    statuses
        One of which it has: `accepted`, `disputed`, `superseded`.
    sign
        That of its predicate: +1, -1 or 0.
    negated
        Whether it denies the claim.
    reference
        Id of a paper that a piece of its evidence, for or against, is of.
    study_types
        One of which a piece of its evidence has.
    """

    subject: str = ""
    object: str = ""
    entity: str = ""
    predicates: frozenset[str] = frozenset()
    subject_category: str = ""
    object_category: str = ""
    category: str = ""
    statuses: frozenset[str] = frozenset()
    sign: int | None = None
    negated: bool | None = None
    reference: str = ""
    study_types: frozenset[str] = frozenset()


def select_statements(
    corpus: Corpus, wanted: Conditions, *, start: int = 0, limit: int | None = None
) -> Page[Statement]:
    """Statements that meet every condition, in the order of the graph.

    Parameters
    ----------
    corpus
        The graph.
    wanted
        The conditions.
    start, limit
        Place among them of the first one, and how many; None for all.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> wanted = Conditions(subject="mirbase.mature:MIMAT0004600", predicates=frozenset({"inhibits"}))
    >>> [corpus.label(s.object) for s in select_statements(corpus, wanted).items]
    ['PTEN']
    """
    limit = max(1, len(corpus.statements)) if limit is None else limit
    if isinstance(corpus, NumberedCorpus):
        from msc_graph.analysis.array_selection import select_numbers

        numbers = select_numbers(corpus, wanted)
        taken = numbers[start : start + limit].tolist()
        following = start + limit if start + limit < len(numbers) else None
        return Page(len(numbers), tuple(map(corpus.statement_at, taken)), following)
    some = corpus.find(wanted.subject) if wanted.subject else corpus.statements.values()
    return take_page((s for s in some if _meets(corpus, s, wanted)), start, limit)


def _meets(corpus: Corpus, statement: Statement, wanted: Conditions) -> bool:
    ends = (statement.subject, statement.object)
    return (
        (not wanted.entity or wanted.entity in ends)
        and (not wanted.object or statement.object == wanted.object)
        and (not wanted.predicates or statement.predicate in wanted.predicates)
        and (not wanted.statuses or statement.status in wanted.statuses)
        and (wanted.negated is None or statement.negated == wanted.negated)
        and (wanted.sign is None or corpus.predicates[statement.predicate].sign == wanted.sign)
        and _are_of_categories(corpus, ends, wanted)
        and _is_shown(corpus, statement, wanted)
    )


def _are_of_categories(corpus: Corpus, ends: tuple[str, str], wanted: Conditions) -> bool:
    if not (wanted.subject_category or wanted.object_category or wanted.category):
        return True
    subject, object_ = (corpus.entities[end].category for end in ends)
    return (
        wanted.subject_category in ("", subject)
        and wanted.object_category in ("", object_)
        and wanted.category in ("", subject, object_)
    )


def _is_shown(corpus: Corpus, statement: Statement, wanted: Conditions) -> bool:
    if not (wanted.reference or wanted.study_types):
        return True
    rows = corpus.rows[statement.id]
    cited = wanted.reference + "\t"
    return (not wanted.reference or any(row.rest.startswith(cited) for row in rows)) and (
        not wanted.study_types or any(row.study_type in wanted.study_types for row in rows)
    )
