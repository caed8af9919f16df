"""How every route of `/api` answers: read what is asked, spare what is known, let a process do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.web.answering import while_there
from msc_graph.web.api.operations import Operation
from msc_graph.web.api.reading import read_parameters
from msc_graph.web.caching import is_known, make_tag
from msc_graph.web.cursors import lead_on, read_cursor

__all__ = ["serve_operation"]


def serve_operation(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """The function that answers the requests of a route."""

    async def answer(request: Request) -> Response:
        engine, path = request.app.state.engine, request.scope["path"]
        query = sorted(request.query_params.multi_items(), key=lambda pair: pair[0])
        asked: Any = read_parameters(operation.parameters, request.path_params, query)
        # The edition changes with the graph and with our own files.
        tag = make_tag(engine.edition, path, *chain.from_iterable(query))
        headers = {"cache-control": "no-cache", "etag": tag}
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
        job, arguments = operation.work(asked, engine.settings)
        link = seal = ""
        if operation.paged:
            link, seal = lead_on(engine.edition, path, query)
            start = read_cursor(asked.cursor, seal) if asked.cursor else 0
            arguments |= {"start": start, "limit": asked.limit}
        told = await while_there(
            request,
            lambda: engine.run("write", job=job, arguments=arguments, link=link, seal=seal),
        )
        if not told["complete"]:  # another try may see more
            del headers["etag"]
        if told["next"]:
            headers["link"] = f'<{told["next"]}>; rel="next"'
        return Response(told["text"], media_type="application/json", headers=headers)

    answer.__doc__ = operation.summary
    return answer
