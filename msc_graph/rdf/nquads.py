"""N-Quads and N-Triples, sorted by line: the syntax that engines read fastest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import XSD, URIRef
from rdflib.term import Literal, Node

from msc_graph.rdf.dataset import Quad

__all__ = ["quote", "render_nquads", "render_ntriples"]

_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f\ud800-\udfff]')
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def render_nquads(quads: Iterable[Quad]) -> str:
    """All quads, one a line, sorted."""
    terms = _Terms()
    return _join(f"{terms[s]} {terms[p]} {terms[o]} {terms[g]} .\n" for s, p, o, g in quads)


def render_ntriples(quads: Iterable[Quad]) -> str:
    """The union of all graphs, one triple a line, sorted."""
    terms = _Terms()
    return _join(f"{terms[s]} {terms[p]} {terms[o]} .\n" for s, p, o, _ in quads)


def quote(text: str) -> str:
    r"""A text in quotation marks, safe on one line of N-Quads and Turtle.

    Half a surrogate pair, which no file can hold, becomes the replacement character.

    Examples
    --------
    >>> print(quote('a "b"\n\\'))
    "a \"b\"\n\\"
    """
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character >= "\ud800":
        return "\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def _join(lines: Iterable[str]) -> str:
    return "".join(sorted(set(lines)))


class _Terms(dict[Node, str]):
    """Written form of each term, made once."""

    def __missing__(self, term: Node) -> str:
        if isinstance(term, Literal):
            text = quote(str(term))
            if term.language:
                text += f"@{term.language}"
            elif term.datatype and term.datatype != XSD.string:
                text += f"^^<{term.datatype}>"
        elif isinstance(term, URIRef):
            text = f"<{term}>"
        else:
            text = f"_:{term}"
        self[term] = text
        return text
