"""The application: every room of the web under one roof."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.exceptions import MSCGraphError
from msc_graph.web import api, explorer, sparql
from msc_graph.web.answering import GoneError, respond_to_error
from msc_graph.web.workshop.engine import Engine
from msc_graph.web.workshop.queueing import SPENT, Spent

__all__ = ["create_app"]

#: Answers below this size (bytes) are sent as they are; how hard the others are compressed, 1 to 9.
_SMALL = 1_000
_EFFORT = 4


def create_app(engine: Engine) -> Starlette:
    """The application of a server; its routes find the engine at `request.app.state.engine`."""
    errors = (MSCGraphError, GoneError, HTTPException, Exception)
    app = Starlette(
        routes=[*explorer.routes(), *api.routes(), *sparql.routes()],
        middleware=[
            Middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=_EFFORT),
            Middleware(_HoldEdition, engine=engine),
        ],
        exception_handlers=dict.fromkeys(errors, respond_to_error),
    )
    app.state.engine = engine
    app.state.error_page = explorer.error_page
    return app


class _HoldEdition:
    """Middleware that lets a request see one graph from beginning to end, and says what it took."""

    def __init__(self, app: ASGIApp, engine: Engine) -> None:
        self._app = app
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        spent = Spent()

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start" and spent.working:
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                told = {"wait": spent.waiting, "work": spent.working}
                headers["server-timing"] = ", ".join(
                    f"{name};dur={1000 * seconds:.1f}" for name, seconds in told.items()
                )
                message["headers"] = headers.raw
            await send(message)

        async with self._engine.hold_edition():
            token = SPENT.set(spent)
            try:
                await self._app(scope, receive, tell)
            finally:
                SPENT.reset(token)
