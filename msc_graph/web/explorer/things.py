"""Pages about one thing, which are RDF and JSON too: entities, statements, papers; and the search."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from msc_graph.exceptions import UsageError
from msc_graph.web.answering import while_there
from msc_graph.web.cursors import lead_on
from msc_graph.web.explorer.answers import choose_form, unless_known
from msc_graph.web.pages.representations import REPRESENTATIONS

__all__ = ["routes"]


def _read_number(request: Request, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` among the parameters of a request.

    Raises
    ------
    UsageError
        If it is none.
    """
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and 1 <= int(text) <= most):
        raise UsageError(f"{name} is {text[:20]!r}", cure=f"write a whole number from 1 to {most}")
    return int(text)


async def entity(request: Request) -> Response:
    """An entity, by its id; another name of it leads there."""
    return await _answer(
        request,
        "entity",
        request.path_params["name"],
        listed="/api/entities",
        number=_read_number(request, "page", 1, 10_000),
        group=request.query_params.get("group", ""),
    )


async def around(request: Request) -> Response:
    """The picture of an entity's surroundings."""
    if not request.scope.get("raw_path", b"/graph").endswith(b"/graph"):
        request.path_params["name"] += "/graph"  # it is a part of the id, written with %2F
        return await entity(request)
    hops = _read_number(request, "hops", 1, 4)
    work = {"name": request.path_params["name"], "hops": hops}
    return await unless_known(
        request,
        REPRESENTATIONS[0],
        lambda: while_there(request, lambda: request.app.state.engine.run("around_page", **work)),
        drawn=True,
    )


async def statement(request: Request) -> Response:
    """A statement, by the digits of its id."""
    return await _answer(request, "statement", f"mscg:statement/{request.path_params['digits']}")


async def reference(request: Request) -> Response:
    """A paper, and what it supports."""
    name = request.path_params["name"]
    return await _answer(request, "reference", name, listed="/api/references")


async def _answer(
    request: Request, kind: str, name: str, *, listed: str = "", **of_page: Any
) -> Response:
    """A thing in the form that is asked for.

    Parameters
    ----------
    request
        What is asked.
    kind, name
        What sort of thing it is, and its name: jobs make its page and its data.
    listed
        Where the API has such things, if it tells the statements on them in pages.
    **of_page
        What else its page is told.
    """
    form = choose_form(request)
    engine = request.app.state.engine

    async def make() -> Any:
        if form.name == "html":
            return await engine.run(f"{kind}_page", name=name, **of_page)
        work = {"name": name, "form": form.name}
        if listed:
            work["link"], work["seal"] = lead_on(engine.edition, f"{listed}/{name}")
        return await engine.run(f"{kind}_part", **work)

    return await unless_known(request, form, lambda: while_there(request, make))


async def search(request: Request) -> Response:
    """What is called so; the page of it, if it is one thing."""
    query = request.query_params.get("q", "")[:300]
    return await unless_known(
        request,
        REPRESENTATIONS[0],
        lambda: while_there(
            request, lambda: request.app.state.engine.run("search_page", query=query)
        ),
    )


def routes() -> list[BaseRoute]:
    """Routes of things and of the search."""
    return [
        Route("/search", search),
        Route("/entity/{name:path}/graph", around),
        Route("/entity/{name:path}", entity),
        Route("/statement/{digits:str}", statement),
        Route("/reference/{name:path}", reference),
    ]
