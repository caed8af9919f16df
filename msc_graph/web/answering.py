"""Around every answer: work stops when the client has gone, and errors become responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph.exceptions import MSCGraphError
from msc_graph.web.errors import describe_error

__all__ = ["GoneError", "respond_to_error", "while_there"]

T = TypeVar("T")


class GoneError(Exception):
    """The client went away before its answer was ready."""


async def while_there(request: Request, work: Callable[[], Awaitable[T]]) -> T:
    """Do work as long as the client waits for it; the body of the request must have been read.

    Raises
    ------
    GoneError
        If the client went away; the work has been cancelled.
    """
    found: list[T] = []
    failed: list[MSCGraphError] = []
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                continue
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            found.append(await work())
        except MSCGraphError as error:
            failed.append(error)
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    if not found:
        raise GoneError
    return found[0]


async def respond_to_error(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """Problem details for an error of ours."""
    if not isinstance(error, MSCGraphError):
        return Response(status_code=499)
    described = describe_error(error)
    headers = {"retry-after": "5"} if described["status"] == 503 else {}
    return JSONResponse(
        described,
        described["status"],
        headers=headers,
        media_type="application/problem+json",
    )
