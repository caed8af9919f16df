"""Jobs that look up names, entities, statements and papers."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.cards import (
    describe_card,
    describe_match,
    describe_reference,
    describe_suggestions,
)
from msc_graph.analysis.report import describe_statement
from msc_graph.analysis.selection import Conditions
from msc_graph.exceptions import UnknownTermError
from msc_graph.graph import MechanismGraph
from msc_graph.records import Reference
from msc_graph.web.jobs.listing import list_wanted

__all__ = ["resolve", "show", "show_reference", "show_statement", "suggest"]


def resolve(graph: MechanismGraph, *, terms: list[str]) -> list[dict[str, Any]]:
    """What names stand for, as `msc-graph resolve` says it."""
    return [describe_match(graph.resolve(term)) for term in terms]


def suggest(graph: MechanismGraph, *, query: str, limit: int) -> dict[str, Any]:
    """Entities that may be meant by what was typed so far."""
    return describe_suggestions(query, graph.names.suggest(query, limit))


def show(graph: MechanismGraph, *, entity: str, start: int, limit: int) -> dict[str, Any]:
    """An entity as `msc-graph show` has it, with a page of the statements about it.

    Raises
    ------
    UnknownTermError
        If the name is unknown or ambiguous.
    """
    record = graph.names.get(entity)
    listed = list_wanted(graph, Conditions(entity=record.id), start, limit)
    return {**describe_card(graph.corpus, record), **listed}


def show_statement(graph: MechanismGraph, *, statement: str) -> dict[str, Any]:
    """A statement with its evidence.

    Raises
    ------
    UnknownTermError
        If there is none of that id.
    """
    record = graph.statements.get(statement)
    if record is None:
        raise UnknownTermError(
            f"no statement is called {statement!r}",
            term=statement,
            cure="ids of statements stand in /api/statements",
        )
    return describe_statement(graph.corpus, record)


def show_reference(
    graph: MechanismGraph, *, reference: str, start: int, limit: int
) -> dict[str, Any]:
    """A paper, with a page of the statements that evidence of it is for or against.

    Raises
    ------
    UnknownTermError
        If neither the list of papers nor any evidence has that id.
    """
    listed = list_wanted(graph, Conditions(reference=reference), start, limit)
    record = graph.corpus.references.get(reference)
    if record is None and not listed["total"]:
        raise UnknownTermError(
            f"no paper is called {reference!r}",
            term=reference,
            cure="write its id as evidence has it: PMID:…, doi:…",
        )
    return {**describe_reference(record or Reference(reference, "")), **listed}
