"""Jobs that write a part of the graph as RDF: an entity, a statement, what a paper supports; or all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msc_graph.exceptions import LimitError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.records import Entity, Statement
from msc_graph.web.jobs.pages import find_statement
from msc_graph.web.pages.addresses import entity_url
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


def entity_part(graph: MechanismGraph, *, name: str, form: str) -> Any:
    """An entity and all statements on it, as RDF; by another name, where that is."""
    entity = graph.names.get(name)
    if entity.id != name:
        return {"location": f"{entity_url(entity.id)}?format={form}"}
    return {"text": _write(graph, form, _statements(graph, entity), entities=[entity.id])}


def statement_part(graph: MechanismGraph, *, digits: str, form: str) -> Any:
    """A statement with its evidence and papers, as RDF."""
    return {"text": _write(graph, form, [find_statement(graph, digits)])}


def reference_part(graph: MechanismGraph, *, identifier: str, form: str) -> Any:
    """A paper, and the statements that it speaks for or against, as RDF."""
    reference, statements = find_paper(graph.corpus, identifier)
    return {"text": _write(graph, form, statements, references=[reference.id])}


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


def _statements(graph: MechanismGraph, entity: Entity) -> Sequence[Statement]:
    found = find_statements(graph.corpus, entity.id)
    if len(found.items) < found.total:
        raise LimitError(
            f"{found.total:,} statements speak of {entity.label}",
            limit="rows",
            cure="ask for some of them in SPARQL",
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
