"""Who may ask, and what a browser may do with the answer.

A server on this machine is within reach of every page that its user opens. Three things keep such
pages out. A name that an attacker lets point to this machine (DNS rebinding) is not one of ours, so
its `Host` is refused. A script of another page is told by its `Origin`, or by `Sec-Fetch-Site`
where there is none. And what is embedded without a script cannot be read, for every answer
belongs to its own origin only (`Cross-Origin-Resource-Policy`).
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.web.door.bounds import Bounds
from msc_graph.web.door.hosts import bracket
from msc_graph.web.door.journal import Journal
from msc_graph.web.door.refusing import refuse

__all__ = ["POLICY", "SECURITY_HEADERS", "Doorkeeper", "Shield", "defend"]

#: What a page may load, unless it says so itself: nothing but what lies here.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

#: On every answer that does not bring its own.
SECURITY_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # `no-referrer` would make the forms of our own pages send `Origin: null`.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}

_PREFLIGHT = {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "accept, accept-language, content-type, if-none-match",
    "access-control-max-age": "600",
}
_EXPOSED = "etag, link, retry-after"


def defend(app: ASGIApp, hosts: Iterable[str], origins: Iterable[str] = ()) -> ASGIApp:
    """The application behind its door; see `Doorkeeper` for the parameters."""
    return Shield(Journal(Bounds(Doorkeeper(app, hosts, origins))))


class Shield:
    """Middleware that puts the headers of safety on every answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def shield(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        await self._app(scope, receive, shield if scope["type"] == "http" else send)


class Doorkeeper:
    """Middleware that lets in who calls us by a name of ours, and no script of another page.

    Parameters
    ----------
    app
        What answers those who are let in.
    hosts
        Values of `Host` that are ours, see `name_hosts`.
    origins
        Origins whose scripts may read answers, see `parse_origin`.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], origins: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = ", ".join(headers.getlist("origin"))
        known = origin in self._origins
        refusal = self._refuse_host(scope, headers)
        if refusal is None and not known:
            refusal = _refuse_origin(headers, origin)
        if self._origins or known:
            send = _open(send, origin if known else "")
        if refusal is not None:
            await refuse(send, *refusal)
        elif known and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await send({"type": "http.response.start", "status": 204, "headers": _allow(headers)})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._app(scope, receive, send)

    def _refuse_host(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        hosts = [host.casefold() for host in headers.getlist("host")]
        if len(hosts) != 1 or not scope["path"].startswith("/"):
            return 400, "a request names one Host, and a path", "see RFC 9112"
        address, port = scope["server"]
        # The number at which we were reached needs no name that could be made to point here.
        if hosts[0] in self._hosts or hosts[0] == f"{bracket(address)}:{port}":
            return None
        return 421, "this server is not called that", "call it by its name, or see --allow-host"


def _refuse_origin(headers: Headers, origin: str) -> tuple[int, str, str] | None:
    """Status, detail and cure where the script of a page elsewhere asks, or it embeds us."""
    host = headers["host"].casefold()
    if origin and origin.casefold() not in (f"http://{host}", f"https://{host}"):
        return 403, "pages of this origin may not ask here", "see --allow-origin"
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get(
        "sec-fetch-dest", "document"
    ) in ("document", "empty")
    if not origin and elsewhere and not followed:
        return 403, "this may not be embedded in pages elsewhere", "follow a link to it"
    return None


def _open(send: Send, origin: str) -> Send:
    """Let scripts of an origin read the answer; say to caches that it hangs on the origin."""

    async def open_(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", ())))
            headers.add_vary_header("origin")
            if origin:
                headers["access-control-allow-origin"] = origin
                headers["access-control-expose-headers"] = _EXPOSED
                headers["cross-origin-resource-policy"] = "cross-origin"
            message["headers"] = headers.raw
        await send(message)

    return open_


def _allow(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Headers of an answer to a preflight."""
    told = dict(_PREFLIGHT)
    if headers.get("access-control-request-private-network") == "true":
        told["access-control-allow-private-network"] = "true"
    return [(name.encode(), value.encode()) for name, value in told.items()]
