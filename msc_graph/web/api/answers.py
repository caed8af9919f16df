"""How every route of `/api` answers: read what is asked, spare what is known, let a process do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.web.answering import while_there
from msc_graph.web.api.operations import Operation
from msc_graph.web.api.reading import read_parameters
from msc_graph.web.caching import is_known, make_tag
from msc_graph.web.cursors import make_seal, read_cursor

__all__ = ["package_version", "serve_operation"]


def serve_operation(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """The function that answers the requests of a route."""

    async def answer(request: Request) -> Response:
        engine, path = request.app.state.engine, request.scope["path"]
        query = sorted(request.query_params.multi_items(), key=lambda pair: pair[0])
        asked = read_parameters(operation.parameters, request.path_params, query)
        words = (f"{len(name)}:{name}={value}" for name, value in query)
        tag = make_tag(engine.edition, package_version(), path, *words)
        headers = {"cache-control": "no-cache", "etag": tag}
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
        job, arguments = operation.work(asked, engine.settings)
        pages: dict[str, str] = {}
        if operation.paged:
            arguments, pages = _turn_page(engine.edition, path, query, asked, arguments)
        told = await while_there(
            request, lambda: engine.run("write", job=job, arguments=arguments, **pages)
        )
        if not told["complete"]:  # another try may see more
            del headers["etag"]
        if told["next"]:
            headers["link"] = f'<{told["next"]}>; rel="next"'
        if request.headers.get("if-none-match") == "*":  # any answer there is will do
            return Response(status_code=304, headers=headers)
        return Response(told["text"], media_type="application/json", headers=headers)

    answer.__doc__ = operation.summary
    return answer


def _turn_page(
    edition: str,
    path: str,
    query: Sequence[tuple[str, str]],
    asked: Any,
    arguments: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Arguments of a job that gives one page, and what makes the address of the next one."""
    others = [pair for pair in query if pair[0] != "cursor"]
    kept = (f"{name}={value}" for name, value in others if name != "limit")
    seal = make_seal(edition, package_version(), path, *kept)
    start = read_cursor(asked.cursor, seal) if asked.cursor else 0
    words = urlencode([*others, ("cursor", "")], quote_via=quote)
    link = f"{quote(path, safe='/:')}?{words}"
    return arguments | {"start": start, "limit": asked.limit}, {"link": link, "seal": seal}


@cache
def package_version() -> str:
    """Version of this package."""
    try:
        return version("msc-graph")
    except PackageNotFoundError:  # run from a folder, not installed
        return "0"
