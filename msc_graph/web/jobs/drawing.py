"""The job that draws the answer to a query, as `msc-graph render --query` does."""

from __future__ import annotations

from msc_graph.analysis.subgraph import statements_of_answer
from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.render.page import build_page
from msc_graph.store.results import GRAPH_TYPES, TABLE_TYPES, read_answer
from msc_graph.web.jobs.mastheads import make_masthead
from msc_graph.web.templating import fill

__all__ = ["draw_answer"]

_STYLES, _SCRIPTS = ("masthead.css", "sparql_masthead.css"), ("site.js", "suggest.js")


def draw_answer(
    graph: MechanismGraph, *, kind: str, body: str, title: str, command: str, back: str
) -> str:
    """The page of the renderer with the statements that an answer speaks of.

    Parameters
    ----------
    graph
        Where the statements are.
    kind
        What was asked: `select`, `ask`, `construct` or `describe`.
    body
        The answer in N-Triples if it is a graph, else in JSON.
    title
        Heading of the page.
    command
        The command that draws the same.
    back
        Address of the page with the answer; empty if it has none.

    Raises
    ------
    UsageError
        If there is nothing to draw.
    """
    graphs = kind in ("construct", "describe")
    media_type = GRAPH_TYPES["ntriples"] if graphs else TABLE_TYPES["json"]
    answer = read_answer(kind, body.encode(), media_type, limit=len(body))
    statements = statements_of_answer(graph.corpus, answer) if answer else ()
    if not statements:
        raise UsageError(
            "the answer names no statement that could be drawn",
            cure="ask for statements, for both ends of some, or for their triples",
        )
    markup = fill("sparql_masthead.html", room="sparql", served=True, back=back, command=command)
    masthead = make_masthead(markup, _STYLES, _SCRIPTS)
    page = build_page(graph.corpus, statements, title=title, command=command, masthead=masthead)
    return page.text
