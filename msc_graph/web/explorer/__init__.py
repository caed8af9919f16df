"""The explorer: pages for people, and the same addresses as RDF and JSON for programs."""

from __future__ import annotations

from starlette.routing import BaseRoute

from msc_graph.web.explorer import front, statics, things, tracing
from msc_graph.web.explorer.mishaps import error_page

__all__ = ["error_page", "routes"]


def routes() -> list[BaseRoute]:
    """Routes of the pages, and of the files that they load."""
    return [*front.routes(), *things.routes(), *tracing.routes(), *statics.routes()]
