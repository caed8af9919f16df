"""Jobs that write a part of the graph as RDF or JSON: an entity, a statement, a paper; or all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msc_graph.analysis.paging import Page
from msc_graph.exceptions import LimitError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.records import Statement
from msc_graph.web.jobs.lookup import (
    find_entity,
    find_statement,
    show,
    show_reference,
    show_statement,
)
from msc_graph.web.jobs.writing import write_json
from msc_graph.web.pages.addresses import entity_url
from msc_graph.web.pages.claims import MOST_CLAIMS
from msc_graph.web.pages.entities import find_statements
from msc_graph.web.pages.papers import find_paper

__all__ = [
    "entity_part",
    "graph_part",
    "reference_part",
    "statement_part",
]

#: Statements of a graph that is handed out as a whole.
_MOST = 50_000


def entity_part(
    graph: MechanismGraph, *, name: str, form: str, link: str = "", seal: str = ""
) -> Any:
    """An entity and all statements on it; by another name, where that is.

    JSON is that of the API, with so many statements that most entities need no second page; that
    page is one of the API (`link` and `seal` are those of `write_json`).
    """
    entity = find_entity(graph, name)
    if entity.id != name:
        return {"location": f"{entity_url(entity.id)}?format={form}"}
    if form == "json":
        shown = show(graph, entity=name, start=0, limit=MOST_CLAIMS)
        return write_json(shown, link=link, seal=seal)
    statements = _take_all(find_statements(graph.corpus, entity.id), entity.label)
    return {"text": _write(graph, form, statements, entities=[entity.id])}


def statement_part(graph: MechanismGraph, *, name: str, form: str) -> Any:
    """A statement with its evidence and papers."""
    if form == "json":
        return write_json(show_statement(graph, statement=name))
    return {"text": _write(graph, form, [find_statement(graph, name)])}


def reference_part(
    graph: MechanismGraph, *, name: str, form: str, link: str = "", seal: str = ""
) -> Any:
    """A paper, and all statements that it speaks for or against; JSON as of an entity."""
    if form == "json":
        shown = show_reference(graph, reference=name, start=0, limit=MOST_CLAIMS)
        return write_json(shown, link=link, seal=seal)
    reference, found = find_paper(graph.corpus, name)
    return {"text": _write(graph, form, _take_all(found, name), references=[reference.id])}


def graph_part(graph: MechanismGraph, *, form: str) -> Any:
    """The whole graph as RDF, unless it is a large one."""
    from msc_graph.store.serialise import serialise

    if len(graph.statements) > _MOST:
        raise LimitError(
            f"a graph of more than {_MOST:,} statements is not handed out here",
            limit="size",
            cure=f"write it with `msc-graph export {form}`",
        )
    return {"text": serialise(graph.corpus, form)}


def _take_all(found: Page[Statement], of: str) -> Sequence[Statement]:
    """The statements on a thing; RDF does not come in pages, so a part of them is none."""
    if len(found.items) < found.total:
        raise LimitError(
            f"there are {found.total:,} statements on {of}, more than {MOST_CLAIMS:,}",
            limit="rows",
            cure="ask for some of them in SPARQL, or for JSON, which comes in pages",
        )
    return found.items


def _write(graph: MechanismGraph, form: str, statements: Any, **more: Any) -> str:
    from msc_graph.rdf.part import iterate_part
    from msc_graph.store.serialise import serialise_part

    corpus = graph.corpus
    quads = iterate_part(corpus, statements, labels=_labels(graph), **more)
    return serialise_part(corpus, quads, form)


@lru_cache(maxsize=1)
def _labels(graph: MechanismGraph) -> Any:
    """Entities by label: read once in each process."""
    from msc_graph.rdf.statements import Labels

    return Labels(graph.corpus.entities, Namespaces(graph.corpus.prefixes))
