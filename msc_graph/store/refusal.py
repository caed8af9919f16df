"""What an engine elsewhere says in place of an answer, and the error that tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from msc_graph.exceptions import LimitError, QueryError, StoreError

__all__ = ["MAX_WORDS", "Refusal", "read_refusal"]

#: Bytes of a refusal that are read, and characters of each of its sentences that are told.
MAX_WORDS = 1 << 16
_TOLD = 300

_PROBLEM = "application/problem+json"
_BUSY = frozenset({429, 502, 503, 504})
#: Limits that an engine may name as what was met; where it was only busy, it is asked again.
_LIMITS = frozenset({"time", "memory", "rows", "size", "queue"})


class Refusal(NamedTuple):
    """A status beyond 299, and the words that came with it.

    Attributes
    ----------
    status
        Of HTTP.
    detail, cure
        What is wrong and what to do about it, in a line each; empty where nothing is said.
    limit
        Which bound was met: one that `LimitError` knows, or empty.
    wait
        Seconds that the engine wants us to wait.
    """

    status: int
    detail: str = ""
    cure: str = ""
    limit: str = ""
    wait: float = 0.0

    @property
    def may_pass(self) -> bool:
        """Whether the same request may go well a moment later."""
        return self.status in _BUSY and self.limit in ("", "queue")

    def explain(self, place: str, credentials: str) -> StoreError:
        """The error that tells it.

        Parameters
        ----------
        place
            Where the engine is, as it may be printed.
        credentials
            What to do if it does not let us in.

        Examples
        --------
        >>> print(Refusal(500, "out of disk").explain("http://x.org", ""))
        http://x.org failed (HTTP 500): out of disk
        """
        status, number = self.status, f"(HTTP {self.status})"
        reason = f": {self.detail}" if self.detail else ""
        if self.limit:
            told = f"{place} gave no answer{reason or f' ({self.limit} limit)'}"
            return LimitError(told, limit=self.limit, cure=self.cure)
        if status in (301, 302, 303, 307, 308):
            return StoreError(f"{place} has moved {number}", cure="give its new URL")
        if status == 400 or (status == 403 and self.cure):  # who knows a cure has read the query
            return QueryError(f"{place} refused what was sent{reason}", cure=self.cure)
        if status in (401, 403):
            return StoreError(f"{place} does not let us in {number}", cure=credentials)
        if status in (404, 405, 406, 415):
            return StoreError(
                f"there is no SPARQL endpoint at {place} {number}", cure="check its path"
            )
        if status in (413, 414):
            return StoreError(f"what was sent is too long for {place}", cure="ask in parts")
        if status in _BUSY:
            told = "cannot answer now" if reason else "is overloaded"
            return StoreError(
                f"{place} {told} {number}{reason}", cure=self.cure or "try again later"
            )
        return StoreError(f"{place} failed {number}{reason}", cure=self.cure)


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """What is said in a reply: in problem details (RFC 9457), or as a text; a page says nothing.

    Parameters
    ----------
    status, headers
        Of the reply; the case of the names of headers must not matter.
    body
        Its first bytes.
    """
    asked = headers.get("Retry-After", "")
    wait = float(asked) if asked.isdecimal() else 0.0
    kind = headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if kind == _PROBLEM:
        told = _read_problem(body)
        limit = _line(told.get("limit"))
        return Refusal(
            status,
            _line(told.get("detail")) or _line(told.get("title")),
            _line(told.get("cure")),
            limit if limit in _LIMITS else "",
            wait,
        )
    said = _line(body.decode("utf-8", "replace"))
    is_page = "<html" in said.casefold() or "<!doctype" in said.casefold()
    return Refusal(status, "" if is_page else said, wait=wait)


def _read_problem(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _line(value: object) -> str:
    return " ".join(value.split())[:_TOLD] if isinstance(value, str) else ""
