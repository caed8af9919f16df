"""The process that does jobs on the graph: `python -m msc_graph.web.worker`, spoken to over its pipes."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from typing import Any

from msc_graph.exceptions import MSCGraphError
from msc_graph.graph import MechanismGraph
from msc_graph.store.child import read_frame, write_frame
from msc_graph.web.errors import pack_error
from msc_graph.web.jobs import JOBS, find_job

__all__ = ["main"]


def main() -> None:
    """Load the graph, then do jobs until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    settings = json.loads(read_frame(source) or b"{}")
    for name in JOBS:
        find_job(name)
    _bound_memory(int(settings["memory"]))
    graph: MechanismGraph | None = None
    while (request := read_frame(source)) is not None:
        try:
            if graph is None:
                graph = MechanismGraph.load(*settings["sources"])
            reply = _do(graph, json.loads(request))
        except MSCGraphError as error:
            reply = {"error": pack_error(error)}
        write_frame(sink, json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))


def _do(graph: MechanismGraph, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"value": find_job(request["job"])(graph, **request["arguments"])}
    except MSCGraphError:
        raise
    except Exception as error:  # a job that fails must not end the process, nor tell its inside
        sys.stderr.write(f"msc-graph: job {request['job']} failed: {error!r}\n")
        return {"error": {"class": "MSCGraphError", "message": "this could not be answered"}}


def _bound_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
