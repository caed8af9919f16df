"""`/static`: our own style sheets, scripts and pictures, to be kept for ever."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from msc_graph.web.assets import load_assets

__all__ = ["routes"]

#: The address changes with the content, so what was fetched once is never asked for again.
_FOR_EVER = "public, max-age=31536000, immutable"


async def serve_asset(request: Request) -> Response:
    """A file of ours, looked up among those read at the start: no path of a request is opened."""
    asset = load_assets().get(request.path_params["name"])
    if asset is None or asset.url != request.url.path:
        raise HTTPException(404)
    headers = {"cache-control": _FOR_EVER, "x-content-type-options": "nosniff"}
    return Response(asset.body, media_type=asset.media_type, headers=headers)


def routes() -> list[BaseRoute]:
    """Routes under `/static`."""
    return [Route("/static/{tag}/{name}", serve_asset)]
