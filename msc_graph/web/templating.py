"""HTML pages out of templates: everything that is filled in is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from msc_graph.web.assets import asset_url

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

__all__ = ["fill", "page"]

#: What the masthead goes by: the room that is marked, whether it stands on a page of the renderer,
#: and whether it does without the search.
_NEUTRAL = {"room": "", "served": False, "bare": False}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        auto_reload=False,  # a server goes on with what it began with
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_url
    return environment


def fill(template: str, **context: Any) -> str:
    """A template of `web/templates`, filled in."""
    text = _environment().get_template(template).render(**(_NEUTRAL | context))
    # A query may hold halves of surrogate pairs; the page must still be writable.
    return text.encode("utf-8", "replace").decode("utf-8")


def page(
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page as a response.

    Parameters
    ----------
    template
        File of `web/templates`; it extends `base.html` and fills its blocks `title`, `head` and
        `main`. `room` of the context is the part of the site it belongs to: `explorer`, `sparql`
        or `api`.
    status
        Status code.
    headers
        More headers.
    **context
        What the template fills in.
    """
    from starlette.responses import HTMLResponse  # the processes that fill templates need none

    return HTMLResponse(
        fill(template, **context),
        status,
        headers=headers,
    )
