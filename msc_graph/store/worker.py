"""The process that runs queries: `python -m msc_graph.store.worker`, spoken to over its pipes.

A query that runs too long or eats too much can then be ended by ending this process. It opens
nothing after it has loaded the graph: should a query slip past the guard, it cannot reach a server.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pyoxigraph as ox

from msc_graph.exceptions import LimitError, MSCGraphError, QueryError, StoreError
from msc_graph.store.base import Answer, Term
from msc_graph.store.bindings import bind, find_kind
from msc_graph.store.child import NO_MEMORY, read_frame, write_frame
from msc_graph.store.failures import pack_error
from msc_graph.store.guard import Checked, read_query
from msc_graph.store.limits import allow_seconds, close_door, leave_end_to_parent, limit_memory
from msc_graph.store.results import describe_term, write_answer
from msc_graph.store.starting import tell_start

__all__ = ["main"]

#: Queries whose check is remembered.
_REMEMBERED = 64

#: What the engine says in words, amid what it expected, of a query that is well formed and yet none.
_SAID = re.compile(r"[A-Z][A-Za-z]*(?: [A-Za-z*]+)+")
_UNSAID = (
    "a variable is set twice, a blank node is named in two groups, or a row of VALUES has not as "
    "many values as there are variables"
)

Json = dict[str, Any]
Row = list[tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class _Engine:
    store: ox.Store
    prefixes: dict[str, str]
    check: Callable[[str], Checked]


def main() -> None:
    """Load the graph from standard input, then answer queries until it closes."""
    leave_end_to_parent()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    settings, data = read_frame(source), read_frame(source)
    if settings is None or data is None:
        return
    with tell_start(sink):
        engine = _load(json.loads(settings), data)
        del data
    try:
        while (request := read_frame(source)) is not None:
            write_frame(sink, _answer(engine, json.loads(request)))
    except MemoryError:  # what is left of this process is not worth keeping
        os._exit(NO_MEMORY)


def _load(options: Json, data: bytes) -> _Engine:
    check = partial(read_query, prefixes=options["prefixes"], graphs=options["graphs"])
    folder = options["folder"]
    store = ox.Store.read_only(folder) if folder else ox.Store()
    if not folder:
        store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    engine = _Engine(store, options["prefixes"], lru_cache(_REMEMBERED)(check))
    engine.check("ASK { ?s ?p ?o }")  # loads what parsing needs, before the door closes
    limit_memory(int(options["memory"]))
    close_door()
    return engine


def _answer(engine: _Engine, request: Json) -> bytes:
    """One letter and the answer: `a` and JSON, `w` and what was asked to be written; `e` an error."""
    try:
        allow_seconds(request["timeout"])
        checked, text = _prepare(engine, request)
        result = engine.store.query(
            text,
            prefixes=engine.prefixes,
            base_iri="urn:msc-graph:",
            **_choose_graphs(request["dataset"], checked),
        )
        answer = _write(engine, request, checked.kind, result)
        if len(answer) > request["size"]:
            raise LimitError("the answer is too long", limit="size")
    except MemoryError:
        raise
    except MSCGraphError as error:
        return _tell(error)
    except (SyntaxError, ValueError, RuntimeError) as error:
        return _tell(_explain(error))
    except Exception as error:  # the engine's own, whatever they are: one query must not end all
        return _tell(StoreError(f"the engine failed: {error}", cure="ask in another way"))
    return answer


def _prepare(engine: _Engine, request: Json) -> tuple[Checked, str]:
    """The query with its variables bound, which is what is checked."""
    text: str = request["text"]
    if not request["bindings"]:
        return engine.check(text), text
    bindings = {name: Term(*term) for name, term in request["bindings"].items()}
    try:
        bound = bind(text, find_kind(text) or engine.check(text).kind, bindings)
        return engine.check(bound), bound
    except QueryError:
        engine.check(text)  # if it is the query itself that is wrong, its own places are told
        raise


def _choose_graphs(dataset: list[list[str]] | None, checked: Checked) -> Json:
    """Options of the engine: the graphs asked for, else those of the query, else all as one."""
    if dataset is not None:
        default, named = ([ox.NamedNode(iri) for iri in part] for part in dataset)
        return {"default_graph": default, "named_graphs": named}
    return {} if checked.chooses else {"use_default_graph_as_union": True}


def _write(engine: _Engine, request: Json, kind: str, result: Any) -> bytes:
    variables: tuple[str, ...] = ()
    rows: list[Row] = []
    if kind != "ask":
        variables = tuple(v.value for v in result.variables) if kind == "select" else ()
        rows = _collect(result, request["limit"], request["size"])
    if request["form"]:
        answer = _to_answer(kind, variables, rows, result)
        return b"w" + write_answer(answer, request["form"], engine.prefixes)
    told = {"kind": kind, "boolean": kind == "ask" and bool(result), "variables": variables}
    return b"a" + json.dumps({**told, "rows": rows}, ensure_ascii=False).encode()


def _collect(result: Any, limit: int, most: int) -> list[Row]:
    """Terms of all rows or triples; of a size (characters) that is at least worth writing."""
    rows: list[Row] = []
    size = 0
    for solution in result:
        if len(rows) == limit:
            raise LimitError("there are too many rows", limit="rows")
        row = [describe_term(term) if term is not None else None for term in solution]
        size += sum(len(term[1]) for term in row if term)
        if size > most:
            raise LimitError("the answer is too long", limit="size")
        rows.append(row)
    return rows


def _to_answer(kind: str, variables: tuple[str, ...], rows: list[Row], result: Any) -> Answer:
    if kind == "ask":
        return Answer("ask", boolean=bool(result))
    terms = (tuple(Term(*term) if term else None for term in row) for row in rows)
    if kind == "select":
        return Answer("select", variables=variables, rows=tuple(terms))
    triples = tuple((s, p, o) for s, p, o in terms if s and p and o)
    return Answer("graph", triples=triples)


def _explain(error: Exception) -> QueryError:
    """Of a query that its grammar allows and the engine does not, the reason as far as it is said."""
    said = " ".join(str(error).split())
    if said.startswith("error at "):
        words = _SAID.search(said)
        said = words[0] if words else _UNSAID
    return QueryError(f"the query cannot be run: {said[:300]}")


def _tell(error: MSCGraphError) -> bytes:
    return b"e" + json.dumps(pack_error(error)).encode()


if __name__ == "__main__":
    main()
