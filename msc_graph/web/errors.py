"""Errors as answers of HTTP.

The error tree maps to status codes here and nowhere else. An error tells what is wrong and what
to do about it; nothing of the inside of the server.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from msc_graph.exceptions import (
    LimitError,
    MSCGraphError,
    QueryError,
    RefusedQueryError,
    StoreError,
    UnknownTermError,
    UsageError,
)

__all__ = [
    "PROBLEM",
    "describe_error",
    "describe_status",
    "status_of",
]

#: Media type of problem details.
PROBLEM = "application/problem+json"

#: Fields of an error that a client is told beside its message and cure.
_FIELDS = ("line", "column", "limit", "term", "near")


def status_of(error: MSCGraphError) -> int:
    """HTTP status code of an error."""
    if isinstance(error, LimitError):
        return 413 if error.limit in ("rows", "size") else 503
    for kind, status in (
        (RefusedQueryError, 403),
        (QueryError, 400),
        (StoreError, 503),
        (UnknownTermError, 404),
        (UsageError, 422),
    ):
        if isinstance(error, kind):
            return status
    return 500


def describe_error(error: MSCGraphError) -> dict[str, Any]:
    """An error as problem details (RFC 9457)."""
    status = status_of(error)
    if status == 500:  # a file of the graph, or a slip of ours: nothing for a client to read
        return describe_status(status)
    kind = type(error).__name__.removesuffix("Error")
    fields = {name: getattr(error, name) for name in _FIELDS if getattr(error, name, None)}
    return {"title": kind, "status": status, "detail": error.message, "cure": error.cure, **fields}


#: What to say of a status that comes without words, and what to do about it.
_WORDS = {
    404: ("there is nothing at this address", "start at /"),
    405: ("this address does not take that method", "see the header Allow"),
    500: ("the server failed", "the operator finds more in its log"),
}


def describe_status(status: int, detail: str = "", cure: str = "") -> dict[str, Any]:
    """An error of HTTP itself as problem details.

    Examples
    --------
    >>> describe_status(404)["title"]
    'Not Found'
    """
    told, known = _WORDS.get(status, ("", ""))
    return {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or told,
        "cure": cure or ("" if detail else known),
    }
