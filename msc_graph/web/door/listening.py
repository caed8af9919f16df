"""The sockets that a server listens on: of this machine alone, unless more is allowed."""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack
from ipaddress import ip_address

from msc_graph.exceptions import UsageError
from msc_graph.web.door.hosts import bracket

__all__ = ["is_wildcard", "listen"]

#: Connections that wait to be taken.
_BACKLOG = 256


def listen(host: str, port: int, *, allow_remote: bool = False) -> list[socket.socket]:
    """Sockets that listen at all addresses of a host, on the same port.

    Parameters
    ----------
    host
        A name or an address.
    port
        0 is any that is free.
    allow_remote
        Whether others than this machine may be answered.

    Raises
    ------
    UsageError
        If the host cannot be found or is not of this machine alone, or the port cannot be had.

    Examples
    --------
    >>> listen("0.0.0.0", 0)
    Traceback (most recent call last):
    ...
    msc_graph.exceptions.UsageError: 0.0.0.0 is open to other machines; ...
    """
    addresses = _find_addresses(host)
    if not allow_remote and not all(ip_address(a).is_loopback for _, a in addresses):
        raise UsageError(
            f"{host} is open to other machines",
            cure="listen on 127.0.0.1, or say --allow-remote if they are meant to come",
        )
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for family, address in addresses:
            try:
                bound = opened.enter_context(
                    socket.create_server((address, port), family=family, backlog=_BACKLOG)
                )
            except OSError as error:
                # A name may have an address of a kind that this machine does not speak.
                unspoken = error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
                if unspoken and len(addresses) > 1:
                    continue
                raise _explain(error, host, port) from error
            port = bound.getsockname()[1]
            # Or each answer on a connection that is kept waits 40 ms for its last packet.
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sockets.append(bound)
        if not sockets:
            raise UsageError(f"{host} is not an address of this machine", cure="see --host")
        opened.pop_all()
    return sockets


def is_wildcard(host: str) -> bool:
    """Whether a host stands for all addresses of this machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _find_addresses(host: str) -> list[tuple[socket.AddressFamily, str]]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(
            f"the host {host!r} cannot be found", cure="see --host; 127.0.0.1 is this machine"
        ) from error
    pairs = ((family, str(address[0])) for family, _, _, _, address in found)
    kinds = (socket.AF_INET, socket.AF_INET6)
    return [pair for pair in dict.fromkeys(pairs) if pair[0] in kinds]


def _explain(error: OSError, host: str, port: int) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"port {port} is in use", cure="choose another with --port; 0 is any that is free"
        )
    return UsageError(
        f"cannot listen on {bracket(host)}:{port} ({error.strerror})", cure="see --host and --port"
    )
