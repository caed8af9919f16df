"""`/api`: the answers of the command line as JSON, and their description."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from msc_graph.web.api.answers import serve_operation
from msc_graph.web.api.operations import OPERATIONS
from msc_graph.web.api.pages import serve_description, serve_page

__all__ = ["routes"]


def routes() -> list[BaseRoute]:
    """Routes under `/api`."""
    return [
        Route("/api", serve_page),
        Route("/api/openapi.json", serve_description),
        # A CURIE may hold slashes.
        *(
            Route(operation.path.replace("}", ":path}"), serve_operation(operation))
            for operation in OPERATIONS
        ),
    ]
