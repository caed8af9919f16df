"""Jobs that make pages about one thing: an entity, a statement, a paper, a name that is looked for."""

from __future__ import annotations

from typing import Any

from msc_graph.graph import MechanismGraph
from msc_graph.web.jobs.lookup import find_match, find_statement
from msc_graph.web.pages.addresses import entity_url
from msc_graph.web.pages.claims import LINES, explain_tags, show_claims, show_end
from msc_graph.web.pages.entities import show_entity
from msc_graph.web.pages.errata import errata_of_statement
from msc_graph.web.pages.papers import show_reference
from msc_graph.web.pages.representations import DATA_REPRESENTATIONS
from msc_graph.web.templating import fill

__all__ = ["entity_page", "name_page", "reference_page", "search_page", "statement_page"]

#: Names that a search lists.
_MOST_FOUND = 50


def entity_page(graph: MechanismGraph, *, name: str, group: str = "", number: int = 1) -> Any:
    """The page of an entity by its id; by another name, where that page is."""
    entity = graph.entities.get(name)
    if entity is None:
        return name_page(graph, name=name)
    shown = show_entity(graph.corpus, entity, group=group, number=number)
    return _page("entity.html", it=shown, forms=DATA_REPRESENTATIONS, lines=LINES)


def name_page(graph: MechanismGraph, *, name: str) -> Any:
    """Where the page of a name is; else a page of those that may be meant."""
    match = find_match(graph, name)
    if match.entity:
        return {"location": entity_url(match.entity.id)}
    found = [show_end(graph.corpus, e.id) for e in match.candidates]
    near = [] if found else _look(graph, name)
    status = 300 if found else 404
    return _page("choices.html", status, query=name, candidates=found, near=near)


def search_page(graph: MechanismGraph, *, query: str) -> Any:
    """What is called like a query; where its page is if exactly one thing is called so."""
    match = find_match(graph, query) if query.strip() else None
    if match and match.entity:
        return {"location": entity_url(match.entity.id)}
    found = [show_end(graph.corpus, e.id) for e in match.candidates] if match else []
    near = [it for it in _look(graph, query) if it["id"] not in {e["id"] for e in found}]
    return _page("search.html", bare=True, query=query, candidates=found, near=near)


def statement_page(graph: MechanismGraph, *, name: str) -> Any:
    """The page of a statement by its id."""
    statement = find_statement(graph, name)
    (claim,) = show_claims(graph.corpus, [statement])
    errata = errata_of_statement(graph.corpus, statement)
    words = explain_tags([claim])
    return _page("statement.html", it=claim, errata=errata, words=words, forms=DATA_REPRESENTATIONS)


def reference_page(graph: MechanismGraph, *, name: str) -> Any:
    """The page of a paper by its id."""
    shown = show_reference(graph.corpus, name)
    return _page("reference.html", it=shown, forms=DATA_REPRESENTATIONS, lines=LINES)


def _look(graph: MechanismGraph, query: str) -> list[dict[str, Any]]:
    """Entities with a name like a query."""
    found = graph.names.suggest(query, _MOST_FOUND)
    return [show_end(graph.corpus, s.entity.id) | {"name": s.name} for s in found]


def _page(template: str, status: int = 200, **context: Any) -> dict[str, Any]:
    return {"status": status, "html": fill(template, room="explorer", **context)}
