"""The query page: every state of it has an address, and the server fills it in, scripts or not."""

from __future__ import annotations

import time
from functools import partial

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from msc_graph.exceptions import LimitError, MSCGraphError
from msc_graph.render.page import served_policy
from msc_graph.store.base import Answer
from msc_graph.store.bindings import asks_graph, find_kind
from msc_graph.store.catalogue import get_query
from msc_graph.web.answering import while_there
from msc_graph.web.errors import status_of
from msc_graph.web.sparql.asking import endpoint_url, parse_fields, read_body
from msc_graph.web.sparql.content import Outcome, fill_content
from msc_graph.web.sparql.parts import form_for_part, read_part
from msc_graph.web.sparql.snippets import write_drawing_command
from msc_graph.web.sparql.table import list_ids
from msc_graph.web.sparql.wanted import Wanted, read_wanted
from msc_graph.web.templating import page
from msc_graph.web.workshop.engine import Engine

__all__ = ["draw_graph", "show_page"]

_FRESH = {"cache-control": "no-cache", "vary": "Accept"}
#: Bytes of an answer that is drawn: it passes through this process to the one that draws, and a
#: page shows no more statements than they name.
_MOST_DRAWN = 4_000_000


async def show_page(request: Request) -> Response:
    """The page, with the answer to the question or query that it was asked for."""
    wanted = read_wanted(await _read_fields(request))
    if request.method == "POST" and not wanted.declare and wanted.link():
        return RedirectResponse(f"{wanted.link()}#answer", 303, headers=_FRESH)
    engine: Engine = request.app.state.engine
    outcome = Outcome(wanted, endpoint_url(request), engine.names, engine.settings.is_shipped)
    if wanted.question or wanted.query.strip():
        work = _declare if wanted.declare else _ask
        try:
            await while_there(request, partial(work, engine, outcome))
        except MSCGraphError as error:
            outcome.error = error
    return await anyio.to_thread.run_sync(_render, outcome)


async def draw_graph(request: Request) -> Response:
    """The answer to a question or query, drawn by the renderer."""
    wanted = read_wanted(await _read_fields(request))
    engine: Engine = request.app.state.engine
    drawn = await while_there(request, partial(_draw, engine, wanted))
    return HTMLResponse(drawn, headers={**_FRESH, "content-security-policy": served_policy()})


async def _read_fields(request: Request) -> list[tuple[str, str]]:
    pairs = parse_fields(request.scope["query_string"])
    if request.method == "POST":
        pairs += parse_fields((await read_body(request)).content)
    return pairs


async def _ask(engine: Engine, outcome: Outcome) -> None:
    """Ask what is wanted, and note what comes of it."""
    wanted = outcome.wanted
    if wanted.question:
        ready = await engine.run("prepare_question", name=wanted.question, values=wanted.values)
        outcome.query, outcome.shown = ready["query"], ready["shown"]
    started = time.perf_counter()
    written = await engine.write(outcome.query, form_for_part(outcome.query))
    outcome.seconds = time.perf_counter() - started
    part = await anyio.to_thread.run_sync(read_part, outcome.query, written)
    outcome.pages = await _find_pages(engine, part.answer)
    outcome.part = part


async def _declare(engine: Engine, outcome: Outcome) -> None:
    """Declare prefixes, in a process that can be stopped: the query may be anything."""
    outcome.query = await engine.run("declare_prefixes", query=outcome.query)


async def _find_pages(engine: Engine, answer: Answer) -> dict[str, str]:
    """Our pages about what an answer names; none if nobody is free to look."""
    ids = await anyio.to_thread.run_sync(list_ids, answer, engine.names)
    try:
        pages: dict[str, str] = await engine.run("find_pages", ids=ids) if ids else {}
    except LimitError:
        return {}
    return pages


async def _draw(engine: Engine, wanted: Wanted) -> str:
    query = wanted.query
    if wanted.question:
        ready = await engine.run("prepare_question", name=wanted.question, values=wanted.values)
        query = ready["query"]
    graph = asks_graph(query)
    body = await engine.write(query, "ntriples" if graph else "json")
    if len(body) > _MOST_DRAWN:
        raise LimitError(
            f"the answer is longer than {_MOST_DRAWN} bytes, too long to be drawn (size limit)",
            limit="size",
            cure="add LIMIT, or ask for fewer columns",
        )
    drawn: str = await engine.run(
        "draw_answer",
        kind=find_kind(query),
        body=body.decode(),
        title=get_query(wanted.question).question if wanted.question else "Answer to a query",
        command=write_drawing_command(query, wanted.question, wanted.values),
        back=wanted.link(),
    )
    return drawn


def _render(outcome: Outcome) -> Response:
    status = status_of(outcome.error) if outcome.error else 200
    content = fill_content(outcome)
    return page("sparql.html", status=status, headers=_FRESH, room="sparql", **content)
