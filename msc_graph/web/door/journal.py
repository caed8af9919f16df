"""What the operator is told: a line for each request if wished, and every failure with its cause."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msc_graph.web.door.refusing import refuse

__all__ = ["Journal", "set_up_log"]

_log = logging.getLogger("msc_graph.web")


def set_up_log(*, requests: bool) -> None:
    """Send what there is to say to standard error, with a line for each request if wished."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in ("msc_graph", "uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    # Of broken requests and of those cut off uvicorn tells more than anybody wants to read.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    _log.setLevel(logging.INFO if requests else logging.WARNING)


class Journal:
    """Middleware that notes requests, and answers for those that fail."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        begin = time.perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            _log.exception("%s failed", _name(scope))
            if not status:
                await refuse(note, 500)
        taken = (time.perf_counter() - begin) * 1000
        level = logging.ERROR if status == 500 else logging.INFO
        client = (scope["client"] or ("-",))[0]
        _log.log(level, "%s %s %d %.0f ms", client, _name(scope), status, taken)


def _name(scope: Scope) -> str:
    """Method and address of a request; nothing in them can steer a terminal."""
    target: Any = scope["raw_path"] + (b"?" if scope["query_string"] else b"")
    return f"{scope['method']} {(target + scope['query_string']).decode('ascii', 'replace')!a:.500}"
