"""Jobs that look up names, entities, statements and papers."""

from __future__ import annotations

from typing import Any

from msc_graph.analysis.cards import (
    describe_card,
    describe_match,
    describe_reference,
    describe_suggestions,
)
from msc_graph.analysis.names import Match
from msc_graph.analysis.report import describe_statement
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.exceptions import UnknownTermError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces, is_absolute
from msc_graph.records import Entity, Statement
from msc_graph.web.jobs.listing import describe_page
from msc_graph.web.pages.papers import find_paper

__all__ = [
    "find_entity",
    "find_match",
    "find_statement",
    "resolve",
    "show",
    "show_reference",
    "show_statement",
    "suggest",
]


def find_match(graph: MechanismGraph, name: str) -> Match:
    """What a name stands for, which may also be the IRI of an entity."""
    if name not in graph.entities and is_absolute(name):
        curie = Namespaces(graph.corpus.prefixes).compress(name)
        entity = graph.entities.get(curie or "")
        if entity is not None:
            return Match(name, entity, "id")
    return graph.resolve(name)


def find_entity(graph: MechanismGraph, name: str) -> Entity:
    """The one entity of a name or IRI.

    Raises
    ------
    UnknownTermError
        If it is unknown or ambiguous.
    """
    return find_match(graph, name).entity or graph.names.get(name)


def find_statement(graph: MechanismGraph, identifier: str) -> Statement:
    """The statement of an id.

    Raises
    ------
    UnknownTermError
        If there is none.
    """
    statement = graph.statements.get(identifier)
    if statement is None:
        raise UnknownTermError(
            f"no statement is called {identifier!r}",
            term=identifier,
            cure="look for one of its ends; ids of statements stand in /api/statements",
        )
    return statement


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
    about = Conditions(entity=record.id)
    page = select_statements(graph.corpus, about, start=start, limit=limit)
    return {**describe_card(graph.corpus, record), **describe_page(graph, page)}


def show_statement(graph: MechanismGraph, *, statement: str) -> dict[str, Any]:
    """A statement with its evidence.

    Raises
    ------
    UnknownTermError
        If there is none of that id.
    """
    return describe_statement(graph.corpus, find_statement(graph, statement))


def show_reference(
    graph: MechanismGraph, *, reference: str, start: int, limit: int
) -> dict[str, Any]:
    """A paper, with a page of the statements that evidence of it is for or against.

    Raises
    ------
    UnknownTermError
        If neither the list of papers nor any evidence has that id.
    """
    record, page = find_paper(graph.corpus, reference, start=start, limit=limit)
    return {**describe_reference(record), **describe_page(graph, page)}
