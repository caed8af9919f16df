"""The job that makes the picture of what surrounds an entity."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import Any

from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.analysis.subgraph import statements_around
from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.records import Statement
from msc_graph.render.page import MAX_STATEMENTS, build_page
from msc_graph.web.jobs.lookup import find_entity
from msc_graph.web.jobs.mastheads import make_masthead
from msc_graph.web.pages.addresses import graph_url
from msc_graph.web.pages.claims import show_end
from msc_graph.web.templating import fill

__all__ = ["around_page"]

#: Statements of a graph in which wider surroundings than one hop are looked for.
_SMALL = 50_000


def around_page(graph: MechanismGraph, *, name: str, hops: int) -> Any:
    """The picture of what surrounds an entity.

    Raises
    ------
    UnknownTermError
        If nothing, or more than one thing, has the name.
    UsageError
        If the surroundings are wider than a graph of this size allows.
    """
    entity = find_entity(graph, name)
    if entity.id != name:
        return {"location": graph_url(entity.id, hops)}
    widest = 4 if len(graph.statements) <= _SMALL else 1
    if hops > widest:
        raise UsageError(
            f"in a graph of more than {_SMALL:,} statements the surroundings are of one hop",
            cure=f"draw more of it with `msc-graph render --around {quote(entity.id)} --hops {hops}`",
        )
    markup = fill(
        "served_around.html",
        room="explorer",
        served=True,
        it=show_end(graph.corpus, entity.id),
        hops=hops,
        widest=widest,
        graph=graph_url(entity.id).partition("?")[0],
    )
    page = build_page(
        graph.corpus,
        _around(graph, entity.id, hops),
        title=entity.label,
        highlight=[entity.id],
        around=entity.id,
        masthead=make_masthead(markup),
    )
    return {"status": 200, "html": page.text}


def _around(graph: MechanismGraph, identifier: str, hops: int) -> Sequence[Statement]:
    if hops > 1:
        return statements_around(graph.corpus, identifier, hops)
    return select_statements(
        graph.corpus, Conditions(entity=identifier), limit=2 * MAX_STATEMENTS
    ).items
