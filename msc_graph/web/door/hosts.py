"""How hosts and origins are written: the names of this server, and sites elsewhere that may ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from msc_graph.exceptions import UsageError

__all__ = ["bracket", "name_hosts", "parse_host", "parse_origin"]

#: Names by which a server on this machine is called from this machine.
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def name_hosts(host: str, port: int, more: Iterable[str] = ()) -> Iterator[str]:
    """Values of `Host` by which a server may be called.

    Parameters
    ----------
    host, port
        Where it listens.
    more
        Further names as `parse_host` gives them; one without a port may be called with ours, or
        with none, as behind a proxy.

    Examples
    --------
    >>> "evil.example:8750" in set(name_hosts("127.0.0.1", 8750))
    False
    """
    for name in (*_LOOPBACK, bracket(host.casefold())):
        yield f"{name}:{port}"
        if port == _DEFAULT_PORTS["http"]:
            yield name
    for name in more:
        yield name
        if not urlsplit(f"//{name}").port:
            yield f"{name}:{port}"


def bracket(address: str) -> str:
    """An address as it stands in a URL: numbers of IPv6 in brackets."""
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def parse_host(text: str) -> str:
    """A name of a server, with a port or without.

    Raises
    ------
    UsageError
        If it is none.

    Examples
    --------
    >>> parse_host("Graph.example:8443")
    'graph.example:8443'
    """
    bad = UsageError(f"{text!r} is no host", cure="write a name, such as graph.example")
    host, port = _split(f"//{text}", bad)
    if urlsplit(f"//{text}").netloc != text:
        raise bad
    return host if port is None else f"{host}:{port}"


def parse_origin(text: str) -> str:
    """An origin as browsers write it.

    Raises
    ------
    UsageError
        If it is none, or stands for several.

    Examples
    --------
    >>> parse_origin("HTTPS://Yasgui.example:443/")
    'https://yasgui.example'
    """
    bad = UsageError(
        f"{text!r} is no origin",
        cure="write scheme, host and port of one site, such as https://yasgui.example",
    )
    host, port = _split(text, bad)
    parts = urlsplit(text)
    if parts.scheme not in _DEFAULT_PORTS or parts.path not in ("", "/") or parts.query:
        raise bad
    plain = port in (None, _DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}" if plain else f"{parts.scheme}://{host}:{port}"


def _split(url: str, bad: UsageError) -> tuple[str, int | None]:
    """Host, in brackets if need be, and port."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if ":" in host:
            host = f"[{ip_address(host).compressed}]"
        elif not host.isascii():
            host = host.encode("idna").decode()
    except ValueError:
        raise bad from None
    if not host or "@" in parts.netloc or not all(c.isalnum() or c in "-._[]:" for c in host):
        raise bad
    return host, port
