"""Where the next page of a list begins, as a word that a client hands back and need not read."""

from __future__ import annotations

import base64
import binascii

from msc_graph.exceptions import UnknownTermError
from msc_graph.records import sha256

__all__ = ["CURSOR", "make_seal", "read_cursor", "write_cursor"]

#: What a cursor looks like.
CURSOR = "[A-Za-z0-9_-]{20}"

#: Bytes of the place in a list, and of the seal.
_PLACE, _SEAL = 6, 9


def make_seal(*parts: str) -> str:
    """What ties a cursor to one list: a hash of the graph's edition and of what was asked.

    Examples
    --------
    >>> make_seal("a", "b") == make_seal("ab", "")
    False
    """
    text = "".join(f"{len(part)}:{part}" for part in parts)
    digits: str = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digits[: 2 * _SEAL]


def write_cursor(place: int, seal: str) -> str:
    """Cursor of a place in a list, counted from 0.

    Examples
    --------
    >>> seal = make_seal("edition", "/api/statements")
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
