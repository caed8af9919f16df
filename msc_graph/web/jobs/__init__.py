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
        "count": "listing:count",
        "describe": "lookup:describe",
        "resolve": "lookup:resolve",
        "trace": "tracing:trace",
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
