"""The process that does jobs on the graph: `python -m msc_graph.web.workshop.worker`, spoken to over its pipes."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from msc_graph.exceptions import LimitError
from msc_graph.graph import MechanismGraph
from msc_graph.store.child import NO_MEMORY, read_frame, write_frame
from msc_graph.store.failures import pack_error, pack_failure
from msc_graph.store.limits import allow_seconds, leave_end_to_parent, limit_memory
from msc_graph.store.starting import tell_start
from msc_graph.web.jobs import JOBS, find_job
from msc_graph.web.settings import MAX_REPLY
from msc_graph.web.workshop.packing import unpack_graph

__all__ = ["READY", "main", "pack_reply"]

#: A request that asks for nothing but a reply.
READY = b"{}"


def main() -> None:
    """Take the graph, then do jobs until standard input closes."""
    leave_end_to_parent()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    head, packed = read_frame(source), read_frame(source)
    if head is None or packed is None:
        return
    settings = json.loads(head)
    with tell_start(sink):
        limit_memory(int(settings["memory"]))
        graph = unpack_graph(packed, settings["snapshot"])
        del packed
        for name in JOBS:  # only now: they go by the words that came with the graph
            find_job(name)
        graph.names.resolve("")  # the index of names is made now, and not with the first question
    try:
        while (request := read_frame(source)) is not None:
            allow_seconds(float(settings["timeout"]))
            reply = _do(graph, json.loads(request)) if request != READY else {}
            write_frame(sink, pack_reply(reply))
    except MemoryError:  # what is left of this process is not worth keeping
        os._exit(NO_MEMORY)


def pack_reply(reply: dict[str, Any]) -> bytes:
    """A reply as JSON, or in its place the error that it is longer than `MAX_REPLY` bytes."""
    packed = json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace")
    if len(packed) <= MAX_REPLY:
        return packed
    told = f"the answer is longer than {MAX_REPLY} bytes (size limit)"
    error = LimitError(told, limit="size", cure="ask for less of it, or on the command line")
    return json.dumps({"error": pack_error(error), "log": ""}).encode()


def _do(graph: MechanismGraph, request: dict[str, Any]) -> dict[str, Any]:
    """The value of a job, or its error; what the operator should know of it comes along."""
    try:
        return {"value": find_job(request["job"])(graph, **request["arguments"])}
    except MemoryError:
        raise
    except Exception as error:  # a job that fails must not end the process, nor tell its inside
        return pack_failure(error, "this could not be answered")


if __name__ == "__main__":
    main()
