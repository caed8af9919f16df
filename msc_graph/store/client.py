"""HTTP to an engine elsewhere: credentials from the environment, time-outs, retries, clear errors."""

from __future__ import annotations

import base64
import os
import random
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from msc_graph.exceptions import StoreError, UsageError
from msc_graph.store.base import MAX_ANSWER
from msc_graph.store.refusal import MAX_WORDS, Refusal, read_refusal

__all__ = ["ENVIRONMENT", "Client", "Reply"]

#: Variables of the environment that credentials and certificates come from.
ENVIRONMENT = (
    "MSC_GRAPH_ENDPOINT_USER",
    "MSC_GRAPH_ENDPOINT_PASSWORD",
    "MSC_GRAPH_ENDPOINT_TOKEN",
    "MSC_GRAPH_ENDPOINT_CA",
)
_USER, _PASSWORD, _TOKEN, _CA = ENVIRONMENT
_LET_IN = f"set {_USER} and {_PASSWORD}, or {_TOKEN}"

#: Times that a request is sent again, if the engine is not there or overloaded.
RETRIES = 3
#: Seconds before the first of them; doubled before each further one.
PAUSE = 0.5
#: Longest wait that an engine may ask for (seconds).
MAX_PAUSE = 30.0
#: Seconds in which a connection must be there.
CONNECTING = 10.0

_CHUNK = 1 << 16
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine answered: media type, body and headers, of a request that went well."""

    media_type: str
    body: bytes
    headers: Mapping[str, str]


class Client:
    """Sends requests to one URL.

    Parameters
    ----------
    url
        Where to.
    environ
        Where credentials come from: `MSC_GRAPH_ENDPOINT_USER` and `…_PASSWORD`, or `…_TOKEN`;
        `…_CA` names a file of certificates to trust. None is the environment of the process.
    pause
        Seconds before a request is sent a second time.

    Raises
    ------
    UsageError
        If the URL is none, holds credentials, or would have credentials sent in the clear.
    """

    def __init__(
        self, url: str, *, environ: Mapping[str, str] | None = None, pause: float = PAUSE
    ) -> None:
        environ = os.environ if environ is None else environ
        self._url = _check_url(url)
        self._pause = pause
        self._headers = {"User-Agent": "msc-graph"} | _credentials(self._url, environ)
        self._pool = _open_pool(self._url, environ.get(_CA, ""))

    @property
    def place(self) -> str:
        """The URL as it may be printed: without its query."""
        parts = urlsplit(self._url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def send(
        self,
        method: str,
        *,
        fields: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float,
        size: int = MAX_ANSWER,
    ) -> Reply:
        """Send a request, and send it again if the engine is not there or overloaded.

        What went beyond a bound of the engine (time, memory, rows) would do so again, and is not
        sent again.

        Parameters
        ----------
        method
            Of HTTP; what is asked for must be the same if it is done twice.
        fields
            Encoded parameters, added to the URL.
        body, headers
            What is sent beside credentials.
        timeout
            Seconds for all of it.
        size
            Bytes that the answer may have.

        Raises
        ------
        QueryError
            If the engine says that what was sent is malformed, or asks for what is not allowed.
        LimitError
            If it says which bound of its own was met.
        StoreError
            If it cannot be reached, does not let us in, fails, is too slow or answers too much.
        """
        url = self._url
        if fields:
            url += f"{'&' if urlsplit(url).query else '?'}{fields}"
        deadline = time.monotonic() + timeout
        for attempt in range(RETRIES + 1):
            wait = self._pause * 2**attempt
            cause: BaseException | None = None
            try:
                reply = self._try(method, url, body, headers or {}, deadline, size)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if time.monotonic() >= deadline or isinstance(
                    error, urllib3.exceptions.ReadTimeoutError
                ):
                    raise _too_slow(self.place, timeout) from error
                failure, may_pass, cause = _unreachable(self.place, error), _may_pass(error), error
            else:
                if isinstance(reply, Reply):
                    return reply
                failure, may_pass = reply.explain(self.place, _LET_IN), reply.may_pass
                wait = min(max(wait, reply.wait), MAX_PAUSE)
            wait *= random.uniform(0.8, 1.2)  # noqa: S311  several clients must not come back at once
            if attempt == RETRIES or not may_pass or time.monotonic() + wait >= deadline:
                raise failure from cause
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _try(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        deadline: float,
        size: int,
    ) -> Reply | Refusal:
        left = max(deadline - time.monotonic(), 0.001)
        response = self._pool.request(
            method,
            url,
            body=body,
            headers={**self._headers, **headers},
            timeout=urllib3.Timeout(connect=min(left, CONNECTING), read=left),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            if not 200 <= response.status < 300:
                said = response.read(MAX_WORDS, decode_content=True)
                return read_refusal(response.status, response.headers, said)
            chunks, total = [], 0
            for chunk in response.stream(_CHUNK, decode_content=True):
                total += len(chunk)
                if total > size:
                    raise StoreError(
                        f"the answer of {self.place} is longer than {size} bytes (size limit)",
                        cure="ask for fewer columns, or add LIMIT",
                    )
                if time.monotonic() > deadline:
                    raise TimeoutError
                chunks.append(chunk)
            response.release_conn()
        except BaseException:
            response.close()  # what is still to come belongs to nobody
            raise
        media_type = response.headers.get("Content-Type", "")
        return Reply(media_type, b"".join(chunks), dict(response.headers))


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(c.isspace() or not c.isprintable() for c in url):
        raise UsageError("the endpoint is no URL", cure="write http://HOST:PORT/PATH or https://…")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the endpoint's URL holds credentials", cure=f"put them into {_USER} and {_PASSWORD}"
        )
    return url.partition("#")[0]


def _credentials(url: str, environ: Mapping[str, str]) -> dict[str, str]:
    user, password, token = (environ.get(name, "") for name in (_USER, _PASSWORD, _TOKEN))
    if not user and not token:
        return {}
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise UsageError(
            "credentials would be sent in the clear", cure="use the endpoint's https:// URL"
        )
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    value = f"Bearer {token}" if token else f"Basic {pair}"
    if not value.isascii() or not value.isprintable():
        raise UsageError(f"{_TOKEN} holds characters that no token has", cure="set it anew")
    return {"Authorization": value}


def _open_pool(url: str, certificates: str) -> urllib3.PoolManager:
    try:
        context = ssl.create_default_context(cafile=certificates or None)
    except OSError as error:
        raise UsageError(f"{_CA} cannot be read ({error.strerror})", cure="check it") from error
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme, "")
    if proxy and parts.hostname not in _LOOPBACK and not proxy_bypass(parts.hostname or ""):
        return urllib3.ProxyManager(proxy, ssl_context=context)
    return urllib3.PoolManager(ssl_context=context)


def _may_pass(error: BaseException) -> bool:
    """Whether the same request may go well a moment later."""
    kinds = urllib3.exceptions
    permanent = (kinds.SSLError, kinds.LocationParseError, kinds.InvalidHeader)
    return not isinstance(error, (ssl.SSLError, *permanent))


def _too_slow(place: str, timeout: float) -> StoreError:
    return StoreError(
        f"{place} took longer than {timeout:g} s (time limit)",
        cure="narrow the query, or raise the timeout",
    )


def _unreachable(place: str, error: BaseException) -> StoreError:
    if isinstance(error, (ssl.SSLError, urllib3.exceptions.SSLError)):
        return StoreError(
            f"no secure connection to {place}: its certificate is not trusted, or it speaks no TLS",
            cure=f"name its certificate in {_CA}",
        )
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return StoreError(f"{place} cannot be reached", cure="check that it runs, and its URL")
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return StoreError(f"{place} does not answer", cure="check host, port and network")
    return StoreError(f"the connection to {place} broke off", cure="try again later")
