"""Which queries are let through: reading ones, of this graph, that can be parsed.

What rdflib's grammar finds decides. The words of the text are looked at too, as a second wall: the
engine has a parser of its own, and where the two should ever differ, a clause that the one has not
seen still stands there as a word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from msc_graph.exceptions import QueryError, RefusedQueryError
from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.rdf.sparql import find_position, parse_query
from msc_graph.store.tokens import Token, tokenise

__all__ = ["MAX_BYTES", "Checked", "Token", "check_length", "check_query", "read_query", "tokenise"]

#: Longest query (bytes of UTF-8).
MAX_BYTES = 100_000

#: What begins an escape: a backslash that is not escaped itself.
_BACKSLASH = r"(?<!\\)(?:\\\\)*(\\)"

#: Characters that no query may hold, what is said of them, and the cure. Of escaped ASCII, parsers
#: differ in when they read it, so that a text could be a string to the one and code to the other.
_BAD = (
    (
        re.compile(rf"{_BACKSLASH}(?:u00[0-7][0-9A-Fa-f]|U000000[0-7][0-9A-Fa-f])"),
        "an escaped ASCII character is not allowed",
        "write the character itself",
    ),
    (
        re.compile(rf"(?:([\ud800-\udfff])|{_BACKSLASH}u[Dd][89A-Fa-f][0-9A-Fa-f]{{2}})"),
        "half a surrogate pair is no character",
        "write all of it",
    ),
)

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"])
_READ_ONLY = ": the graph is only read"
_READING = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE"


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a query that may be run.

    Attributes
    ----------
    kind
        `select`, `ask`, `construct` or `describe`.
    chooses
        Whether it names its graphs with FROM.
    """

    kind: str
    chooses: bool


def check_query(
    text: str, prefixes: Mapping[str, str] = STANDARD_PREFIXES, graphs: Collection[str] = ()
) -> str:
    """Kind of a query that may be run; see `read_query`.

    Raises
    ------
    QueryError
        If it may not be run.

    Examples
    --------
    >>> check_query("SELECT ?s WHERE { ?s rdfs:label ?label }")
    'select'
    """
    return read_query(text, prefixes, graphs).kind


def read_query(
    text: str, prefixes: Mapping[str, str] = STANDARD_PREFIXES, graphs: Collection[str] = ()
) -> Checked:
    """Find out whether a query may be run.

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
    RefusedQueryError
        If it changes the graph, or asks another server (SERVICE) or another dataset (FROM).
    QueryError
        If it is longer than 100 kB, or no SPARQL 1.1 query. Line and column are those of the text
        given, also of what is refused.
    """
    check_length(text)
    _check_characters(text)
    try:
        parsed = parse_query(text, prefixes)
    except QueryError as error:
        _refuse_update(text)
        raise error from None
    found = _Words(text)
    if parsed.services or found.places("SERVICE"):
        raise found.refuse("SERVICE", "", "ask this graph only")
    strange = [i for i, source in enumerate(parsed.sources) if source not in graphs]
    if strange or len(found.places("FROM")) > len(parsed.sources):
        known = f"; its graphs are {', '.join(sorted(graphs))}" if graphs else ""
        number = strange[0] if strange else -1
        raise found.refuse("FROM", "", f"ask this graph only{known}", number)
    for update in sorted(_UPDATES):
        if found.places(update):
            raise found.refuse(update, _READ_ONLY, _READING)
    for prefix in parsed.unknown:
        raise _at(
            found.place_of_prefix(prefix),
            QueryError,
            f"the prefix {prefix!r} is not declared",
            f"start the query with PREFIX {prefix}: <…>",
        )
    return Checked(parsed.kind, bool(parsed.sources))


def check_length(text: str) -> None:
    """Let a query through that is not too long to be looked at.

    Raises
    ------
    QueryError
        If it is longer than 100 kB.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise QueryError("the query is longer than 100 kB", cure="ask in parts")


def _check_characters(text: str) -> None:
    for pattern, message, cure in _BAD:
        match = pattern.search(text)
        if match and match.lastindex:
            start = match.start(match.lastindex)
            raise _at(find_position(text, start), QueryError, message, cure)


def _refuse_update(text: str) -> None:
    """If a text that is no query has a word of an update outside of braces, say that it is one."""
    depth = 0
    for token in tokenise(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        word = token.text.upper()
        if depth <= 0 and token.kind == "word" and word in _UPDATES:
            place = find_position(text, token.start)
            raise _at(place, RefusedQueryError, f"{word} is not allowed{_READ_ONLY}", _READING)


class _Words:
    """Where the words of a query stand."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokenise(text))
        self._places: dict[str, list[int]] = {}
        for token in self._tokens:
            if token.kind == "word":
                self._places.setdefault(token.text.upper(), []).append(token.start)

    def places(self, word: str) -> list[int]:
        """Where a word stands."""
        return self._places.get(word, [])

    def refuse(self, word: str, why: str, cure: str, number: int = 0) -> QueryError:
        """The refusal of a clause, with the place of its word: the first, or another by number."""
        places = self.places(word)
        position = find_position(self._text, places[number]) if number < len(places) else None
        return _at(position, RefusedQueryError, f"{word} is not allowed{why}", cure)

    def place_of_prefix(self, prefix: str) -> tuple[int, int] | None:
        """Line and column of the first name that has a prefix."""
        for token in self._tokens:
            if token.kind == "name" and token.text.partition(":")[0] == prefix:
                return find_position(self._text, token.start)
        return None


def _at(
    position: tuple[int, int] | None, kind: type[QueryError], message: str, cure: str
) -> QueryError:
    """An error that says where: the words of a text may be others than its parser found."""
    if position is None:
        return kind(message, cure=cure)
    line, column = position
    told = f"{message} (line {line}, column {column})"
    return kind(told, cure=cure, line=line, column=column)
