"""Errors on their way to a client: packed between processes, and as answers of HTTP.

The error tree maps to status codes here and nowhere else. An error tells what is wrong and what
to do about it; nothing of the inside of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msc_graph import exceptions
from msc_graph.exceptions import (
    LimitError,
    MSCGraphError,
    QueryError,
    RefusedQueryError,
    StoreError,
    UnknownTermError,
    UsageError,
)

__all__ = ["describe_error", "pack_error", "status_of", "unpack_error"]

#: Fields of an error beside its message and cure.
_FIELDS = ("line", "column", "limit", "term", "near")


def pack_error(error: MSCGraphError) -> dict[str, Any]:
    """An error as what JSON can hold."""
    fields = {name: getattr(error, name) for name in _FIELDS if hasattr(error, name)}
    return {
        "class": type(error).__name__,
        "message": error.message,
        "cure": error.cure,
        **fields,
    }


def unpack_error(packed: Mapping[str, Any]) -> MSCGraphError:
    """The error that `pack_error` packed."""
    fields = {name: packed[name] for name in _FIELDS if name in packed}
    message, cure = str(packed["message"]), str(packed.get("cure", ""))
    kinds = (LimitError, QueryError, RefusedQueryError, StoreError, UnknownTermError, UsageError)
    kind: Any = getattr(exceptions, packed["class"], MSCGraphError)
    if kind not in kinds:
        return MSCGraphError(message, cure=cure)
    error: MSCGraphError = kind(message, cure=cure, **fields)
    return error


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
        return {"title": "the server failed", "status": status, "detail": "see its log"}
    kind = type(error).__name__.removesuffix("Error")
    fields = {name: getattr(error, name) for name in _FIELDS if getattr(error, name, None)}
    return {"title": kind, "status": status, "detail": error.message, "cure": error.cure, **fields}
