"""Answers of the explorer: the form that a client wants, and whether it has the answer already."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from msc_graph.exceptions import UsageError
from msc_graph.render.page import served_policy
from msc_graph.web.accept import choose_type
from msc_graph.web.caching import is_known, make_tag
from msc_graph.web.pages.representations import REPRESENTATIONS, Representation

__all__ = ["choose_form", "unless_known"]


def choose_form(request: Request) -> Representation:
    """The form that is asked for with `format`, else the one that the client likes best.

    Raises
    ------
    UsageError
        If there is no such form.
    HTTPException
        406, if the client accepts none that we have.
    """
    named = request.query_params.get("format")
    if named is not None:
        for form in REPRESENTATIONS:
            if form.name == named:
                return form
        names = ", ".join(form.name for form in REPRESENTATIONS)
        raise UsageError(f"no format is called {named!r}", cure=f"choose {names}")
    accept = ",".join(request.headers.getlist("accept"))
    wanted = choose_type(accept, [form.type for form in REPRESENTATIONS])
    for form in REPRESENTATIONS:
        if form.type == wanted:
            return form
    raise HTTPException(
        406, f"this can be had as {', '.join(form.type for form in REPRESENTATIONS)}"
    )


async def unless_known(
    request: Request,
    form: Representation,
    make: Callable[[], Awaitable[Any]],
    *,
    drawn: bool = False,
) -> Response:
    """The answer to a request, or 304 if the client has it.

    Parameters
    ----------
    request
        What is asked.
    form
        Of the answer.
    make
        Has it made: a mapping with `location`; or `html` and `status`, with `passing` if another
        try may see more; or `text`, with `next` if a further page follows.
    drawn
        Whether the page may be one of the renderer, which has a policy of its own. A browser
        takes the headers of a 304 for those of the page that it has, so the policy is there too.
    """
    # The edition changes with the graph and with our own files.
    tag = make_tag(request.app.state.engine.edition, form.name, str(request.url))
    always = {"vary": "Accept"}
    if drawn:
        always["content-security-policy"] = served_policy()
    lasting = always | {"etag": tag, "cache-control": "no-cache"}
    if is_known(request, tag):
        return Response(status_code=304, headers=lasting)
    made = await make()
    if "location" in made:
        return RedirectResponse(made["location"], 302, headers=always)
    if "html" in made:
        whole = made["status"] == 200 and not made.get("passing")
        headers = lasting if whole else always
        return Response(made["html"], made["status"], headers=headers, media_type="text/html")
    if made.get("next"):
        lasting["link"] = f'<{made["next"]}>; rel="next"'
    return Response(made["text"], headers=lasting, media_type=form.type)
