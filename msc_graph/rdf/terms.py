"""The RDF names of the model: which property holds what, for writing and for reading alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rdflib import DCTERMS, Namespace, URIRef
from rdflib.term import Literal, Node

from msc_graph.rdf.namespaces import STANDARD_PREFIXES, Namespaces, escape_local
from msc_graph.records import EVIDENCE_COLUMNS
from msc_graph.vocabulary import BASE_IRI, ONTOLOGY_IRI, THING, load_vocabulary

__all__ = [
    "BIBO",
    "BIOLINK",
    "CITO",
    "COLUMN_TERMS",
    "CONTEXT_LINKS",
    "GRAPHS",
    "IN_TAXON",
    "MSCO",
    "OBO",
    "OBOINOWL",
    "OCCURS_IN",
    "PRISM",
    "REFERENCE_TEXTS",
    "TEXT_COLUMNS",
    "TOKEN_COLUMNS",
    "Triple",
    "biolink_class",
    "class_of",
    "foreign_category",
    "link",
    "predicate_term",
    "token",
]

Triple = tuple[URIRef, URIRef, Node]

MSCO = Namespace(ONTOLOGY_IRI)
BIBO = Namespace(STANDARD_PREFIXES["bibo"])
BIOLINK = Namespace(STANDARD_PREFIXES["biolink"])
CITO = Namespace(STANDARD_PREFIXES["cito"])
OBO = Namespace(STANDARD_PREFIXES["obo"])
OBOINOWL = Namespace(STANDARD_PREFIXES["oboInOwl"])
PRISM = Namespace(STANDARD_PREFIXES["prism"])

_BIOLINK_NAMES = Namespaces({"biolink": STANDARD_PREFIXES["biolink"]})

OCCURS_IN = OBO.BFO_0000066
IN_TAXON = OBO.RO_0002162

#: Named graphs of the dataset.
GRAPHS: Mapping[str, URIRef] = MappingProxyType(
    {
        name: URIRef(f"{BASE_IRI}graph/{name}")
        for name in ("assertions", "evidence", "ontology", "provenance", "studies")
    }
)

#: Evidence columns whose cells are tokens of the ontology.
TOKEN_COLUMNS = ("stance", "certainty", "basis", "study_type")

#: Evidence columns that name entities, with the property that leads to the entity itself.
CONTEXT_LINKS: Mapping[str, URIRef] = MappingProxyType(
    {
        "disease": MSCO.in_disease,
        "species": MSCO.in_species,
        "model": MSCO.in_model,
        "cell_type": MSCO.in_cell_type,
        "msc_source": MSCO.of_msc_source,
        "preparation": MSCO.of_preparation,
        "route": MSCO.by_route,
    }
)

#: Evidence columns kept word for word; a context keeps its words beside the link.
TEXT_COLUMNS = tuple(c for c in EVIDENCE_COLUMNS if c not in (*TOKEN_COLUMNS, "reference"))

#: Fields of a reference that are kept word for word.
REFERENCE_TEXTS: Mapping[str, URIRef] = MappingProxyType(
    {
        "title": DCTERMS.title,
        "authors": DCTERMS.creator,
        "journal": PRISM.publicationName,
        "year": DCTERMS.date,
        "volume": BIBO.volume,
        "issue": BIBO.issue,
        "pages": BIBO.pages,
        "pmid": BIBO.pmid,
        "doi": BIBO.doi,
        "as_printed": MSCO.as_printed,
        "note": MSCO.note,
    }
)


#: Property of each evidence column, made once.
COLUMN_TERMS: Mapping[str, URIRef] = MappingProxyType({c: MSCO[c] for c in EVIDENCE_COLUMNS})


def link(names: Namespaces, value: str) -> Node:
    """The thing that an id names, or the bare text where it is no id that can be written."""
    return URIRef(names.expand(value)) if names.is_known(value) else Literal(value)


@cache
def predicate_term(name: str) -> URIRef:
    """The property of a predicate of the ontology."""
    return MSCO[name]


@cache
def biolink_class(curie: str) -> URIRef:
    """A class of Biolink; also one that a category of another graph is taken to be."""
    return BIOLINK[escape_local(curie.removeprefix("biolink:"))]


def foreign_category(term: Node) -> str:
    """Category of another graph by its class of Biolink; empty if it is no such class.

    Examples
    --------
    >>> foreign_category(biolink_class("biolink:Side effect"))
    'Side effect'
    """
    name = (_BIOLINK_NAMES.compress(str(term)) or "").removeprefix("biolink:")
    return THING if name == "NamedThing" else name


@cache
def token(column: str, value: str) -> Node:
    """The ontology's individual of a token, or the bare text of a word it does not know."""
    known = value in load_vocabulary().tokens.get(column, ())
    return MSCO[f"{column}-{value}"] if known else Literal(value)


def class_of(category: str, kind: str) -> URIRef | None:
    """The subclass for a kind of a category, if the ontology has one."""
    name = load_vocabulary().kind_classes.get((category, kind))
    return MSCO[name] if name else None
