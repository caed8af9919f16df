"""The page that tells people what `/api` offers, and the description that tells programs."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from msc_graph.web.api.openapi import ABOUT, describe_api, list_parameters
from msc_graph.web.api.operations import OPERATIONS, Operation
from msc_graph.web.caching import is_known, make_tag
from msc_graph.web.templating import page

__all__ = ["list_routes", "serve_description", "serve_page"]

#: Where the description is (RFC 8631).
_LINKS = {"link": '</api/openapi.json>; rel="service-desc"; type="application/json"'}


async def serve_page(_: Request) -> Response:
    """Every route with its parameters and requests to try."""
    return page("api.html", headers=_LINKS, room="api", about=ABOUT, routes=list_routes())


async def serve_description(request: Request) -> Response:
    """The description in OpenAPI."""
    text, tag = _write_description()
    headers = {"cache-control": "no-cache", "etag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)


@cache
def _write_description() -> tuple[bytes, str]:
    text = json.dumps(describe_api(), ensure_ascii=False, indent=1)
    return text.encode(), make_tag(text)


@cache
def list_routes() -> list[dict[str, Any]]:
    """Every route as the page tells it: parameters with their bounds, and requests to try."""
    return [
        {
            "path": operation.path,
            "name": operation.name,
            "summary": operation.summary,
            "detail": operation.detail,
            "command": operation.command,
            "parameters": [_tell(parameter) for parameter in list_parameters(operation)],
            "examples": [_address(operation, example) for example in operation.examples],
        }
        for operation in OPERATIONS
    ]


def _tell(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    inner = schema.get("items", schema)
    choices = inner.get("enum") or ([inner["const"]] if "const" in inner else [])
    default = schema.get("default")
    return {
        "name": parameter["name"],
        "required": parameter["required"],
        "several": "items" in schema,
        "description": parameter["description"],
        "kind": inner.get("type", "string"),
        "choices": [str(choice) for choice in choices],
        "least": inner.get("minimum"),
        "most": inner.get("maximum"),
        "default": "" if default in (None, [], "") else json.dumps(default).strip('"'),
    }


def _address(operation: Operation, example: str) -> str:
    if "{" in operation.path:
        return operation.path[: operation.path.index("{")] + example
    return f"{operation.path}?{example}" if example else operation.path
