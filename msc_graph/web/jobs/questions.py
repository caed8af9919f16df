"""Jobs of the query page: a named question made ready, and what the terms of an answer are called."""

from __future__ import annotations

from typing import Any

from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.bindings import bind, declare, find_kind
from msc_graph.store.catalogue import get_query, prepare
from msc_graph.web.pages.addresses import entity_url, reference_url, statement_url

__all__ = ["declare_prefixes", "find_pages", "prepare_question"]


def prepare_question(graph: MechanismGraph, *, name: str, values: dict[str, str]) -> dict[str, Any]:
    """The SPARQL of a named question with its values bound, fit for any engine.

    Parameters
    ----------
    graph
        Where names are looked up.
    name
        Of the question.
    values
        By the name of a parameter, as typed; what is not given has its default.

    Returns
    -------
    dict
        The `query`, and `shown`: what stands in the field of each parameter.
    """
    question = get_query(name)
    names = Namespaces(graph.corpus.prefixes)
    text, bindings = prepare(names, name, values, resolve=lambda typed: graph.names.get(typed).id)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    bound = declare(bind(body, find_kind(body), bindings), names.declared())
    shown = {}
    for parameter in question.parameters:
        entity = graph.entities.get(parameter.default) if parameter.kind == "entity" else None
        shown[parameter.name] = values.get(
            parameter.name, entity.label if entity else parameter.default
        )
    return {"query": f"# {question.question}\n{bound}\n", "shown": shown}


def declare_prefixes(graph: MechanismGraph, *, query: str) -> str:
    """A query with the prefixes declared that it uses."""
    return declare(query, Namespaces(graph.corpus.prefixes).declared())


def find_pages(graph: MechanismGraph, *, ids: list[str]) -> dict[str, str]:
    """Address of our page about each id that has one."""
    corpus = graph.corpus
    found = {}
    for identifier in ids:
        if identifier in corpus.entities:
            found[identifier] = entity_url(identifier)
        elif identifier in corpus.statements:
            found[identifier] = statement_url(identifier)
        elif identifier in corpus.references:
            found[identifier] = reference_url(identifier)
    return found
