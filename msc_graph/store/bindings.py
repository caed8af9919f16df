"""Values of a query's variables, put in as a VALUES block and never into the text of a pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import pyoxigraph as ox

from msc_graph.exceptions import QueryError
from msc_graph.rdf.namespaces import is_absolute
from msc_graph.store.base import Term
from msc_graph.store.guard import Token, tokenise

__all__ = ["asks_graph", "bind", "declare", "find_kind", "write_term"]

_KINDS = ("select", "ask", "construct", "describe")
#: What may stand before the word that says what a query is, and that word.
_PROLOGUE = re.compile(
    r"(?:\s|\#[^\n\r]*|<[^<>\s]*>|BASE\b|PREFIX\b|[^\s<>\#:{}()'\"]*:)*+", re.IGNORECASE
)
_WORD = re.compile("[A-Za-z]+")
_LANGUAGE = re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


def bind(text: str, kind: str, bindings: Mapping[str, Term]) -> str:
    r"""The query with its variables bound.

    Parameters
    ----------
    text
        A query that `check_query` let through.
    kind
        What `check_query` said of it.
    bindings
        Term by variable name.

    Raises
    ------
    QueryError
        If the query has no variable of that name, or a term is no IRI or literal.

    Examples
    --------
    >>> bind("ASK { ?s ?p ?o }", "ask", {"o": Term("literal", 'a "b"')})
    'ASK { VALUES (?o) { ("a \\"b\\"") } ?s ?p ?o }'
    """
    if not bindings:
        return text
    tokens = list(tokenise(text))
    variables = {token.text[1:] for token in tokens if token.kind == "variable"}
    for name in bindings:
        if name not in variables:
            listed = ", ".join(sorted(variables)) or "none"
            raise QueryError(f"the query has no variable ?{name}", cure=f"it has {listed}")
    names = sorted(bindings)
    head = " ".join(f"?{name}" for name in names)
    block = f"VALUES ({head}) {{ ({' '.join(write_term(bindings[n]) for n in names)}) }}"
    place = _find_place(tokens, kind)
    if place is None:
        return f"{text}\n{block}"
    return f"{text[:place]} {block}{text[place:]}"


def declare(text: str, prefixes: Mapping[str, str]) -> str:
    """The query with the prefixes declared that it uses, for an engine that does not know them.

    Parameters
    ----------
    text
        A query that `check_query` let through.
    prefixes
        IRI base by prefix.

    Examples
    --------
    >>> print(declare("ASK { ?s rdfs:label ?o }", {"rdfs": "http://www.w3.org/2000/01/rdf-schema#"}))
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    ASK { ?s rdfs:label ?o }
    """
    tokens = list(tokenise(text))
    own = {
        name.text.partition(":")[0]
        for word, name in pairwise(tokens)
        if word.text.upper() == "PREFIX"
    }
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"} - own
    return "".join(f"PREFIX {p}: <{prefixes[p]}>\n" for p in sorted(used & prefixes.keys())) + text


def find_kind(text: str) -> str:
    """Kind that a query says it is, whether or not it may be run; empty if it says none.

    It looks at the prologue alone, once: a text of any length and make costs next to nothing.

    Examples
    --------
    >>> find_kind("PREFIX ask: <urn:x> # SELECT ?x" + chr(10) + "DESCRIBE ask:select")
    'describe'
    """
    prologue = _PROLOGUE.match(text)
    word = _WORD.match(text, prologue.end() if prologue else 0)
    kind = word[0].lower() if word else ""
    return kind if kind in _KINDS else ""


def asks_graph(text: str) -> bool:
    """Whether the answer to a query is a graph (CONSTRUCT, DESCRIBE) and no table (SELECT, ASK)."""
    return find_kind(text) in ("construct", "describe")


def _find_place(tokens: list[Token], kind: str) -> int | None:
    """Just inside the pattern of the query; None where the block must follow the query."""
    wanted = 1
    depth = 0
    for token, following in pairwise(tokens):
        if kind == "construct" and token.text.upper() == "CONSTRUCT":
            if following.text != "{":
                return None  # the short form takes triples only
            wanted = 2  # the first brace is that of the template
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == "{" and depth == 0:
            wanted -= 1
            if wanted == 0:
                return None if following.text.upper() == "SELECT" else token.start + 1
    return None


def write_term(term: Term) -> str:
    """A term as SPARQL writes it, quoted and escaped by the engine's own library.

    Raises
    ------
    QueryError
        If it is no IRI or literal.
    """
    language, datatype = term.language, term.datatype
    if term.kind == "iri" and is_absolute(term.value):
        return f"<{term.value}>"
    if term.kind == "literal" and not (language and datatype):
        if language and _LANGUAGE.fullmatch(language):
            return str(ox.Literal(term.value, language=language))
        if datatype and is_absolute(datatype):
            return str(ox.Literal(term.value, datatype=ox.NamedNode(datatype)))
        if not language and not datatype:
            return str(ox.Literal(term.value))
    raise QueryError(f"{term.value!r} cannot be bound", cure="bind an IRI or a literal")
