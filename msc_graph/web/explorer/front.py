"""`/`: the front door; and `/download`: the graph as a whole."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from msc_graph.web.answering import while_there
from msc_graph.web.explorer.answers import unless_known
from msc_graph.web.pages.representations import GRAPH_REPRESENTATIONS, REPRESENTATIONS

__all__ = ["routes"]

#: What a file of each form is called.
_ENDINGS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}


async def home(request: Request) -> Response:
    """The front door."""
    engine = request.app.state.engine

    async def make() -> Any:
        return await engine.run("home_page", shipped=engine.settings.is_shipped)

    return await unless_known(request, REPRESENTATIONS[0], lambda: while_there(request, make))


async def download(request: Request) -> Response:
    """The whole graph, unless it is a large one."""
    name = request.path_params["form"]
    form = next((form for form in GRAPH_REPRESENTATIONS if form.name == name), None)
    if form is None:
        raise HTTPException(404)

    async def make() -> Any:
        return await request.app.state.engine.run("graph_part", form=name)

    response = await unless_known(request, form, lambda: while_there(request, make))
    filename = f"msc_graph.{_ENDINGS[name]}"
    response.headers["content-disposition"] = f'attachment; filename="{filename}"'
    return response


def routes() -> list[BaseRoute]:
    """Routes of the front door."""
    return [Route("/", home), Route("/download/{form}", download)]
