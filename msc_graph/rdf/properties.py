"""Relations as RDF properties: ours, and those of other graphs with what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Literal, Node

from msc_graph.rdf.index import TripleIndex
from msc_graph.rdf.namespaces import Namespaces, escape_local
from msc_graph.rdf.relations import classify_predicate, own_predicate
from msc_graph.rdf.terms import MSCO, Triple, predicate_term
from msc_graph.vocabulary import BASE_IRI, FOREIGN, Predicate, load_vocabulary

__all__ = ["Properties", "read_property"]

#: Where a relation of another graph gets its IRI if it has none of its own.
_COINED = f"{BASE_IRI}relation/"
_COINED_NAMES = Namespaces({"relation": _COINED})

_NO_SIGN = Literal(0)


class Properties:
    """The properties of the relations of a graph.

    A relation of the ontology is its property. One of another graph keeps its own IRI. It gets
    one of ours where it has none, where it is a reading of its own (`biolink:affects(-)`, of which
    the graph tells the sign), and where its triples would be taken for a description.

    Parameters
    ----------
    predicates
        Relation by name.
    names
        The prefix map.

    Examples
    --------
    >>> names = Namespaces({"biolink": "https://w3id.org/biolink/vocab/"})
    >>> known = {n: Predicate(n, n, -1, "foreign", False, "biolink:eats") for n in ("biolink:eats", "biolink:eats(-)")}
    >>> properties = Properties(known, names)
    >>> for name in ("inhibits", *known):
    ...     print(properties.term(name))
    https://w3id.org/msc-graph/ontology/inhibits
    https://w3id.org/biolink/vocab/eats
    https://w3id.org/msc-graph/relation/biolink:eats(-)
    """

    def __init__(self, predicates: Mapping[str, Predicate], names: Namespaces) -> None:
        self._predicates = predicates
        self._names = names
        self._terms = {name: predicate_term(name) for name in load_vocabulary().predicates}
        self._signs = {name: Literal(p.sign) for name, p in predicates.items()}

    def term(self, name: str) -> URIRef:
        """The property of a relation, by its name."""
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = self._make_term(name)
        return term

    def sign(self, name: str) -> Literal:
        """Sign of a relation; 0 of one that nobody knows."""
        return self._signs.get(name, _NO_SIGN)

    def declare(self, used: Iterable[str]) -> Iterator[Triple]:
        """What is known of the relations of other graphs among some, in the words of the ontology."""
        for name in sorted(set(used) - load_vocabulary().predicates.keys()):
            predicate = self._predicates.get(name)
            if predicate is not None:
                yield from self._describe(self.term(name), predicate)

    def _describe(self, node: URIRef, predicate: Predicate) -> Iterator[Triple]:
        yield node, RDF.type, OWL.ObjectProperty
        if predicate.symmetric:
            yield node, RDF.type, OWL.SymmetricProperty
        yield node, RDFS.label, Literal(predicate.label)
        yield node, MSCO.sign, Literal(predicate.sign)
        yield node, MSCO.role, Literal(predicate.role)
        if predicate.biolink:
            yield node, MSCO.biolinkPredicate, URIRef(self._expand(predicate.biolink))
        if predicate.qualified_predicate:
            qualified = URIRef(self._expand(predicate.qualified_predicate))
            yield node, MSCO.biolinkQualifiedPredicate, qualified
        if predicate.object_aspect:
            yield node, MSCO.biolinkObjectAspect, Literal(predicate.object_aspect)
        if predicate.object_direction:
            yield node, MSCO.biolinkObjectDirection, Literal(predicate.object_direction)
        if predicate.reverse:
            yield node, MSCO.reverse, Literal(True)

    def _make_term(self, name: str) -> URIRef:
        predicate = self._predicates.get(name)
        if predicate is None or predicate.biolink == name:
            iri = self._expand(name)
            if classify_predicate(iri) == "relation" and not own_predicate(iri):
                return URIRef(iri)
        return URIRef(f"{_COINED}{escape_local(name)}")

    def _expand(self, name: str) -> str:
        """IRI of a name, from which the name can be told again."""
        if self._names.is_known(name):
            iri = self._names.expand(name)
            if not iri.startswith(_COINED) and self._names.compress(iri) in (None, name):
                return iri
        return f"{_COINED}{escape_local(name)}"


def read_property(
    node: URIRef, index: TripleIndex, identify: Callable[[str], str]
) -> Predicate | None:
    """The relation that a graph declares a property to be, in the words of the ontology.

    Parameters
    ----------
    node
        The property.
    index
        What the graph says.
    identify
        Gives the id of an IRI.

    Returns
    -------
    Predicate or None
        None if the graph gives it no role and sign that are known here.
    """
    role, sign = index.text(node, MSCO.role), index.text(node, MSCO.sign)
    if sign not in ("-1", "0", "1") or role not in _roles():
        return None
    name = _name(node, identify)
    plain, qualified = (
        next((_name(value, identify) for value in index.all(node, term)), "")
        for term in (MSCO.biolinkPredicate, MSCO.biolinkQualifiedPredicate)
    )
    return Predicate(
        name,
        index.text(node, RDFS.label) or name,
        int(sign),
        role,
        OWL.SymmetricProperty in index.all(node, RDF.type),
        plain or name,
        qualified,
        index.text(node, MSCO.biolinkObjectAspect),
        index.text(node, MSCO.biolinkObjectDirection),
        index.text(node, MSCO.reverse) == "true",
    )


def _roles() -> set[str]:
    return {FOREIGN, *(p.role for p in load_vocabulary().predicates.values())}


def _name(node: Node, identify: Callable[[str], str]) -> str:
    """Name of the relation of a property."""
    coined = _COINED_NAMES.compress(str(node))
    return coined.partition(":")[2] if coined else identify(str(node))
