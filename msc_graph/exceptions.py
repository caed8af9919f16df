"""One tree of errors; each knows its cure and the exit code the command line gives it."""

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "DataError",
    "LimitError",
    "MSCGraphError",
    "OutputError",
    "QueryError",
    "RefusedQueryError",
    "StoreError",
    "UnknownTermError",
    "UsageError",
    "ValidationFailedError",
]


class MSCGraphError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message
        What is wrong, in one line.
    cure
        What to do about it, in one line.
    """

    exit_code = 2

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        """Message and cure in one line, fit for a terminal."""
        text = f"{self.message}; {self.cure}" if self.cure else self.message
        return " ".join(text.split())


class UsageError(MSCGraphError):
    """An argument is not of the form it must have."""


class DataError(MSCGraphError):
    """A file of the graph cannot be understood.

    Parameters
    ----------
    path
        The file.
    line
        Its line, counted from 1; 0 where the file as a whole is meant.
    column
        Name of the column, or empty.
    """

    def __init__(
        self, message: str, *, path: Path | str, line: int = 0, column: str = "", cure: str = ""
    ) -> None:
        super().__init__(message, cure=cure)
        self.path = Path(path)
        self.line = line
        self.column = column

    def __str__(self) -> str:
        """`file:line: column: message; cure`."""
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        column = f"{self.column}: " if self.column else ""
        return f"{place}: {column}{super().__str__()}"


class UnknownTermError(MSCGraphError):
    """A name that no entity has, or that several have.

    Parameters
    ----------
    term
        The name as typed.
    near
        Names or entities that may have been meant.
    """

    def __init__(
        self, message: str, *, term: str, near: Sequence[str] = (), cure: str = ""
    ) -> None:
        super().__init__(message, cure=cure)
        self.term = term
        self.near = tuple(near)


class StoreError(MSCGraphError):
    """The store cannot answer."""


class LimitError(StoreError):
    """Work that was stopped because it went beyond a bound.

    Parameters
    ----------
    limit
        Which one: `time`, `memory`, `rows`, `size` (bytes of the answer), or `queue` where nobody
        was free to begin. A request that its asker took back ends with `WithdrawnError` of the
        store, which is one of these (`withdrawn`) and which nobody is left to be told.
    """

    def __init__(self, message: str, *, limit: str, cure: str = "") -> None:
        super().__init__(message, cure=cure)
        self.limit = limit


class QueryError(StoreError):
    """A query that is malformed or asks for what is not allowed.

    Parameters
    ----------
    line, column
        Where in the text, counted from 1; 0 where that is not known.
    """

    def __init__(self, message: str, *, cure: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message, cure=cure)
        self.line = line
        self.column = column


class RefusedQueryError(QueryError):
    """A query that asks for what nobody may ask here: a change, another server, another dataset."""


class OutputError(MSCGraphError):
    """A result cannot be written where it was asked for."""


class ValidationFailedError(MSCGraphError):
    """A check of the curated data failed.

    Parameters
    ----------
    findings
        Every finding, in the order of file and line.
    """

    exit_code = 1

    def __init__(self, message: str, *, findings: Sequence[MSCGraphError], cure: str = "") -> None:
        super().__init__(message, cure=cure)
        self.findings = tuple(findings)
