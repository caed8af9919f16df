"""Entity tags of answers: a client that has the answer already is told so, and no work is done."""

from __future__ import annotations

from starlette.requests import Request

from msc_graph.web.digests import digest

__all__ = ["is_known", "make_tag"]


def make_tag(*parts: str) -> str:
    """Tag of the answer that hangs on some parts, such as the edition of the graph and the address.

    It is a weak one: an answer may travel compressed or as it is, and rows that nobody asked to
    have sorted may come in another order.

    Examples
    --------
    >>> make_tag("1", "/api/stats") == make_tag("2", "/api/stats")
    False
    """
    return f'W/"{digest(*parts)}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` of a request names a tag; `*` names none, for nothing is kept here."""
    held = ",".join(request.headers.getlist("if-none-match")).split(",")
    return tag.removeprefix("W/") in (one.strip().removeprefix("W/") for one in held)
