"""The job that makes the page of a trace: its chains, or what is in the way of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msc_graph.analysis.trace import Trace
from msc_graph.exceptions import MSCGraphError, UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.render.page import Masthead
from msc_graph.render.trace_page import render_trace
from msc_graph.web.errors import status_of
from msc_graph.web.jobs.mastheads import make_masthead
from msc_graph.web.pages.addresses import entity_url, trace_url
from msc_graph.web.pages.asking import TraceQuestion, read_question
from msc_graph.web.pages.chain_query import write_chain_queries
from msc_graph.web.pages.claims import show_claims
from msc_graph.web.pages.same import tell_command, tell_python
from msc_graph.web.pages.trace_form import find_problems, show_form
from msc_graph.web.pages.ways import find_ways
from msc_graph.web.settings import bound_search
from msc_graph.web.templating import fill

__all__ = ["trace_page"]

#: Of the time that a request may take: for thinking of other questions.
_WAYS = 1 / 6


def trace_page(
    graph: MechanismGraph,
    *,
    pairs: Sequence[Sequence[str]],
    seconds: float,
    sources: Sequence[str] = (),
) -> Any:
    """The page that answers the parameters of an address.

    Parameters
    ----------
    graph
        The graph.
    pairs
        Names and values of the parameters, as they came.
    seconds
        That the answer may take.
    sources
        Data of the graph, as `--data` names it.
    """
    given = [(str(name), str(value)) for name, value in pairs]
    try:
        asked = read_question(given)
    except UsageError as error:
        return _form(graph, TraceQuestion(), status_of(error), error=error)
    if asked.pairs() != given:  # one question has one address
        return {"location": trace_url(asked.pairs()) if asked.pairs() else "/trace"}
    problems = find_problems(graph, asked)
    if problems or not (asked.start and asked.end):
        return _form(graph, asked, 404 if problems else 200, problems=problems)
    try:
        found = graph.trace(asked.start, asked.end, **_options(asked, seconds))
    except UsageError as error:
        return _form(graph, asked, status_of(error), error=error)
    if not found.chains:
        return _none(graph, asked, found, seconds)
    page = render_trace(found.corpus, found, masthead=_masthead(graph, asked, found, sources))
    return {
        "status": 200,
        "html": page.text,
        "passing": not found.complete,
    }


def _options(asked: TraceQuestion, seconds: float) -> dict[str, Any]:
    """As asked, with limits under which the answer is ready before time is up."""
    return asked.options() | bound_search(seconds, asked.max_paths, asked.max_seconds)


def _masthead(
    graph: MechanismGraph, asked: TraceQuestion, found: Trace, sources: Sequence[str]
) -> Masthead:
    markup = fill(
        "served_trace.html",
        room="explorer",
        served=True,
        form=show_form(graph, asked),
        ends=[_end(found, endpoint.id, endpoint.label) for endpoint in (found.start, found.end)],
        permalink=trace_url(asked.pairs()),
        back=trace_url(asked._replace(start=asked.end, end=asked.start).pairs()),
        command=tell_command(asked, sources),
        python=tell_python(asked, sources),
        queries=write_chain_queries(found),
    )
    return make_masthead(markup)


def _end(found: Trace, identifier: str, label: str) -> dict[str, str]:
    known = identifier in found.corpus.entities
    return {"label": label, "url": entity_url(identifier) if known else ""}


def _none(
    graph: MechanismGraph, asked: TraceQuestion, found: Trace, seconds: float
) -> dict[str, Any]:
    """No chain: what is said end to end, what limits, and what to try."""
    direct = [graph.statements[identifier] for identifier in found.direct]
    made = _form(
        graph,
        asked,
        200,
        fruitless=True,
        warning=found.warning,
        direct=show_claims(graph.corpus, direct),
        ways=find_ways(graph, asked, seconds=seconds * _WAYS),
        ends=[_end(found, end.id, end.label) for end in (found.start, found.end)],
    )
    return made | {"passing": not found.complete}


def _form(
    graph: MechanismGraph,
    asked: TraceQuestion,
    status: int,
    *,
    error: MSCGraphError | None = None,
    problems: dict[str, dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    told = {"fruitless": False, "warning": "", "direct": [], "ways": [], "ends": []} | more
    return {
        "status": status,
        "html": fill(
            "trace.html",
            room="explorer",
            form=show_form(graph, asked, problems),
            error={"message": error.message, "cure": error.cure} if error else None,
            **told,
        ),
    }
