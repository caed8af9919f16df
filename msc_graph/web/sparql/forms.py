"""The forms that an answer can be asked for in: media types, and the short names clients send."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from msc_graph.store.results import GRAPH_TYPES, TABLE_TYPES
from msc_graph.web.accept import choose_type

__all__ = ["Form", "choose_form", "list_forms", "prefers_page"]

_PAGE = "text/html"

#: Other names of a format in `Accept`, by format.
_TABLE_ALIASES = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
}
_GRAPH_ALIASES = {
    "turtle": ("application/x-turtle", "text/n3", "text/rdf+n3"),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}

#: Values of `format`, `output` or `results`, beside the names of the formats and their types.
_TABLE_WORDS = {"srj": "json", "srx": "xml"}
_GRAPH_WORDS = {
    "ttl": "turtle",
    "n3": "turtle",
    "nt": "ntriples",
    "n-triples": "ntriples",
    "json-ld": "jsonld",
    "json": "jsonld",
    "rdf": "rdfxml",
    "rdf+xml": "rdfxml",
    "rdf-xml": "rdfxml",
    "xml": "rdfxml",
}

_SUFFIXES = {
    "json": "json",
    "xml": "xml",
    "csv": "csv",
    "tsv": "tsv",
    "turtle": "ttl",
    "ntriples": "nt",
    "jsonld": "jsonld",
    "rdfxml": "rdf",
}


class Form(NamedTuple):
    """A format by the name that `write_answer` knows, and the media type that it is sent as."""

    name: str
    media_type: str

    @property
    def header(self) -> str:
        """Value of `Content-Type`; text says in which encoding it is."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type

    @property
    def suffix(self) -> str:
        """Suffix of the name of a file, without its dot."""
        return _SUFFIXES[self.name]


def _offer(types: Mapping[str, str], aliases: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    own = {media_type: name for name, media_type in types.items()}
    other = {media_type: name for name, found in aliases.items() for media_type in found}
    return MappingProxyType({**own, **other})


def _bare(types: Mapping[str, str]) -> Mapping[str, str]:
    """Media types without their parameters."""
    return {name: media_type.partition(";")[0] for name, media_type in types.items()}


#: Media type by format, of tables and of graphs; and the way back, the one we like best first.
_TYPES = (_bare(TABLE_TYPES), _bare(GRAPH_TYPES))
_OFFERED = (_offer(_TYPES[False], _TABLE_ALIASES), _offer(_TYPES[True], _GRAPH_ALIASES))
_WORDS = (_TABLE_WORDS, _GRAPH_WORDS)


def choose_form(accept: str | None, *, graph: bool, word: str = "") -> Form | None:
    """The form of an answer.

    Parameters
    ----------
    accept
        Value of the header `Accept`, or None.
    graph
        Whether the answer is a graph (CONSTRUCT, DESCRIBE) and no table (SELECT, ASK).
    word
        Value of `format`, `output` or `results`; one that we do not know is passed over.

    Returns
    -------
    Form or None
        None if the client takes none of ours.

    Examples
    --------
    >>> choose_form("text/*", graph=False).header
    'text/csv; charset=utf-8'
    >>> choose_form("*/*", graph=True, word="json").name
    'jsonld'
    """
    asked = word.strip().casefold()
    types, offered = _TYPES[graph], _OFFERED[graph]
    name = asked if asked in types else _WORDS[graph].get(asked, "")
    if name:
        return Form(name, types[name])
    if asked in offered:
        return Form(offered[asked], asked)
    chosen = choose_type(accept, tuple(offered))
    return Form(offered[chosen], chosen) if chosen else None


def list_forms(*, graph: bool) -> tuple[Form, ...]:
    """All forms of a kind of answer, by their own media types."""
    return tuple(Form(name, media_type) for name, media_type in _TYPES[graph].items())


def prefers_page(accept: str | None, *, graph: bool) -> bool:
    """Whether a client wants a page for people more than anything that we have for programs.

    Examples
    --------
    >>> prefers_page("text/html,application/xml;q=0.9,*/*;q=0.8", graph=True)
    True
    >>> prefers_page("*/*", graph=True)
    False
    """
    return choose_type(accept, (*_OFFERED[graph], _PAGE)) == _PAGE
