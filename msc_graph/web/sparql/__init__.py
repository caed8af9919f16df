"""`/sparql`: the endpoint for programs, and the query page for people."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from msc_graph.web.sparql.endpoint import answer_query
from msc_graph.web.sparql.page import draw_graph, show_page

__all__ = ["routes"]

_METHODS = ["GET", "POST"]


def routes() -> list[BaseRoute]:
    """Routes under `/sparql`."""
    return [
        Route("/sparql", answer_query, methods=_METHODS),
        Route("/sparql/page", show_page, methods=_METHODS),
        Route("/sparql/graph", draw_graph, methods=_METHODS),
    ]
