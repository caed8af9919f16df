"""`/trace`: the chain page of the renderer as an answer, with the question on top."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from msc_graph.exceptions import UsageError
from msc_graph.web.answering import while_there
from msc_graph.web.explorer.answers import unless_known
from msc_graph.web.pages.representations import REPRESENTATIONS

__all__ = ["routes"]

#: Parameters that are read.
_MOST = 200


async def trace(request: Request) -> Response:
    """The chains between two ends."""
    engine = request.app.state.engine
    pairs = request.query_params.multi_items()
    if len(pairs) > _MOST:
        raise UsageError("there are too many parameters", cure=f"give at most {_MOST}")

    async def make() -> Any:
        return await engine.run(
            "trace_page",
            pairs=pairs,
            seconds=engine.settings.timeout,
            sources=list(engine.settings.sources),
        )

    return await unless_known(
        request, REPRESENTATIONS[0], lambda: while_there(request, make), drawn=True
    )


def routes() -> list[BaseRoute]:
    """The route of the trace."""
    return [Route("/trace", trace)]
