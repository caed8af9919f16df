"""`/api`: the answers of the command line as JSON."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from msc_graph.web.answering import while_there

__all__ = ["routes"]


async def resolve(request: Request) -> JSONResponse:
    """What a name stands for."""
    engine = request.app.state.engine
    term = request.query_params["term"]
    return JSONResponse(await while_there(request, lambda: engine.run("resolve", term=term)))


def routes() -> list[BaseRoute]:
    """Routes under `/api`."""
    return [Route("/api/resolve", resolve)]
