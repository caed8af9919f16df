"""The application: every room of the web under one roof."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from starlette.applications import Starlette

from msc_graph.exceptions import MSCGraphError
from msc_graph.web import api
from msc_graph.web.answering import GoneError, respond_to_error
from msc_graph.web.engine import Engine

__all__ = ["create_app"]


def create_app(engine: Engine) -> Starlette:
    """The application of a server; its routes find the engine at `request.app.state.engine`."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(engine.fill)
        yield
        await anyio.to_thread.run_sync(engine.close)

    app = Starlette(
        routes=[*api.routes()],
        exception_handlers={MSCGraphError: respond_to_error, GoneError: respond_to_error},
        lifespan=lifespan,
    )
    app.state.engine = engine
    return app
