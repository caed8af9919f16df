"""Entities of a graph of RDF: ours word for word, those of other models as far as they are told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.rdf.records import RecordReader
from msc_graph.rdf.terms import BIOLINK, OBOINOWL
from msc_graph.records import Entity
from msc_graph.snapshot.builder import Builder
from msc_graph.snapshot.categories import find_category
from msc_graph.snapshot.identifiers import Identifiers
from msc_graph.store.stream import Spool
from msc_graph.vocabulary import ONTOLOGY_IRI, load_vocabulary

__all__ = ["EntityReader"]

_BIOLINK = str(BIOLINK)
_RDF, _RDFS, _SKOS = (STANDARD_PREFIXES[p] for p in ("rdf", "rdfs", "skos"))
_TYPE = f"{_RDF}type"
_CATEGORY = f"{_BIOLINK}category"
_NAMES = (f"{_SKOS}prefLabel", f"{_BIOLINK}name")
_SYNONYMS = (
    f"{OBOINOWL}hasExactSynonym",
    f"{OBOINOWL}hasRelatedSynonym",
    f"{_BIOLINK}synonym",
)
_DESCRIPTIONS = (f"{_BIOLINK}description", f"{STANDARD_PREFIXES['obo']}IAO_0000115")


class EntityReader:
    """Describes the nodes of a graph to a builder, each once.

    Parameters
    ----------
    builder
        Takes the descriptions.
    spool
        What the graph says of single nodes.
    records
        Reads the entities of this model.
    ids
        Gives ids.
    """

    def __init__(
        self, builder: Builder, spool: Spool, records: RecordReader, ids: Identifiers
    ) -> None:
        self._builder = builder
        self._spool = spool
        self._records = records
        self._ids = ids
        self._described: set[int] = set()

    def describe_all(self) -> None:
        """Describe every node that has a class of ours or of Biolink, used or not."""
        for predicate in (_TYPE, _CATEGORY):
            for node, value in self._spool.pairs(predicate):
                if self._spool.is_iri(node) and self._is_class(node, str(value)):
                    self.find(str(node))

    def _is_class(self, node: Any, value: str) -> bool:
        if value.startswith(_BIOLINK):
            return not value.endswith(("Association", "Evidence")) and not self._is_statement(node)
        return value in _own_classes()

    def _is_statement(self, node: Any) -> bool:
        return any(self._spool.all(node, f"{name}subject") for name in (_RDF, _BIOLINK))

    def find(self, iri: str) -> int:
        """Number of the entity of an IRI, which is described if it was not yet."""
        identifier = self._ids.find(iri)
        number = self._builder.entity(identifier)
        if number not in self._described:
            self._described.add(number)
            node = self._spool.node(iri)
            entity = self._records.read_entity(node, identifier)
            ours = self._records.is_entity(node)
            self._builder.describe(entity if ours else self._read_foreign(node, entity))
        return number

    def _read_foreign(self, node: Any, entity: Entity) -> Entity:
        """An entity of another model."""
        labels = [entity.label] if entity.label != entity.id else []
        labels += self._texts(node, *_NAMES)
        label = labels[0] if labels else entity.id
        synonyms = (*entity.synonyms, *labels[1:], *self._texts(node, *_SYNONYMS))
        xrefs = (*entity.xrefs, *self._texts(node, f"{_BIOLINK}xref"))
        broader = (*entity.broader, *self._links(node, f"{_RDFS}subClassOf"))
        description = next(iter(self._texts(node, *_DESCRIPTIONS)), "")
        return entity._replace(
            label=label,
            category=find_category(entity.id, self._classes(node)),
            synonyms=tuple(s for s in dict.fromkeys(synonyms) if s != label),
            xrefs=tuple(dict.fromkeys(xrefs)),
            broader=tuple(dict.fromkeys(broader)),
            description=entity.description or description,
        )

    def _classes(self, node: Any) -> list[str]:
        values = [*self._spool.all(node, _CATEGORY), *self._spool.all(node, _TYPE)]
        found = (str(value) for value in values)
        return [
            v.removeprefix(_BIOLINK).removeprefix("biolink:")
            for v in found
            if v.startswith((_BIOLINK, "biolink:"))
        ]

    def _texts(self, node: Any, *predicates: str) -> list[str]:
        found = (value for p in predicates for value in self._spool.all(node, p))
        return list(dict.fromkeys(str(value) for value in found))

    def _links(self, node: Any, predicate: str) -> Iterator[str]:
        for value in self._spool.all(node, predicate):
            if self._spool.is_iri(value):
                yield self._ids.find(str(value))


@cache
def _own_classes() -> frozenset[str]:
    """IRIs of the classes of entities of this model."""
    vocabulary = load_vocabulary()
    names = ("Entity", *vocabulary.categories, *vocabulary.kind_classes.values())
    return frozenset(f"{ONTOLOGY_IRI}{name}" for name in names)
