"""What the processes behind the web can be asked: each job takes a graph and arguments by name.

A job gives back what JSON can hold. It runs in a process that may be killed at any time, so it
changes nothing outside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

__all__ = ["JOBS", "find_job"]

#: Job by name: the module of this package that holds it, the name of its function there.
JOBS: Mapping[str, str] = MappingProxyType(
    {
        "around_page": "surroundings:around_page",
        "declare_prefixes": "questions:declare_prefixes",
        "draw_answer": "drawing:draw_answer",
        "entity_page": "pages:entity_page",
        "entity_part": "parts:entity_part",
        "find_pages": "questions:find_pages",
        "graph_part": "parts:graph_part",
        "home_page": "front:home_page",
        "list_entities": "listing:list_entities",
        "list_questions": "listing:list_questions",
        "list_statements": "listing:list_statements",
        "prepare_question": "questions:prepare_question",
        "reach": "tracing:reach",
        "reference_page": "pages:reference_page",
        "reference_part": "parts:reference_part",
        "resolve": "lookup:resolve",
        "search_page": "pages:search_page",
        "show": "lookup:show",
        "show_question": "listing:show_question",
        "show_reference": "lookup:show_reference",
        "show_statement": "lookup:show_statement",
        "statement_page": "pages:statement_page",
        "statement_part": "parts:statement_part",
        "stats": "listing:stats",
        "suggest": "lookup:suggest",
        "trace": "tracing:trace",
        "trace_page": "trace_page:trace_page",
        "write": "writing:write",
    }
)


def find_job(name: str) -> Callable[..., Any]:
    """The function of a job, imported now.

    Raises
    ------
    KeyError
        If there is none of that name.
    """
    module, _, attribute = JOBS[name].partition(":")
    function: Callable[..., Any] = getattr(import_module(f"msc_graph.web.jobs.{module}"), attribute)
    return function
