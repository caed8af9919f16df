"""Pages of errors, for those who read them in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.web.templating import page

__all__ = ["error_page"]

_TITLES = {
    400: "This question cannot be read",
    403: "This may not be asked here",
    404: "There is no such page",
    405: "This cannot be done here",
    406: "This cannot be had in that form",
    413: "This is more than one answer may hold",
    422: "This question cannot be answered as it stands",
    500: "The server failed",
    503: "This took too long, or too much",
}


def error_page(request: Request, described: Mapping[str, Any]) -> Response:
    """The page of an error.

    Parameters
    ----------
    request
        What was asked.
    described
        The error as problem details.
    """
    status = int(described["status"])
    return page(
        "error.html",
        status=status,
        room="sparql" if request.url.path.startswith("/sparql") else "explorer",
        title=_TITLES.get(status, described.get("title", "")),
        detail=str(described.get("detail", "")),
        cure=str(described.get("cure", "")),
        near=[str(name) for name in described.get("near", ())],
        number=status,
        again=str(request.url) if status == 503 and request.method == "GET" else "",
    )
