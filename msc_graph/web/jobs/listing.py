"""Jobs that list and count."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.cards import name_entity
from msc_graph.analysis.counts import count_graph, count_predicates
from msc_graph.analysis.paging import Page
from msc_graph.analysis.report import describe_statement
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.checks.coverage import describe_coverage
from msc_graph.exceptions import UnknownTermError
from msc_graph.graph import MechanismGraph
from msc_graph.records import Statement
from msc_graph.store.catalogue import describe_query, get_query, list_queries

__all__ = [
    "describe_page",
    "list_entities",
    "list_questions",
    "list_statements",
    "show_question",
    "stats",
]

#: What `stats` can count.
_COUNTED = {"graph": count_graph, "predicates": count_predicates, "grounding": describe_coverage}


def stats(graph: MechanismGraph, *, what: str) -> list[dict[str, Any]]:
    """Counts as `msc-graph stats` prints them: of the `graph`, `predicates` or `grounding`."""
    return _COUNTED[what](graph.corpus)


def list_entities(
    graph: MechanismGraph, *, category: str, text: str, start: int, limit: int
) -> dict[str, Any]:
    """A page of the entities of a category, with a name that holds a text; empty is any.

    Raises
    ------
    UnknownTermError
        If there is no such category.
    """
    name = _find_category(graph, category)
    page = graph.names.list_entities(category=name, text=text, start=start, limit=limit)
    listed = [name_entity(entity) for entity in page.items]
    return {"total": page.total, "next": page.next, "entities": listed}


def list_statements(
    graph: MechanismGraph, *, wanted: dict[str, Any], start: int, limit: int
) -> dict[str, Any]:
    """A page of the statements that meet conditions.

    Parameters
    ----------
    graph
        Where they are.
    wanted
        Conditions by the fields of `Conditions`; entities by name, categories by name or label.
    start, limit
        Place of the first statement, and how many.

    Raises
    ------
    UnknownTermError
        If there is no such entity, category or predicate, or a name is ambiguous.
    """
    fields = dict(wanted)
    for end in ("subject", "object", "entity"):
        if fields.get(end):
            fields[end] = graph.names.get(fields[end]).id
    for column in ("subject_category", "object_category", "category"):
        fields[column] = _find_category(graph, fields.get(column, ""))
    for several in ("predicates", "statuses", "study_types"):
        fields[several] = frozenset(fields.get(several, ()))
    for predicate in sorted(fields["predicates"] - graph.corpus.predicates.keys()):
        raise UnknownTermError(
            f"no predicate is called {predicate!r}",
            term=predicate,
            cure="they are listed at /api/stats?what=predicates",
        )
    page = select_statements(graph.corpus, Conditions(**fields), start=start, limit=limit)
    return describe_page(graph, page)


def describe_page(graph: MechanismGraph, page: Page[Statement]) -> dict[str, Any]:
    """A page of statements with their evidence."""
    described = [describe_statement(graph.corpus, statement) for statement in page.items]
    return {"total": page.total, "next": page.next, "statements": described}


def list_questions(graph: MechanismGraph) -> list[dict[str, Any]]:  # noqa: ARG001
    """The named questions as `msc-graph queries` lists them."""
    return list_queries()


def show_question(graph: MechanismGraph, *, name: str) -> dict[str, Any]:  # noqa: ARG001
    """A named question as `msc-graph queries NAME` has it.

    Raises
    ------
    UnknownTermError
        If there is none of that name.
    """
    return describe_query(get_query(name))


def _find_category(graph: MechanismGraph, text: str) -> str:
    if not text:
        return ""
    found = graph.corpus.find_category(text)
    if found is None:
        raise UnknownTermError(
            f"no category is called {text!r}",
            term=text,
            cure="they are counted at /api/stats",
        )
    return found[0]
