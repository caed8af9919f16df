"""JSON-LD in one fixed order, one node a line, its context in the file itself."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rdflib import RDF, XSD, URIRef
from rdflib.term import Literal, Node

from msc_graph.rdf.dataset import Quad
from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces

__all__ = ["render_jsonld"]

Properties = dict[Node, set[Node]]

_SURROGATES = dict.fromkeys(range(55296, 57344), "�")


def render_jsonld(quads: Iterable[Quad]) -> str:
    """Every graph by its name.

    Properties are shortened by the standard prefixes; entities keep their full IRI, since a prefix
    whose base ends in `_` is read differently by different tools.
    """
    names = Namespaces(STANDARD_PREFIXES)
    graphs: dict[URIRef, dict[Node, Properties]] = {}
    for s, p, o, g in quads:
        graphs.setdefault(g, {}).setdefault(s, {}).setdefault(p, set()).add(o)
    context = {p: b for p, b in sorted(STANDARD_PREFIXES.items()) if b[-1] in "/#"}
    parts = [
        f'{{"@id": {_dump(str(graph))}, "@graph": [\n'
        + ",\n".join(
            _dump(_node(s, graphs[graph][s], names)) for s in sorted(graphs[graph], key=str)
        )
        + "\n]}"
        for graph in sorted(graphs)
    ]
    return f'{{"@context": {_dump(context)},\n"@graph": [\n' + ",\n".join(parts) + "\n]}\n"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_SURROGATES)


def _node(subject: Node, properties: Properties, names: Namespaces) -> dict[str, object]:
    node: dict[str, object] = {"@id": str(subject)}
    for predicate in sorted(properties, key=str):
        objects = sorted(properties[predicate], key=lambda o: (isinstance(o, Literal), str(o)))
        if predicate == RDF.type:
            node["@type"] = [str(o) for o in objects]
        else:
            key = names.compress(str(predicate)) or str(predicate)
            node[key] = [_value(o) for o in objects]
    return node


def _value(term: Node) -> object:
    if not isinstance(term, Literal):
        return {"@id": str(term)}
    if term.language:
        return {"@value": str(term), "@language": term.language}
    if term.datatype in (XSD.boolean, XSD.integer):
        return term.toPython()
    if term.datatype and term.datatype != XSD.string:
        return {"@value": str(term), "@type": str(term.datatype)}
    return str(term)
