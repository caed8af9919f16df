"""Where the next page of a list begins, as a word that a client hands back and need not read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from itertools import chain
from urllib.parse import quote, urlencode

from msc_graph.exceptions import UnknownTermError
from msc_graph.web.digests import digest

__all__ = ["CURSOR", "lead_on", "read_cursor", "write_cursor"]

#: What a cursor looks like.
CURSOR = "[A-Za-z0-9_-]{20}"

#: Bytes of the place in a list, and of the seal.
_PLACE, _SEAL = 6, 9


def lead_on(edition: str, path: str, query: Sequence[tuple[str, str]] = ()) -> tuple[str, str]:
    """Address of a further page of a list, without its cursor; and what ties a cursor to the list.

    Parameters
    ----------
    edition
        Of the graph.
    path, query
        Which list of the API, as it was asked for: its decoded path, and names and values.

    Examples
    --------
    >>> lead_on("1", "/api/statements", [("sign", "1"), ("cursor", "x")])[0]
    '/api/statements?sign=1&cursor='
    >>> lead_on("1", "/api/statements")[1] == lead_on("2", "/api/statements")[1]
    False
    """
    others = [pair for pair in query if pair[0] != "cursor"]
    kept = (pair for pair in others if pair[0] != "limit")
    words = urlencode([*others, ("cursor", "")], quote_via=quote)
    seal = digest(edition, path, *chain.from_iterable(kept))
    return f"{quote(path, safe='/:')}?{words}", seal[: 2 * _SEAL]


def write_cursor(place: int, seal: str) -> str:
    """Cursor of a place in a list, counted from 0.

    Examples
    --------
    >>> _, seal = lead_on("edition", "/api/statements")
    >>> read_cursor(write_cursor(100, seal), seal)
    100
    """
    raw = place.to_bytes(_PLACE, "big") + bytes.fromhex(seal)
    return base64.urlsafe_b64encode(raw).decode()


def read_cursor(cursor: str, seal: str) -> int:
    """The place that a cursor names.

    Raises
    ------
    UnknownTermError
        If it is no cursor of this list, or the graph has changed since.
    """
    try:
        raw = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _PLACE + _SEAL or raw[_PLACE:] != bytes.fromhex(seal):
        raise UnknownTermError(
            "cursor: this list has no such page, or the graph has changed since it was begun",
            term=cursor,
            cure="start again without the cursor",
        )
    return int.from_bytes(raw[:_PLACE], "big")
