"""RDF as text, written by Oxigraph: the same records give the same bytes in every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, URIRef
from rdflib.term import Literal, Node

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.rdf.dataset import Quad, iterate_quads
from msc_graph.rdf.namespaces import Namespaces

__all__ = ["RDF_FORMATS", "dump_nquads", "serialise", "serialise_part", "to_quads"]

#: Syntaxes by name, with whether they hold named graphs or their union as one graph.
_SYNTAXES: Mapping[str, tuple[ox.RdfFormat, bool]] = {
    "jsonld": (ox.RdfFormat.JSON_LD, True),
    "nquads": (ox.RdfFormat.N_QUADS, True),
    "ntriples": (ox.RdfFormat.N_TRIPLES, False),
    "trig": (ox.RdfFormat.TRIG, True),
    "turtle": (ox.RdfFormat.TURTLE, False),
}

RDF_FORMATS = tuple(_SYNTAXES)


def serialise(corpus: Corpus, form: str) -> str:
    """Write a corpus in an RDF syntax.

    Parameters
    ----------
    corpus
        The records.
    form
        `jsonld`, `nquads` or `trig`, with all graphs by name; `ntriples` or `turtle`, with their
        union as one graph.

    Raises
    ------
    UsageError
        If there is no such syntax, or an id has a prefix that the corpus does not know.

    Examples
    --------
    >>> from msc_graph.curation.corpus import Corpus
    >>> "msco:Entity a owl:Class" in serialise(Corpus({}, {}, {}), "turtle")
    True
    """
    _, named = _find_syntax(form)
    quads = sorted(set(iterate_quads(corpus)), key=_order if named else _order_of_union)
    return _write(corpus, quads, form, named=named)


def serialise_part(corpus: Corpus, quads: Iterable[Quad], form: str) -> str:
    """Write some quads of a corpus in an RDF syntax, as one graph whichever they are of.

    Raises
    ------
    UsageError
        If there is no such syntax, or an id has a prefix that the corpus does not know.
    """
    return _write(corpus, sorted(set(quads), key=_order_of_union), form, named=False)


def _find_syntax(form: str) -> tuple[ox.RdfFormat, bool]:
    if form not in _SYNTAXES:
        raise UsageError(
            f"no RDF syntax is called {form!r}", cure=f"choose {', '.join(RDF_FORMATS)}"
        )
    return _SYNTAXES[form]


def _write(corpus: Corpus, quads: list[Quad], form: str, *, named: bool) -> str:
    syntax, _ = _find_syntax(form)
    prefixes = Namespaces(corpus.prefixes).declared()
    terms = _Terms()
    written: bytes | None = ox.serialize(
        terms.quads(quads) if named else terms.triples(quads), format=syntax, prefixes=prefixes
    )
    return (written or b"").decode("utf-8")


def dump_nquads(corpus: Corpus) -> bytes:
    """N-Quads for an engine: in the order in which they are made, since none is asked for.

    Raises
    ------
    UsageError
        If an id has a prefix that the corpus does not know.
    """
    return ox.serialize(to_quads(iterate_quads(corpus)), format=ox.RdfFormat.N_QUADS) or b""


def to_quads(quads: Iterable[Quad]) -> Iterator[ox.Quad]:
    """Quads of rdflib as quads of Oxigraph."""
    return _Terms().quads(quads)


def _order(quad: Quad) -> tuple[str, ...]:
    return (str(quad[3]), *_order_of_union(quad))


def _order_of_union(quad: Quad) -> tuple[str, ...]:
    """By subject; its type first, then its label, then the rest by name."""
    s, p, o, _ = quad
    rank = "0" if p == RDF.type else "1" if p == RDFS.label else "2"
    suffix = f"{o.datatype} {o.language}" if isinstance(o, Literal) else ""
    return str(s), rank, str(p), type(o).__name__, str(o), suffix


class _Terms:
    """Terms of rdflib as terms of Oxigraph, each made once."""

    def __init__(self) -> None:
        self._nodes: dict[Node, ox.NamedNode] = {}
        self._literals: dict[Node, ox.Literal] = {}

    def quads(self, quads: Iterable[Quad]) -> Iterator[ox.Quad]:
        for s, p, o, g in quads:
            yield ox.Quad(self._node(s), self._node(p), self._object(o), self._node(g))

    def triples(self, quads: list[Quad]) -> Iterator[ox.Triple]:
        before = None
        for s, p, o, _ in quads:
            if (s, p, o) != before:
                yield ox.Triple(self._node(s), self._node(p), self._object(o))
            before = (s, p, o)

    def _node(self, term: Node) -> ox.NamedNode:
        if term not in self._nodes:
            self._nodes[term] = ox.NamedNode(str(term))
        return self._nodes[term]

    def _object(self, term: Node) -> ox.NamedNode | ox.Literal:
        if not isinstance(term, Literal):
            return self._node(term)
        if term not in self._literals:
            self._literals[term] = _literal(term)
        return self._literals[term]


def _literal(term: Literal) -> ox.Literal:
    # Half a surrogate pair, which no file can hold, becomes a question mark.
    text = str(term).encode("utf-8", "replace").decode("utf-8")
    if term.language:
        return ox.Literal(text, language=term.language)
    datatype = URIRef(term.datatype) if term.datatype else XSD.string
    return ox.Literal(text, datatype=ox.NamedNode(str(datatype)))
