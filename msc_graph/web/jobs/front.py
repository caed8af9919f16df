"""The job that makes the front door."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msc_graph.graph import MechanismGraph
from msc_graph.web.pages.asking import TraceQuestion
from msc_graph.web.pages.front import count_holdings, find_examples
from msc_graph.web.pages.representations import GRAPH_REPRESENTATIONS
from msc_graph.web.pages.trace_form import show_form
from msc_graph.web.templating import fill

__all__ = ["home_page"]


def home_page(graph: MechanismGraph, *, shipped: bool) -> Any:
    """The front door; of our own graph it says what it is about."""
    return {"status": 200, "html": _fill(graph, shipped)}


@lru_cache(maxsize=1)
def _fill(graph: MechanismGraph, shipped: bool) -> str:
    """Filled once in each process: a process holds one graph, which does not change."""
    return fill(
        "home.html",
        room="explorer",
        bare=True,
        shipped=shipped,
        examples=find_examples(graph),
        counts=count_holdings(graph),
        form=show_form(graph, TraceQuestion()),
        forms=GRAPH_REPRESENTATIONS,
    )
