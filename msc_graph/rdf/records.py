"""Entities, references and evidence read back from their triples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, URIRef
from rdflib.term import Literal, Node

from msc_graph.rdf.index import TripleIndex, clean
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.rdf.terms import (
    BIOLINK,
    CONTEXT_LINKS,
    IN_TAXON,
    MSCO,
    OBOINOWL,
    OCCURS_IN,
    REFERENCE_TEXTS,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
    foreign_category,
)
from msc_graph.records import Entity, Evidence, Reference
from msc_graph.vocabulary import ONTOLOGY_IRI, load_vocabulary

__all__ = ["RecordReader"]

#: What evidence is taken to be where a graph from elsewhere does not say.
_DEFAULTS = {"stance": "supports", "certainty": "stated", "basis": "stated", "study_type": "review"}

#: Category of an id whose graph gives it no class of ours.
_CATEGORY_OF_PREFIX = {
    "CHEBI": "SmallMolecule",
    "CL": "CellType",
    "FPLX": "FamilyOrComplex",
    "GO": "BiologicalProcess",
    "HGNC": "Protein",
    "HP": "Phenotype",
    "MONDO": "Disease",
    "NCBITaxon": "Taxon",
    "UBERON": "Anatomy",
    "mirbase": "MicroRNA",
    "mirbase.mature": "MicroRNA",
    "reactome": "Pathway",
    "wikipathways": "Pathway",
}
_FALLBACK = "Property"
_NUMBER = re.compile(r"/evidence/([0-9]+)$")


class RecordReader:
    """Records of an index of triples."""

    def __init__(self, index: TripleIndex, names: Namespaces) -> None:
        self._index = index
        self._names = names
        vocabulary = load_vocabulary()
        self._categories = {MSCO[name]: name for name in vocabulary.categories}
        self._kinds = {MSCO[name]: pair for pair, name in vocabulary.kind_classes.items()}
        self._biolink: dict[str, str] = {}
        for category in vocabulary.categories.values():
            self._biolink.setdefault(category.biolink.removeprefix("biolink:"), category.name)

    def identify(self, node: Node) -> str | None:
        """Id of a node, or None if it has none that could be written again."""
        if not isinstance(node, URIRef):
            return None
        identifier = self._names.compress(str(node)) or str(node)
        return identifier if self._names.is_known(identifier) else None

    def is_entity(self, node: Node) -> bool:
        """Whether the node has a class of entities."""
        types = self._index.all(node, RDF.type)
        return any(t in self._categories or t in self._kinds or t == MSCO.Entity for t in types)

    def read_entity(self, node: Node, identifier: str) -> Entity:
        """The entity of a node; one that is not described is named by its id."""
        category, kind = self._classify(node, identifier)
        order = self._order(node)
        return Entity(
            identifier,
            self._index.text(node, RDFS.label) or identifier,
            category,
            kind or self._index.text(node, MSCO.kind),
            _in_order(self._index.texts(node, SKOS.altLabel), order.get("synonyms")),
            _in_order(self._index.texts(node, OBOINOWL.hasDbXref), order.get("xrefs")),
            _in_order(self._links(node, SKOS.broader), order.get("broader")),
            _in_order(self._links(node, OCCURS_IN), order.get("occurs_in")),
            next(iter(self._links(node, IN_TAXON)), ""),
            self._index.text(node, DCTERMS.description),
        )

    def read_reference(self, node: Node, identifier: str) -> Reference:
        """The paper of a node."""
        texts = {field: self._index.text(node, term) for field, term in REFERENCE_TEXTS.items()}
        cited = self._index.texts(node, MSCO.cited_as)
        return Reference(
            identifier, **texts, cited_as=_in_order(cited, self._order(node).get("cited_as"))
        )

    def read_evidence(self, nodes: Iterable[Node]) -> list[Evidence]:
        """Evidence of nodes, in the order of their numbers."""
        return [self._read_evidence(node) for node in sorted(nodes, key=_place)]

    def _read_evidence(self, node: Node) -> Evidence:
        cells = {c: self.token(node, c) or _DEFAULTS[c] for c in TOKEN_COLUMNS}
        cells["reference"] = next(iter(self._links(node, PROV.wasDerivedFrom)), "")
        for column in TEXT_COLUMNS:
            text = self._index.text(node, MSCO[column])
            if not text and column in CONTEXT_LINKS:
                linked = self._index.all(node, CONTEXT_LINKS[column])
                text = "|".join(self._index.text(entity, RDFS.label) for entity in linked)
            cells[column] = text
        # Rows are kept with a tab between cells.
        return Evidence(**{column: text.replace("\t", " ") for column, text in cells.items()})

    def token(self, node: Node, column: str) -> str:
        """The word of a column: of the ontology's individual, or as written."""
        for value in self._index.all(node, MSCO[column]):
            return clean(value).removeprefix(f"{ONTOLOGY_IRI}{column}-")
        return ""

    def _classify(self, node: Node, identifier: str) -> tuple[str, str]:
        types = [t for t in self._index.all(node, RDF.type) if isinstance(t, URIRef)]
        for term in types:
            if term in self._kinds:
                return self._kinds[term]
        for term in types:
            if term in self._categories:
                return self._categories[term], ""
        for term in types:
            local = str(term).rpartition("/")[2]
            if "biolink" in str(term) and local in self._biolink:
                return self._biolink[local], ""
        if MSCO.Entity in types:
            classes = map(foreign_category, self._index.all(node, BIOLINK.category))
            found = next(filter(None, classes), "")
            if found:
                return self._biolink.get(found, found), ""
        return _CATEGORY_OF_PREFIX.get(identifier.partition(":")[0], _FALLBACK), ""

    def _links(self, node: Node, predicate: URIRef) -> list[str]:
        """Ids of the things linked to, or the text where it is no link; sorted."""
        return sorted({self._id_or_text(value) for value in self._index.all(node, predicate)})

    def _id_or_text(self, value: Node) -> str:
        if isinstance(value, Literal):
            return clean(value)
        return self._names.compress(str(value)) or clean(value)

    def _order(self, node: Node) -> Mapping[str, list[str]]:
        try:
            order = json.loads(self._index.text(node, MSCO.listedOrder) or "{}")
        except (ValueError, RecursionError):
            return {}
        return order if isinstance(order, dict) else {}


def _in_order(values: list[str], order: object) -> tuple[str, ...]:
    """Values in the order kept beside them, if that speaks of the same values."""
    if not isinstance(order, list) or not all(isinstance(v, str) for v in order):
        return tuple(values)
    return tuple(order if set(order) == set(values) else values)


def _place(node: Node) -> tuple[int, str]:
    match = _NUMBER.search(str(node))
    return (int(match[1][:18]) if match else 10**18, str(node))
