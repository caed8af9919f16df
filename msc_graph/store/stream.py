"""RDF of any size read as a stream: relations are handed on, descriptions are kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox
from rdflib import RDF, BNode, URIRef
from rdflib.term import Literal, Node

from msc_graph.exceptions import DataError
from msc_graph.rdf.index import TripleIndex
from msc_graph.rdf.relations import REIFIES, classify_predicate, own_predicate
from msc_graph.rdf.terms import MSCO
from msc_graph.vocabulary import BASE_IRI

__all__ = ["Spool", "holds_foreign_terms"]

#: Quads that are written to the store at a time.
_BATCH = 100_000
#: Nodes whose triples are kept at hand.
_AT_HAND = 64

_SYNTAXES = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
}
_NAMES = {"nt": "N-Triples", "nquads": "N-Quads", "turtle": "Turtle", "trig": "TriG"}
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_PREDICATE, _TYPE = str(RDF.predicate), str(RDF.type)
#: What an entity of a category of another graph is.
_ENTITY = ox.NamedNode(str(MSCO.Entity))

#: Takes subject, predicate and object of a relation, as IRIs.
Take = Callable[[str, str, str], None]


class Spool(TripleIndex):
    """What a stream of RDF says of single nodes, by node.

    Parameters
    ----------
    folder
        An empty folder for what is kept; none keeps it in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._store = ox.Store(str(folder)) if folder else ox.Store()
        self._batch: list[ox.Quad] = []
        self._at_hand: dict[Node, Mapping[Node, list[Node]]] = {}

    def read(self, stream: BinaryIO, syntax: str, path: Path, take: Take) -> dict[str, str]:
        """Read a stream.

        Parameters
        ----------
        stream
            Its bytes.
        syntax
            `nt`, `nquads`, `turtle` or `trig`.
        path
            Its file, for messages.
        take
            Gets every relation between two IRIs; all graphs are read together.

        Returns
        -------
        dict of str to str
            IRI base by prefix, as the file binds them.

        Raises
        ------
        DataError
            If it is not of its syntax.
        """
        parser = ox.parse(stream, format=_SYNTAXES[syntax], base_iri=BASE_IRI)
        for quad in _iterate(parser, syntax, path):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            use = classify_predicate(predicate)
            if use == "description":
                self._keep(subject, quad.predicate, value)
            elif predicate == REIFIES:
                self._keep_reified(subject, value)
            elif (
                use == "relation"
                and isinstance(subject, ox.NamedNode)
                and isinstance(value, ox.NamedNode)
            ):
                take(subject.value, predicate, value.value)
        self._write()
        return dict(parser.prefixes)

    def nodes(self, predicate: str, value: str | None = None) -> Iterator[Node]:
        """Nodes with a property, or with this IRI as its value; a node perhaps more than once."""
        wanted = ox.NamedNode(value) if value else None
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), wanted):
            yield _to_node(quad.subject)

    def pairs(self, predicate: str) -> Iterator[tuple[Node, Node]]:
        """Nodes with a property, and its values."""
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            yield _to_node(quad.subject), _to_node(quad.object)

    @staticmethod
    def node(iri: str) -> URIRef:
        """The node of an IRI."""
        return URIRef(iri)

    @staticmethod
    def is_iri(node: Node) -> bool:
        """Whether a node is an IRI, and no blank node or literal."""
        return isinstance(node, URIRef)

    def subjects(self) -> Iterator[Node]:
        """Every node that is described, perhaps more than once."""
        return (_to_node(quad.subject) for quad in self._store)

    def predicates(self, subject: Node) -> Iterator[Node]:
        """Every property of a node."""
        return iter(self._describe(subject))

    def all(self, subject: Node, predicate: URIRef | str) -> list[Node]:
        """Every value, once, sorted."""
        term = predicate if isinstance(predicate, URIRef) else _iri(predicate)
        values = self._describe(subject).get(term)
        if not values:
            return []
        if len(values) == 1:
            return list(values)
        return sorted(set(values), key=lambda v: (isinstance(v, Literal), str(v)))

    def _describe(self, subject: Node) -> Mapping[Node, list[Node]]:
        found = self._at_hand.get(subject)
        if found is None:
            found = self._look_up(subject)
            while len(self._at_hand) >= _AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[subject] = found
        return found

    def _look_up(self, subject: Node) -> Mapping[Node, list[Node]]:
        values: dict[Node, list[Node]] = {}
        term: ox.NamedNode | ox.BlankNode
        if isinstance(subject, URIRef):
            term = ox.NamedNode(str(subject))
        elif isinstance(subject, BNode):
            term = ox.BlankNode(str(subject))
        else:
            return values
        for quad in self._store.quads_for_pattern(term, None, None):
            values.setdefault(_iri(quad.predicate.value), []).append(_to_node(quad.object))
        return values

    def _keep(self, subject: object, predicate: ox.NamedNode, value: object) -> None:
        if not isinstance(value, ox.Triple):
            self._batch.append(ox.Quad(subject, predicate, value))  # type: ignore[arg-type]
            if len(self._batch) >= _BATCH:
                self._write()

    def _keep_reified(self, subject: object, value: object) -> None:
        if isinstance(value, ox.Triple):
            self._keep(subject, ox.NamedNode(str(RDF.subject)), value.subject)
            self._keep(subject, ox.NamedNode(_PREDICATE), value.predicate)
            self._keep(subject, ox.NamedNode(str(RDF.object)), value.object)

    def _write(self) -> None:
        self._store.bulk_extend(self._batch)
        self._batch.clear()


def holds_foreign_terms(path: Path, syntax: str) -> bool:
    """Whether a file of RDF holds relations or categories that are not of the ontology.

    The file is read up to the first such triple. What comes after an error is not looked at.
    """
    try:
        with path.open("rb") as file:
            parser = ox.parse(file, format=_SYNTAXES[syntax], base_iri=BASE_IRI)
            return any(_is_foreign(quad) for quad in parser)
    except (OSError, SyntaxError):
        return False


def _is_foreign(quad: ox.Quad) -> bool:
    predicate = quad.predicate.value
    if predicate == _TYPE:
        return quad.object == _ENTITY
    if predicate == _PREDICATE:
        value = quad.object
        return isinstance(value, ox.NamedNode) and not own_predicate(value.value)
    if predicate == REIFIES:
        value = quad.object
        return isinstance(value, ox.Triple) and not own_predicate(value.predicate.value)
    relation = classify_predicate(predicate) == "relation" and not own_predicate(predicate)
    ends = (quad.subject, quad.object)
    return relation and all(isinstance(end, ox.NamedNode) for end in ends)


def _iterate(parser: Iterable[ox.Quad], syntax: str, path: Path) -> Iterator[ox.Quad]:
    try:
        yield from parser
    except SyntaxError as error:
        reason = error.msg.rpartition(": ")[2] if error.msg else "it is broken"
        raise DataError(
            f"is not {_NAMES[syntax]} ({reason})",
            path=path,
            line=error.lineno or 0,
            cure="mend the syntax",
        ) from error


@lru_cache(100_000)
def _iri(value: str) -> URIRef:
    return URIRef(value)


def _to_node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        return Literal(term.value, datatype=None if datatype == _STRING else datatype)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise TypeError(f"{term!r} is no node")
