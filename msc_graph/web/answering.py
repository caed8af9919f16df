"""Around every answer: work stops when the client has gone, and errors become responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msc_graph.exceptions import MSCGraphError
from msc_graph.web.accept import choose_type
from msc_graph.web.errors import PROBLEM, describe_error, describe_status

__all__ = ["RETRY_AFTER", "ErrorPage", "GoneError", "respond_to_error", "while_there"]

T = TypeVar("T")

#: Makes a page for people of an error as problem details; found at `app.state.error_page`.
ErrorPage = Callable[[Request, Mapping[str, Any]], Response]

#: Seconds after which a client may ask again where there was no room.
RETRY_AFTER = "5"


class GoneError(Exception):
    """The client went away before its answer was ready."""


async def while_there(request: Request, work: Callable[[], Awaitable[T]]) -> T:
    """Do work as long as the client waits for it; the body of the request must have been read.

    Raises
    ------
    GoneError
        If the client went away; the work has been cancelled.
    HTTPException
        If it sends more than it may; the work has been cancelled too.
    """
    found: list[T] = []
    failed: list[Exception] = []
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            try:
                while (await request.receive())["type"] != "http.disconnect":
                    continue
            except Exception as error:  # a body that nobody asked for, and too long
                failed.append(error)
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            found.append(await work())
        except Exception as error:  # raised below, not wrapped in a group
            failed.append(error)
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    if not found:
        raise GoneError
    return found[0]


async def respond_to_error(request: Request, error: Exception) -> Response:
    """Problem details (RFC 9457) for an error, or a page where a browser shows it.

    What is no error of ours nor of HTTP is a slip, of which a client learns nothing.
    """
    headers: dict[str, str] = {"cache-control": "no-store"}
    if isinstance(error, GoneError):
        return Response(status_code=499)
    if isinstance(error, MSCGraphError):
        described = describe_error(error)
    elif isinstance(error, HTTPException):
        described = describe_status(error.status_code, _detail(error))
        headers |= error.headers or {}
    else:
        described = describe_status(500)
    status = described["status"]
    if described.get("limit") == "queue":  # what took too long now will the next time too
        headers["retry-after"] = RETRY_AFTER
    give_page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    if give_page is not None and _wants_page(request):
        response = give_page(request, described)
        response.status_code = status
        response.headers.update(headers)
    else:
        response = JSONResponse(described, status, headers=headers, media_type=PROBLEM)
    response.headers.add_vary_header("accept")
    return response


def _detail(error: HTTPException) -> str:
    """What a room says about an error of HTTP; the mere name of its status says nothing."""
    return "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail


def _wants_page(request: Request) -> bool:
    if request.url.path.startswith("/api"):
        return False
    accept = ", ".join(request.headers.getlist("accept"))
    return choose_type(accept, [PROBLEM, "application/json", "text/html"]) == "text/html"
