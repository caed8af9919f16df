"""Pages about one thing, which are RDF and JSON too: entities, statements, papers; and the search."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from msc_graph.exceptions import UsageError
from msc_graph.web.answering import while_there
from msc_graph.web.explorer.answers import choose_form, unless_known
from msc_graph.web.pages.representations import REPRESENTATIONS

__all__ = ["routes"]

#: Statements that JSON lists with an entity or a paper; the API has them in pages.
_MOST = 5_000


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
    name = request.path_params["name"]
    form = choose_form(request)
    number = _read_number(request, "page", 1, 10_000)
    group = request.query_params.get("group", "")

    async def make() -> Any:
        run = request.app.state.engine.run
        if form.name == "html":
            return await run("entity_page", name=name, group=group, number=number)
        if form.name == "json":
            return await _as_the_api(request, "show", entity=name, start=0, limit=_MOST)
        return await run("entity_part", name=name, form=form.name)

    return await unless_known(request, form, lambda: while_there(request, make))


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


async def _as_the_api(request: Request, job: str, **arguments: Any) -> Any:
    """What a job of the API gives, written as it writes it."""
    return await request.app.state.engine.run("write", job=job, arguments=arguments)


async def statement(request: Request) -> Response:
    """A statement, by the digits of its id."""
    digits = request.path_params["digits"]
    return await _thing(
        request,
        {"name": "statement", "digits": digits},
        {"job": "show_statement", "statement": f"mscg:statement/{digits}"},
    )


async def reference(request: Request) -> Response:
    """A paper, and what it supports."""
    name = request.path_params["name"]
    return await _thing(
        request,
        {"name": "reference", "identifier": name},
        {"job": "show_reference", "reference": name, "start": 0, "limit": _MOST},
    )


async def _thing(request: Request, ours: dict[str, Any], theirs: dict[str, Any]) -> Response:
    """A thing of which there is a page, RDF, and an answer of the API."""
    form = choose_form(request)
    name = ours.pop("name")

    async def make() -> Any:
        run = request.app.state.engine.run
        if form.name == "json":
            return await _as_the_api(request, **theirs)
        if form.name == "html":
            return await run(f"{name}_page", **ours)
        return await run(f"{name}_part", form=form.name, **ours)

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
