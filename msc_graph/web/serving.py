"""Running the application: the listening socket, the bounds of a connection, the end."""

from __future__ import annotations

import socket

import uvicorn

from msc_graph.web.app import create_app
from msc_graph.web.engine import Engine
from msc_graph.web.settings import Settings

__all__ = ["serve"]


def serve(settings: Settings) -> None:
    """Answer until the process is told to end."""
    listening = socket.create_server((settings.host, settings.port))
    config = uvicorn.Config(create_app(Engine(settings)), log_level="info", lifespan="on")
    uvicorn.Server(config).run(sockets=[listening])
