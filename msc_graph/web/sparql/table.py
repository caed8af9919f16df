"""An answer as a table of a page: what stands in each cell, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces
from msc_graph.store.base import Answer, Term

__all__ = ["Cell", "Column", "Table", "lay_out", "list_ids", "page_url"]

#: Texts, and links, up to this length (characters) are not broken into lines.
_BRIEF, _BRIEF_LINK = 24, 44

_XSD = STANDARD_PREFIXES["xsd"]
_NUMBERS = frozenset(
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


class Cell(NamedTuple):
    """Text of a cell, where it leads (or nowhere), its language (or none)."""

    text: str
    url: str = ""
    language: str = ""

    @property
    def brief(self) -> bool:
        """Whether it fits into one line."""
        return len(self.text) <= (_BRIEF_LINK if self.url else _BRIEF)


class Column(NamedTuple):
    """Name of a column, and whether all that stands in it are numbers."""

    name: str
    number: bool


class Table(NamedTuple):
    """Columns and rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def page_url(query: str) -> str:
    """Address of the query page with a query on it.

    Examples
    --------
    >>> page_url("ASK {}")
    '/sparql/page?query=ASK+%7B%7D'
    """
    return f"/sparql/page?{urlencode({'query': query})}"


def list_ids(answer: Answer, names: Namespaces) -> list[str]:
    """Ids of the things that the rows name, each once, sorted."""
    _, rows = _find_rows(answer)
    iris = {term.value for row in rows for term in row if term and term.kind == "iri"}
    return sorted(filter(None, map(names.compress, iris)))


def lay_out(answer: Answer, names: Namespaces, pages: Mapping[str, str]) -> Table:
    """The table of a SELECT, CONSTRUCT or DESCRIBE.

    Parameters
    ----------
    answer
        The answer.
    names
        Of the graph; other IRIs are shortened by the standard prefixes.
    pages
        Address of our page about an id, of those that have one. Other IRIs lead to what the
        graph says of them.
    """
    declared = Namespaces(names.declared())

    @cache
    def show(term: Term | None) -> Cell:
        if term is None:
            return Cell("")
        if term.kind == "iri":
            text = names.compress(term.value) or declared.compress(term.value) or term.value
            return Cell(text, pages.get(text) or page_url(f"DESCRIBE <{term.value}>"))
        if term.kind == "bnode":
            return Cell(f"_:{term.value}")
        return Cell(term.value, language=term.language)

    titles, rows = _find_rows(answer)
    columns = tuple(
        Column(title, _is_number([row[place] for row in rows]))
        for place, title in enumerate(titles)
    )
    return Table(columns, tuple(tuple(show(term) for term in row) for row in rows))


def _find_rows(answer: Answer) -> tuple[tuple[str, ...], Sequence[tuple[Term | None, ...]]]:
    if answer.kind == "graph":
        return ("subject", "predicate", "object"), answer.triples
    return answer.variables, answer.rows


def _is_number(terms: Sequence[Term | None]) -> bool:
    found = [term for term in terms if term is not None]
    return bool(found) and all(term.datatype in _NUMBERS for term in found)
