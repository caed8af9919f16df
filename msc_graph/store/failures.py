"""Errors on their way from one process to another, and the words for what stopped a process."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msc_graph.exceptions import (
    DataError,
    LimitError,
    MSCGraphError,
    OutputError,
    QueryError,
    RefusedQueryError,
    StoreError,
    UnknownTermError,
    UsageError,
)

__all__ = ["explain_end", "explain_limit", "pack_error", "pack_failure", "unpack_error"]

#: Fields of an error beside its message and cure.
_FIELDS = ("path", "line", "column", "limit", "term", "near")

#: Errors that arrive as what they were; any other arrives as their base.
_KINDS: Mapping[str, Any] = {
    kind.__name__: kind
    for kind in (
        DataError,
        LimitError,
        OutputError,
        QueryError,
        RefusedQueryError,
        StoreError,
        UnknownTermError,
        UsageError,
    )
}

#: What work that a limit stopped did, and what to do about it.
_LIMITS = {
    "memory": ("needs more memory than allowed (memory limit)", "narrow it"),
    "rows": ("has more than {rows} rows (row limit)", "add LIMIT, or raise the limit"),
    "size": ("has too long an answer (size limit)", "ask for fewer columns, or add LIMIT"),
    "time": ("took longer than {seconds:g} s (time limit)", "narrow it, or raise the timeout"),
}

#: Why a process came to its end before it was ready, and what to do about it.
_ENDS = {
    "memory": ("it needs more memory", "give it more memory"),
    "time": ("it took too long", "give it a smaller graph, or a faster machine"),
    "": ("its process has ended", "try again"),
}


def pack_error(error: MSCGraphError) -> dict[str, Any]:
    """An error as what JSON can hold.

    Examples
    --------
    >>> pack_error(LimitError("stopped", limit="time"))["fields"]
    {'limit': 'time'}
    """
    fields = {name: getattr(error, name) for name in _FIELDS if hasattr(error, name)}
    return {
        "class": type(error).__name__,
        "message": error.message,
        "cure": error.cure,
        "fields": {
            n: str(value) if isinstance(value, Path) else value for n, value in fields.items()
        },
    }


def unpack_error(packed: Mapping[str, Any]) -> MSCGraphError:
    """The error that `pack_error` packed.

    Examples
    --------
    >>> unpack_error(pack_error(DataError("is no table", path="a.tsv", line=2)))
    DataError('is no table')
    """
    kind = _KINDS.get(packed["class"])
    if kind is None:
        return MSCGraphError(packed["message"], cure=packed["cure"])
    error: MSCGraphError = kind(packed["message"], cure=packed["cure"], **packed["fields"])
    return error


def pack_failure(error: Exception, told: str) -> dict[str, Any]:
    """What a process hands over in place of an answer.

    Parameters
    ----------
    error
        Why there is none.
    told
        What is said to who asked where it is no error of ours: that must show nothing of the inside.

    Returns
    -------
    dict
        `error`, packed; and `log` for the operator: the traceback of what is no error of ours,
        else nothing.
    """
    if isinstance(error, MSCGraphError):
        return {"error": pack_error(error), "log": ""}
    log = "".join(traceback.format_exception(error))
    return {"error": pack_error(MSCGraphError(told)), "log": log}


def explain_limit(
    error: LimitError, work: str, *, seconds: float = 0.0, rows: int = 0
) -> LimitError:
    """What is said of work that was stopped; an error that has words of its own keeps them.

    Parameters
    ----------
    error
        Tells which limit it was.
    work
        What was stopped, such as `the query`.
    seconds, rows
        The bounds of the work.

    Examples
    --------
    >>> str(explain_limit(LimitError("", limit="time"), "the query", seconds=5))
    'the query took longer than 5 s (time limit); narrow it, or raise the timeout'
    """
    if error.limit not in _LIMITS:
        return error
    words, cure = _LIMITS[error.limit]
    message = f"{work} {words.format(seconds=seconds, rows=rows)}"
    return LimitError(message, limit=error.limit, cure=cure)


def explain_end(what: str, limit: str) -> StoreError:
    """What is said of a process that was gone before it was ready.

    Parameters
    ----------
    what
        What did not come about.
    limit
        As `Child.find_limit` tells it.

    Examples
    --------
    >>> str(explain_end("the graph could not be read", ""))
    'the graph could not be read: its process has ended; try again'
    """
    why, cure = _ENDS[limit]
    return StoreError(f"{what}: {why}", cure=cure)
