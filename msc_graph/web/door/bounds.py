"""How large a request may be, and how many may be there at the same time."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.web.answering import RETRY_AFTER
from msc_graph.web.door.refusing import refuse

__all__ = ["MAX_BODY", "MAX_HEADERS", "MAX_TARGET", "Bounds"]

#: Bytes of a request's address, of all its headers, of its body: nothing but a query is posted, and
#: this is the longest one (100 kB), every byte of it escaped, and some fields more.
MAX_TARGET = 32_768
MAX_HEADERS = 32_768
MAX_BODY = 400_000
#: Headers of a request.
_MOST_HEADERS = 100
#: Requests that are worked on or wait.
_MOST_REQUESTS = 500


class Bounds:
    """Middleware that refuses requests which are too large, or one too many.

    Parameters
    ----------
    app
        What answers the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _find_excess(scope)
        if refusal is None and self._requests >= _MOST_REQUESTS:
            refusal = (503, "too many requests at the same time", "ask again later")
        if refusal is not None:
            headers = {"retry-after": RETRY_AFTER} if refusal[0] == 503 else None
            await refuse(send, *refusal, headers)
            return
        self._requests += 1
        try:
            await self._app(scope, _count_body(receive), send)
        finally:
            self._requests -= 1


def _find_excess(scope: Scope) -> tuple[int, str, str] | None:
    """Status, detail and cure, if a request is too large as far as its head tells."""
    target = len(scope["raw_path"]) + len(scope["query_string"])
    if target > MAX_TARGET:
        told = f"the address is longer than {MAX_TARGET} bytes"
        return 414, told, "send a long query with POST"
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if len(headers) > _MOST_HEADERS or sum(len(n) + len(v) for n, v in headers) > MAX_HEADERS:
        return 431, "there are too many headers, or they are too long", "send fewer"
    named = dict(headers)
    if b"content-length" in named and b"transfer-encoding" in named:
        return 400, "a body has one length, not two", "leave Content-Length out"
    # What is no number h11 has refused already.
    if int(named.get(b"content-length", b"0")) > MAX_BODY:
        return 413, *_TOO_LONG
    return None


_TOO_LONG = (f"the body is longer than {MAX_BODY} bytes", "send less")


def _count_body(receive: Receive) -> Receive:
    """Receive a body until it is too long; its length need not be known beforehand."""
    size = 0

    async def count() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            raise HTTPException(413, "; ".join(_TOO_LONG))
        return message

    return count
