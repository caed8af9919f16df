"""SPARQL read, not run: its grammar, its kind, and what in it would leave the graph."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping

from msc_graph.exceptions import QueryError

__all__ = ["parse_query"]

#: rdflib's grammar keeps state while it parses: one thread at a time, or it is spoilt for all.
_PARSER = threading.Lock()

_KINDS = {
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
    "SelectQuery": "select",
}


def parse_query(text: str, prefixes: Mapping[str, str], *, clauses: int = 0) -> str:
    """Kind of a query: `select`, `ask`, `construct` or `describe`.

    Parameters
    ----------
    text
        The query.
    prefixes
        IRI base by prefix, for those that it does not declare itself.
    clauses
        Number of FROM clauses that it may hold, all of which have been looked at.

    Raises
    ------
    QueryError
        If it is no SPARQL 1.1 query, with line and column where they are known, or if it holds
        a SERVICE clause, or other FROM clauses.

    Examples
    --------
    >>> parse_query("ASK { ?s rdfs:label ?o }", {"rdfs": "http://www.w3.org/2000/01/rdf-schema#"})
    'ask'
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    from msc_graph.rdf.parse import quiet

    try:
        with _PARSER, quiet():
            parsed = parseQuery(text)
            translateQuery(parsed, initNs=dict(prefixes))
        names = Counter(_names(parsed))
        if names["ServiceGraphPattern"]:
            raise QueryError("SERVICE is not allowed", cure="ask this graph only")
        if names["DatasetClause"] != clauses:
            raise QueryError("FROM is not allowed", cure="ask this graph only")
    except ParseException as error:
        found = error.pstr[error.loc : error.loc + 30].split("\n")[0].strip()
        at = f"near {found!r}" if found else "at its end"
        raise QueryError(
            f"syntax error at line {error.lineno}, column {error.column}, {at}",
            cure="see https://www.w3.org/TR/sparql11-query/",
        ) from error
    except RecursionError as error:
        raise QueryError("the query is nested too deeply", cure="ask in parts") from error
    except QueryError:
        raise
    except Exception as error:  # rdflib raises plain exceptions for what its algebra refuses
        reason = " ".join(str(error).split())[:200]
        raise QueryError(f"the query cannot be understood: {reason}") from error
    return _KINDS[parsed[1].name]


def _names(tree: object) -> Iterator[str]:
    """Names of all nodes of a parse tree, without recursion."""
    todo = [tree]
    while todo:
        node = todo.pop()
        name = getattr(node, "name", None)
        if isinstance(node, dict):
            if isinstance(name, str):
                yield name
            todo += node.values()
        elif not isinstance(node, str) and hasattr(node, "__iter__"):
            todo += list(node)
