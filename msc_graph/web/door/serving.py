"""Running the application, from the first socket to the last process."""

from __future__ import annotations

import ctypes
import gc
import math
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn

from msc_graph.web.app import create_app
from msc_graph.web.door.connection import MAX_HEAD, BoundedConnection
from msc_graph.web.door.defence import defend
from msc_graph.web.door.hosts import bracket, name_hosts, parse_host, parse_origin
from msc_graph.web.door.journal import set_up_log
from msc_graph.web.door.listening import is_wildcard, listen
from msc_graph.web.settings import Settings
from msc_graph.web.workshop.engine import Engine

__all__ = ["serve"]

#: Seconds that a connection without a request is kept.
_KEEP_ALIVE = 15
#: Seconds beyond the limit of a query in which answers must be taken once the server is to end.
_FAREWELL = 5
#: Number of a parameter of mallopt(3).
_M_MMAP_THRESHOLD = -3


def serve(settings: Settings, ready: Callable[[str], object] = lambda _: None) -> None:
    """Answer until the process is told to end.

    SIGTERM and SIGINT let what runs come to its end, within the limits; a second one does not.

    Parameters
    ----------
    settings
        Which graph, and how.
    ready
        Is given the URL once requests are answered.

    Raises
    ------
    UsageError
        If the host, port, an origin or a name cannot be used.
    MSCGraphError
        If the graph cannot be read.
    KeyboardInterrupt
        After the end, if SIGINT brought it.
    """
    origins = [parse_origin(origin) for origin in settings.allow_origins]
    names = [parse_host(name) for name in settings.allow_hosts]
    sockets = listen(settings.host, settings.port, allow_remote=settings.allow_remote)
    gc.enable()  # the command line does without, a server lives too long for that
    _return_large_blocks()
    set_up_log(requests=settings.log_requests)
    try:
        port = sockets[0].getsockname()[1]
        hosts = name_hosts(settings.host, port, names)
        with _end_on_sigterm():
            engine = Engine(settings)
            try:
                engine.fill()
                app = defend(create_app(engine), hosts, origins)
                config = _configure(app, settings)
                server = _Server(
                    config,
                    ready=lambda: ready(_name_url(settings.host, port)),
                    ending=lambda: engine.end_waiting(_FAREWELL - 1),
                )
                server.run(sockets)
            finally:
                engine.close()
    finally:
        for bound in sockets:
            bound.close()
    if server.told == signal.SIGINT:
        raise KeyboardInterrupt


def _return_large_blocks() -> None:
    """Let memory of a large answer go back to the system as soon as the answer has gone.

    The C library of most Linux systems keeps blocks like the largest that it has seen freed, by
    thread: answers that wait for slow clients leave it with gigabytes that nobody uses.
    """
    with suppress(AttributeError, OSError, TypeError):  # other systems have no such setting
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def _configure(app: object, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        loop="asyncio",
        http=BoundedConnection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # nobody can say he is somebody else
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=math.ceil(settings.timeout) + _FAREWELL,
        h11_max_incomplete_event_size=MAX_HEAD,
    )


class _Server(uvicorn.Server):
    """Uvicorn's server, which says when it is ready, and ends as told without raising signals."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], object], ending: Callable[[], object]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._ending = ending
        self.told: int | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        # Browsers that are programs of the terminal come back only when they are closed.
        threading.Thread(target=self._ready, daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, and let what runs come to its end."""
        self._ending()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Heed signals as long as requests are answered."""
        kinds = (signal.SIGINT, signal.SIGTERM)
        before = {kind: signal.signal(kind, self.handle_exit) for kind in kinds}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """End: at first gently, the second time at once."""
        self.told = self.told or sig
        if not self.should_exit:
            self.should_exit = True
            return
        self.force_exit = True
        for connection in list(self.server_state.connections):
            connection.transport.abort()


@contextmanager
def _end_on_sigterm() -> Iterator[None]:
    """Before there is anybody to answer, SIGTERM ends the process, and its children with it."""

    def end(*_: object) -> None:
        sys.exit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _name_url(host: str, port: int) -> str:
    shown = "127.0.0.1" if is_wildcard(host) else bracket(host)
    return f"http://{shown}:{port}/"
