"""The process that runs queries: `python -m msc_graph.store.worker`, spoken to over its pipes.

A query that runs too long or eats too much can then be ended by ending this process. It opens
nothing after it has loaded the graph: should a query slip past the guard, it cannot reach a server.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from typing import Any

import pyoxigraph as ox

from msc_graph.exceptions import QueryError
from msc_graph.store.base import MAX_ANSWER, Term
from msc_graph.store.bindings import bind
from msc_graph.store.child import read_frame, write_frame
from msc_graph.store.guard import check_query, tokenise
from msc_graph.store.results import describe_term

__all__ = ["main"]

Json = dict[str, Any]


def main() -> None:
    """Load the graph from standard input, then answer queries until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    settings, data = read_frame(source), read_frame(source)
    if settings is None or data is None:
        return
    options = json.loads(settings)
    prefixes: dict[str, str] = options["prefixes"]
    graphs: list[str] = options["graphs"]
    check_query("ASK { ?s ?p ?o }", prefixes)  # loads what parsing needs, before the door closes
    store = ox.Store()
    store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    del data
    _close_door(int(options["memory"]))
    while (request := read_frame(source)) is not None:
        write_frame(
            sink, json.dumps(_answer(store, json.loads(request), prefixes, graphs)).encode()
        )


def _close_door(memory: int) -> None:
    """No further files or sockets, no more memory than allowed, no core dumps."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (wanted, wanted))


def _answer(store: ox.Store, request: Json, prefixes: dict[str, str], graphs: list[str]) -> Json:
    bindings = {name: Term(*term) for name, term in request["bindings"].items()}
    try:
        kind = check_query(request["text"], prefixes, graphs)
        text = bind(request["text"], kind, bindings)
        result = store.query(
            text, prefixes=prefixes, base_iri="urn:msc-graph:", **_choose_graphs(request)
        )
        return _collect(kind, result, request["limit"])
    except QueryError as error:
        return _tell(error)
    except MemoryError:
        return {"error": "memory"}
    except (SyntaxError, ValueError) as error:
        return _tell(QueryError(f"the query cannot be run: {error}"))
    except Exception as error:  # the engine's own, whatever they are: one query must not end all
        return {"error": "engine", "message": f"the engine failed: {error}"}


def _tell(error: QueryError) -> Json:
    return {
        "error": "query",
        "class": type(error).__name__,
        "message": error.message,
        "cure": error.cure,
        "line": error.line,
        "column": error.column,
    }


def _choose_graphs(request: Json) -> Json:
    """Options of the engine: the graphs asked for, else those of the query, else all as one."""
    dataset = request["dataset"]
    if dataset is not None:
        default, named = ([ox.NamedNode(iri) for iri in part] for part in dataset)
        return {"default_graph": default, "named_graphs": named}
    words = (t.text.upper() for t in tokenise(request["text"]) if t.kind == "word")
    return {} if "FROM" in words else {"use_default_graph_as_union": True}


def _collect(kind: str, result: Any, limit: int) -> Json:
    if kind == "ask":
        return {"kind": "ask", "boolean": bool(result)}
    rows: list[list[tuple[str, ...] | None]] = []
    size = 0
    for solution in result:
        if len(rows) == limit:
            return {"error": "rows"}
        row = [describe_term(term) if term is not None else None for term in solution]
        size += sum(len(term[1]) for term in row if term)
        if size > MAX_ANSWER:
            return {"error": "size"}
        rows.append(row)
    if kind == "select":
        return {"kind": "select", "variables": [v.value for v in result.variables], "rows": rows}
    return {"kind": "graph", "triples": rows}


if __name__ == "__main__":
    main()
