"""Answers of the door itself, before any room is asked: short, as problem details."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.types import Send

from msc_graph.web.errors import PROBLEM, describe_status

__all__ = ["refuse"]


async def refuse(
    send: Send,
    status: int,
    detail: str = "",
    cure: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request with an error, whatever its body.

    Parameters
    ----------
    send
        Of the request.
    status, detail, cure
        See `describe_status`.
    headers
        More headers.
    """
    body = json.dumps(describe_status(status, detail, cure), ensure_ascii=False).encode()
    told = {
        "content-type": PROBLEM,
        "content-length": str(len(body)),
        "cache-control": "no-store",
        **(headers or {}),
    }
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
