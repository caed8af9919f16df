"""SPARQL read, not run: its grammar, its kind, and what in it would leave the graph."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from msc_graph.exceptions import QueryError

__all__ = ["ParsedQuery", "find_position", "parse_query"]

#: rdflib's grammar keeps state while it parses: one thread at a time, or it is spoilt for all.
_PARSER = threading.Lock()
if hasattr(os, "register_at_fork"):  # a copy of this process must not find it half-way
    os.register_at_fork(
        before=_PARSER.acquire,
        after_in_parent=_PARSER.release,
        after_in_child=_PARSER.release,
    )

#: Python frames that parsing may be deep: rdflib takes twelve for each triple of a pattern, so that
#: the usual thousand end at eighty. They lie on the heap and not on the stack of the thread.
_DEPTH = 10_000

#: An escaped character, unless its backslash is escaped itself.
_ESCAPE = re.compile(
    r"((?<!\\)(?:\\\\)*)(\\u[0-9A-Fa-f]{4}|\\U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"
)

_KINDS = {
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
    "SelectQuery": "select",
}


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What rdflib's grammar finds in a query.

    Attributes
    ----------
    kind
        `select`, `ask`, `construct` or `describe`.
    services
        Number of SERVICE clauses.
    sources
        What FROM and FROM NAMED name, clause by clause: absolute IRIs; empty for a name whose
        prefix is unknown or declared twice; relative ones as they stand, whatever BASE says.
    unknown
        Prefixes that it uses and nobody declared, sorted.
    """

    kind: str
    services: int
    sources: tuple[str, ...]
    unknown: tuple[str, ...]


def parse_query(text: str, prefixes: Mapping[str, str]) -> ParsedQuery:
    """Read a query; nothing is resolved, run or fetched.

    Parameters
    ----------
    text
        The query.
    prefixes
        IRI base by prefix, for those that it does not declare itself.

    Raises
    ------
    QueryError
        If it is no SPARQL 1.1 query, with line and column where they are known.

    Examples
    --------
    >>> parse_query("ASK FROM g:x { ?s rdfs:label ?o }", {"g": "http://x.org/"})
    ParsedQuery(kind='ask', services=0, sources=('http://x.org/x',), unknown=('rdfs',))
    """
    plain, offsets = _make_plain(text)
    prologue, body = _parse(text, plain, offsets)
    nodes = list(_nodes((prologue, body)))
    bases = _find_bases(nodes, prefixes)
    used = {_get(node, "prefix") for node in nodes if node.name == "pname"}
    return ParsedQuery(
        _KINDS[body.name],
        sum(node.name == "ServiceGraphPattern" for node in nodes),
        tuple(_find_source(node, bases) for node in nodes if node.name == "DatasetClause"),
        tuple(sorted(used - bases.keys())),
    )


def find_position(text: str, offset: int) -> tuple[int, int]:
    r"""Line and column of a place in a text; a line ends at a line feed, a carriage return or both.

    Examples
    --------
    >>> find_position("a\r\nbc", 4)
    (2, 2)
    """
    lines = re.split("\r\n|\r|\n", text[:offset])
    return len(lines), len(lines[-1]) + 1


def _parse(text: str, plain: str, offsets: list[tuple[int, int]]) -> tuple[Any, Any]:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query

    from msc_graph.rdf.parse import quiet

    try:
        with _PARSER, quiet(), _deep():
            prologue, body = Query.parse_string(plain, parse_all=True)
    except ParseBaseException as error:
        found = plain[error.loc : error.loc + 30].split("\n")[0].strip()
        at = f"near {found!r}" if found else "at its end"
        shift = sum(extra for start, extra in offsets if start < error.loc)
        line, column = find_position(text, error.loc + shift)
        raise QueryError(
            f"syntax error at line {line}, column {column}, {at}",
            cure="see https://www.w3.org/TR/sparql11-query/",
            line=line,
            column=column,
        ) from None
    except RecursionError:
        raise QueryError("the query is nested too deeply", cure="ask in parts") from None
    except Exception as error:  # rdflib raises plain exceptions for terms that it cannot make
        reason = " ".join(str(error).split())[:200]
        raise QueryError(f"the query cannot be understood: {reason}") from None
    return prologue, body


def _make_plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The query in which offsets are sure, and where it has become shorter by how much.

    Oxigraph reads escapes inside of strings and IRIs only, rdflib anywhere before it parses, even
    where the backslash is escaped itself; so they are put in here. A carriage return ends a comment
    for the one and not for the other. pyparsing would make several blanks of a tabulator.
    """
    ends = [(match.end(), len(match[2]) - 1) for match in _ESCAPE.finditer(text)]
    before = (0, *accumulate(extra for _, extra in ends))
    offsets = [
        (end - taken - extra - 1, extra) for (end, extra), taken in zip(ends, before, strict=False)
    ]
    plain = _ESCAPE.sub(lambda match: f"{match[1]}{chr(int(match[2][2:], 16))}", text)
    plain = plain.replace("\r\n", " \n").replace("\r", "\n").replace("\t", " ")
    return plain, offsets


@contextmanager
def _deep() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _nodes(tree: object) -> Iterator[Any]:
    """All named nodes of a parse tree, in order, without recursion."""
    todo = [tree]
    while todo:
        node = todo.pop()
        inner: list[object] = []
        if isinstance(node, dict):
            if isinstance(getattr(node, "name", None), str):
                yield node
            inner = list(node.values())
        elif not isinstance(node, str) and hasattr(node, "__iter__"):
            inner = list(node)
        todo += reversed(inner)


def _get(node: Any, name: str) -> str:
    """A field of a node; rdflib's own `get` gives back the name of a field that is not there."""
    return str(dict.get(node, name, ""))


def _find_bases(nodes: list[Any], prefixes: Mapping[str, str]) -> dict[str, str]:
    """IRI base by prefix; empty where a query declares one twice."""
    own: dict[str, str] = {}
    for node in nodes:
        if node.name == "PrefixDecl":
            prefix = _get(node, "prefix")
            own[prefix] = "" if prefix in own else _get(node, "iri")
    return {**prefixes, **own}


def _find_source(clause: Any, bases: Mapping[str, str]) -> str:
    (term,) = clause.values()
    if getattr(term, "name", "") != "pname":
        return str(term)
    base = bases.get(_get(term, "prefix"))
    return f"{base}{_get(term, 'localname')}" if base else ""
