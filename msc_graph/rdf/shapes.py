"""SHACL: whether the RDF of a graph is of the form that the ontology's shapes ask for."""

from __future__ import annotations

from pathlib import Path

from rdflib import RDF, RDFS, SH, Dataset, Graph
from rdflib.term import Node

from msc_graph.bundle import find_folder
from msc_graph.rdf.ontology import read_ontology
from msc_graph.rdf.terms import MSCO

__all__ = ["check_shapes"]

_TARGETS = {"entity": MSCO.Entity, "statement": MSCO.Statement, "evidence": MSCO.Evidence}


def check_shapes(graph: Graph | Dataset) -> list[str]:
    """Check a graph against the shapes; nothing is fetched.

    Parameters
    ----------
    graph
        A graph of the model, or a dataset, of which all graphs are read together.

    Returns
    -------
    list of str
        One line per fault, sorted; empty if the graph is sound. A kind of thing that the graph
        does not hold at all is a fault, since then nothing was checked.

    Raises
    ------
    DataError
        If the shapes or the ontology of this installation cannot be read.

    Examples
    --------
    >>> check_shapes(Graph())[0]
    'no entity was found: nothing was checked'
    """
    merged = _merge(graph)
    empty = [
        f"no {name} was found: nothing was checked"
        for name, target in _TARGETS.items()
        if not _has_member(merged, target)
    ]
    if len(empty) == len(_TARGETS):
        return empty
    from pyshacl import validate

    _, report, _ = validate(
        merged,
        shacl_graph=_read_shapes(),
        advanced=False,
        js=False,
        do_owl_imports=False,
        inplace=True,
    )
    return sorted({*empty, *_lines(report)})


def _merge(graph: Graph | Dataset) -> Graph:
    """All triples with the ontology's classes, by which members of subclasses are found."""
    merged = Graph(bind_namespaces="none")
    if isinstance(graph, Dataset):
        for s, p, o, _ in graph.quads():
            merged.add((s, p, o))
    else:
        for triple in graph:
            merged.add(triple)
    ontology = read_ontology(find_folder("ontology") / "msc.ttl")
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        merged.add(triple)
    return merged


def _has_member(graph: Graph, target: Node) -> bool:
    classes = graph.transitive_subjects(RDFS.subClassOf, target)
    return any((None, RDF.type, member) in graph for member in classes)


def _read_shapes() -> Graph:
    folder: Path = find_folder("ontology") / "shapes"
    shapes = Graph(bind_namespaces="none")
    for path in sorted(folder.glob("*.ttl")):
        for triple in read_ontology(path):
            shapes.add(triple)
    return shapes


def _lines(report: Graph) -> list[str]:
    lines = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node = report.value(result, SH.focusNode)
        value = report.value(result, SH.value)
        shown = f" (found {value})" if value is not None and value != node else ""
        message = report.value(result, SH.resultMessage)
        lines.append(" ".join(f"{node}: {message}{shown}".split())[:500])
    return lines
