"""`/sparql`: the SPARQL 1.1 Protocol, for programs; people are shown the page."""

from __future__ import annotations

import json
import re
from functools import partial
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from msc_graph.exceptions import UsageError
from msc_graph.store.bindings import asks_graph
from msc_graph.web.answering import while_there
from msc_graph.web.caching import is_known, make_tag
from msc_graph.web.sparql.asking import Asked, endpoint_url, read_asked, read_body
from msc_graph.web.sparql.description import describe_service
from msc_graph.web.sparql.forms import Form, choose_form, list_forms, prefers_page
from msc_graph.web.sparql.page import show_page
from msc_graph.web.workshop.engine import Engine

__all__ = ["answer_query", "is_lasting"]

#: What no answer goes without: it hangs on `Accept`, and is asked for anew each time.
_ALWAYS = {"vary": "Accept", "cache-control": "no-cache"}
#: Names of functions whose value is another one each time, or what may be one when it is read.
_MOODY = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\b|\\u", re.IGNORECASE)


async def answer_query(request: Request) -> Response:
    """The answer to a query, the description of the service, or the way to the query page.

    Raises
    ------
    HTTPException
        406, if the client takes no form that there is; 415, if it posts what is no query.
    MSCGraphError
        If the query is refused, fails, or goes beyond a bound.
    """
    body = await read_body(request) if request.method == "POST" else None
    asked = read_asked(request.scope["query_string"], body)
    accept = ", ".join(request.headers.getlist("accept")) or None
    graph = asked.query is None or asks_graph(asked.query)
    plain = body is None and not asked.word and not asked.dataset
    if plain and prefers_page(accept, graph=graph):
        if asked.query is None:
            return await show_page(request)
        fields = urlencode({"query": asked.query})
        return RedirectResponse(f"/sparql/page?{fields}", 303, headers=_ALWAYS)
    form = choose_form(accept, graph=graph, word=asked.word)
    if form is None:
        types = ", ".join(form.media_type for form in list_forms(graph=graph))
        raise HTTPException(406, f"this can be had as {types}")
    return await _answer(request, asked, form)


async def _answer(request: Request, asked: Asked, form: Form) -> Response:
    engine: Engine = request.app.state.engine
    headers = dict(_ALWAYS)
    tag = _tag(engine.edition, endpoint_url(request), asked, form)
    if request.method != "POST" and tag:
        headers["etag"] = tag
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
    if asked.download:
        headers["content-disposition"] = f'attachment; filename="answer.{form.suffix}"'
    try:
        written = await while_there(request, partial(_write, request, asked, form))
    except UsageError as error:  # the form cannot hold this answer
        raise HTTPException(406, str(error)) from error
    return Response(written, headers={**headers, "content-type": form.header})


async def _write(request: Request, asked: Asked, form: Form) -> bytes:
    """The whole answer, before the first byte of it is sent."""
    engine: Engine = request.app.state.engine
    if asked.query is None:
        return await describe_service(engine, endpoint_url(request), form.name)
    return await engine.write(asked.query, form.name, asked.dataset)


def is_lasting(query: str) -> bool:
    """Whether the answer to a query stays the same as long as the graph does.

    Examples
    --------
    >>> is_lasting("SELECT (NOW() AS ?now) {}")
    False
    """
    return not _MOODY.search(query)


def _tag(edition: str, url: str, asked: Asked, form: Form) -> str:
    """Tag of an answer; empty if it may be another one the next time."""
    if asked.query is None:
        return make_tag(edition, "service", url, *form)
    if not is_lasting(asked.query):
        return ""
    dataset = asked.dataset and (asked.dataset.default, asked.dataset.named)
    return make_tag(edition, "query", asked.query, json.dumps(dataset), *form)
