"""Entity tags of answers: a client that has the answer already is told so, without asking again."""

from __future__ import annotations

import json
import re
from hashlib import sha256

__all__ = ["has_tag", "make_tag"]

#: Names of functions whose value is another one each time, or what may be one when it is read.
_MOODY = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b|\\u", re.IGNORECASE)


def make_tag(edition: str, query: str, *parts: object) -> str:
    """Tag of the answer to a query; empty if the answer may be another one the next time.

    It is a weak one: the same edition of the graph gives the same rows, perhaps in another order
    where the query asks for none.

    Parameters
    ----------
    edition
        Of the graph.
    query
        Its text.
    *parts
        All else that the answer hangs on, as what JSON can hold.

    Examples
    --------
    >>> make_tag("1", "ASK {}", "json") == make_tag("2", "ASK {}", "json")
    False
    >>> make_tag("1", "SELECT (NOW() AS ?now) {}")
    ''
    """
    if _MOODY.search(query):
        return ""
    text = json.dumps([edition, query, *parts])
    return f'W/"{sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def has_tag(header: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` names the tag; `*` names none, since nothing is kept here.

    Examples
    --------
    >>> has_tag('"x", W/"y"', 'W/"y"')
    True
    """
    bare = tag.removeprefix("W/")
    found = (piece.strip().removeprefix("W/") for piece in (header or "").split(","))
    return bool(tag) and bare in found
