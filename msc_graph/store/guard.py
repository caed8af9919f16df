"""Which queries are let through: reading ones, of this graph, that can be parsed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msc_graph.exceptions import QueryError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES

__all__ = ["MAX_BYTES", "Token", "check_query", "tokenise"]

#: Longest query (bytes of UTF-8).
MAX_BYTES = 100_000

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<text>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<node>_:[\w.-]+)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*)
    |(?P<word>[^\W\d_]\w*)
    |(?P<mark>[{}()])""",
    re.VERBOSE | re.DOTALL,
)

#: An escape that denotes an ASCII character: parsers differ in when they read it, so that a text
#: could be a string to the one and code to the other.
_ESCAPE = re.compile(r"\\u(?:0000|00[0-7][0-9a-f])", re.IGNORECASE)

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"])


@dataclass(frozen=True, slots=True)
class Token:
    """A word, name or mark of a query; `kind` is the group of the pattern that matched."""

    kind: str
    text: str
    start: int


def tokenise(text: str) -> Iterator[Token]:
    """Tokens of a query, white space and comments left out.

    Examples
    --------
    >>> [t.text for t in tokenise("ASK { ?s a 'x } #' } # end")]
    ['ASK', '{', '?s', 'a', "'x } #'", '}']
    """
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "comment":
            yield Token(match.lastgroup, match[0], match.start())


def check_query(
    text: str, prefixes: Mapping[str, str] = STANDARD_PREFIXES, graphs: Collection[str] = ()
) -> str:
    """Kind of a query that may be run: `select`, `ask`, `construct` or `describe`.

    Parameters
    ----------
    text
        The query; it is looked at and not changed.
    prefixes
        Prefixes that it may use without declaring them.
    graphs
        IRIs that may stand after FROM and FROM NAMED.

    Raises
    ------
    QueryError
        If it is longer than 100 kB, changes the graph, asks another server (SERVICE) or another
        dataset (FROM), or is no SPARQL 1.1 query. Line and column are those of the text given.

    Examples
    --------
    >>> check_query("SELECT ?s WHERE { ?s rdfs:label ?label }")
    'select'
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise QueryError("the query is longer than 100 kB", cure="ask in parts")
    escape = _ESCAPE.search(text)
    if escape:
        raise QueryError(
            f"an escaped ASCII character is not allowed ({_place(text, escape.start())})",
            cure="write the character itself",
        )
    clauses = _check_tokens(text, prefixes, graphs)
    from msc_graph.rdf.sparql import parse_query

    # A carriage return ends a comment for one parser and not for the other.
    return parse_query(text.replace("\r\n", "\n").replace("\r", "\n"), prefixes, clauses=clauses)


def _check_tokens(text: str, prefixes: Mapping[str, str], graphs: Collection[str]) -> int:
    """Number of FROM clauses, all of graphs that may be named there."""
    tokens = list(tokenise(text))
    bases = dict(prefixes)
    declared: set[str] = set()
    clauses = 0
    for place, token in enumerate(tokens):
        word = token.text.upper() if token.kind == "word" else ""
        if word in _UPDATES:
            raise QueryError(
                f"{word} is not allowed: the graph is only read ({_place(text, token.start)})",
                cure="ask with SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        if word == "FROM" and _find_graph(tokens[place + 1 :], bases) in graphs:
            clauses += 1
        elif word in ("SERVICE", "FROM"):
            known = f"; its graphs are {', '.join(sorted(graphs))}" if word == "FROM" else ""
            raise QueryError(
                f"{word} is not allowed ({_place(text, token.start)})",
                cure=f"ask this graph only{known if graphs else ''}",
            )
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if place and tokens[place - 1].text.upper() == "PREFIX":
                # A prefix that is declared twice stands for no graph.
                following = tokens[place + 1].text if place + 1 < len(tokens) else ""
                bases[prefix] = "" if prefix in declared else following.strip("<>")
                declared.add(prefix)
            elif prefix not in bases:
                raise QueryError(
                    f"the prefix {prefix!r} is not declared ({_place(text, token.start)})",
                    cure=f"start the query with PREFIX {prefix}: <…>",
                )
    return clauses


def _find_graph(tokens: Sequence[Token], bases: Mapping[str, str]) -> str:
    """IRI that a dataset clause names; its tokens are those after FROM."""
    names = [token for token in tokens[:2] if token.text.upper() != "NAMED"]
    if names and names[0].kind == "iri":
        return names[0].text[1:-1]
    if names and names[0].kind == "name":
        prefix, _, local = names[0].text.partition(":")
        return f"{bases.get(prefix, '')}{local}"
    return ""


def _place(text: str, start: int) -> str:
    """Line and column of a position; a line ends at a line feed, a carriage return or both."""
    lines = re.split("\r\n|\r|\n", text[:start])
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
