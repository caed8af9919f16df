"""The ontology read for what follows from it: the table of words and the alignments."""

from __future__ import annotations

from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from msc_graph.exceptions import DataError
from msc_graph.rdf.terms import MSCO
from msc_graph.vocabulary import ONTOLOGY_IRI, VOCABULARY_COLUMNS

__all__ = ["read_ontology", "render_alignments", "render_vocabulary"]

_MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
_SSSOM_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
)
#: Spelling of the other vocabularies' terms; OBO ids are told by their underscore.
_PREFIXES = {"biolink": "https://w3id.org/biolink/vocab/", "skos": str(SKOS), "msco": ONTOLOGY_IRI}
_OBO = "http://purl.obolibrary.org/obo/"


def read_ontology(path: Path) -> Graph:
    """Parse `msc.ttl`.

    Raises
    ------
    DataError
        If the file cannot be read or is not Turtle.
    """
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=path.read_text(encoding="utf-8"), format="turtle")
    except (OSError, ValueError, SyntaxError) as error:
        message = " ".join(str(error).split())[:200]
        raise DataError(f"is not Turtle: {message}", path=path, cure="mend the ontology") from error
    return graph


def render_vocabulary(path: Path) -> str:
    r"""Text of `vocabulary.tsv` that follows from an ontology.

    Raises
    ------
    DataError
        If the file cannot be read or is not Turtle.

    Examples
    --------
    >>> from msc_graph.bundle import find_folder
    >>> render_vocabulary(find_folder("ontology") / "msc.ttl").splitlines()[1]
    'category\tAnatomy\tanatomy\t\t\t\t\tbiolink:AnatomicalEntity\t\t\t'
    """
    graph = read_ontology(path)
    rows = [*_categories(graph), *_kinds(graph), *_predicates(graph), *_tokens(graph)]
    rows.sort(key=lambda row: (row["kind"], row["name"], row.get("parent", "")))
    lines = ["\t".join(row.get(c, "") for c in VOCABULARY_COLUMNS) for row in rows]
    return "\n".join(["\t".join(VOCABULARY_COLUMNS), *lines]) + "\n"


def render_alignments(path: Path) -> str:
    """Text of `alignments.sssom.tsv`: the matches of the ontology's terms to other vocabularies.

    Raises
    ------
    DataError
        If the file cannot be read or is not Turtle.
    """
    graph = read_ontology(path)
    rows = [
        (_curie(s), _text(graph, s, RDFS.label), _curie(match), _curie(o))
        for match in _MATCHES
        for s, o in graph.subject_objects(match)
    ]
    head = [
        "#mapping_set_id: https://w3id.org/msc-graph/ontology/alignments.sssom.tsv",
        "#license: https://creativecommons.org/licenses/by/4.0/",
        "#curie_map:",
        *(f"#  {prefix}: {base}" for prefix, base in _curie_map(rows).items()),
        "\t".join(_SSSOM_COLUMNS),
    ]
    body = ["\t".join((*row, "semapv:ManualMappingCuration")) for row in sorted(rows)]
    return "\n".join([*head, *body]) + "\n"


def _curie_map(rows: list[tuple[str, str, str, str]]) -> dict[str, str]:
    used = {curie.partition(":")[0] for s, _, p, o in rows for curie in (s, p, o)}
    bases = {prefix: _PREFIXES.get(prefix, f"{_OBO}{prefix}_") for prefix in used}
    bases["semapv"] = "https://w3id.org/semapv/vocab/"
    return dict(sorted(bases.items()))


def _curie(term: Node) -> str:
    text = str(term)
    for prefix, base in _PREFIXES.items():
        if text.startswith(base):
            return f"{prefix}:{text[len(base) :]}"
    return text.removeprefix(_OBO).replace("_", ":", 1)


def _text(graph: Graph, subject: Node, predicate: URIRef) -> str:
    value = graph.value(subject, predicate)
    return "" if value is None else str(value)


def _aligned(graph: Graph, subject: Node, predicate: URIRef) -> str:
    value = graph.value(subject, predicate)
    return "" if value is None else _curie(value)


def _name(term: Node) -> str:
    return str(term).removeprefix(ONTOLOGY_IRI)


def _categories(graph: Graph) -> list[dict[str, str]]:
    return [
        {
            "kind": "category",
            "name": _name(term),
            "label": _text(graph, term, RDFS.label),
            "aligned": _aligned(graph, term, MSCO.biolinkCategory),
        }
        for term in graph.subjects(RDFS.subClassOf, MSCO.Entity)
    ]


def _kinds(graph: Graph) -> list[dict[str, str]]:
    return [
        {
            "kind": "subcategory",
            "name": _name(term),
            "label": _text(graph, term, SKOS.notation),
            "parent": _name(category),
        }
        for category in graph.subjects(RDFS.subClassOf, MSCO.Entity)
        for term in graph.subjects(RDFS.subClassOf, category)
    ]


def _predicates(graph: Graph) -> list[dict[str, str]]:
    return [
        {
            "kind": "predicate",
            "name": _name(term),
            "label": _text(graph, term, RDFS.label),
            "sign": _text(graph, term, MSCO.sign),
            "role": str(role),
            "symmetric": str((term, RDF.type, OWL.SymmetricProperty) in graph).lower(),
            "aligned": _aligned(graph, term, MSCO.biolinkPredicate),
            "qualified_predicate": _aligned(graph, term, MSCO.biolinkQualifiedPredicate),
            "object_aspect": _text(graph, term, MSCO.biolinkObjectAspect),
            "object_direction": _text(graph, term, MSCO.biolinkObjectDirection),
        }
        for term, role in graph.subject_objects(MSCO.role)
    ]


def _tokens(graph: Graph) -> list[dict[str, str]]:
    return [
        {
            "kind": "token",
            "name": _text(graph, term, SKOS.notation),
            "label": _text(graph, term, RDFS.label),
            "parent": _text(graph, scheme, SKOS.notation),
            "aligned": _aligned(graph, term, MSCO.evidenceType),
        }
        for term, scheme in graph.subject_objects(SKOS.inScheme)
    ]
