"""Which triples of a graph from elsewhere say something of two things, and which describe one."""

from __future__ import annotations

from functools import cache

from rdflib import DCTERMS, PROV, RDF, RDFS, SH, SKOS

from msc_graph.rdf.namespaces import STANDARD_PREFIXES
from msc_graph.rdf.terms import BIOLINK, IN_TAXON, OBOINOWL, OCCURS_IN, REFERENCE_TEXTS
from msc_graph.vocabulary import ONTOLOGY_IRI, load_vocabulary

__all__ = ["REIFIES", "Use", "classify_predicate", "own_predicate"]

#: What a triple is used for: `relation` between two things, `description` of one, or `nothing`.
Use = str

#: RDF 1.2: the statement that a node stands for, as one term.
REIFIES = f"{RDF}reifies"

_DEFINITION = f"{STANDARD_PREFIXES['obo']}IAO_0000115"
_BIOLINK = str(BIOLINK)
#: Vocabularies whose properties never relate two things of a graph of mechanisms.
_ANNOTATIONS = (
    *(
        STANDARD_PREFIXES[prefix]
        for prefix in (
            "bibo", "cito", "dcat", "dcterms", "oboInOwl", "owl", "prism", "prov", "rdf", "rdfs",
            "schema", "sh", "skos", "void",
        )
    ),
    f"{STANDARD_PREFIXES['obo']}IAO_",
    f"{STANDARD_PREFIXES['obo']}OMO_",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/pav/",
    "http://purl.org/vocab/vann/",
    "http://creativecommons.org/ns#",
    "http://schema.org/",
    "http://www.nanopub.org/nschema#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/2008/05/skos-xl#",
    "http://xmlns.com/foaf/0.1/",
)  # fmt: skip
_DESCRIPTIONS = frozenset(
    map(
        str,
        (
            RDF.type, RDF.subject, RDF.predicate, RDF.object, RDFS.label, RDFS.subClassOf,
            SKOS.prefLabel, SKOS.altLabel, SKOS.broader, OBOINOWL.hasDbXref,
            OBOINOWL.hasExactSynonym, OBOINOWL.hasRelatedSynonym, OCCURS_IN, IN_TAXON,
            DCTERMS.description, PROV.wasDerivedFrom, SH.prefix, SH.namespace, _DEFINITION,
            *REFERENCE_TEXTS.values(),
        ),
    )
)  # fmt: skip
#: Slots of Biolink that describe a thing or an association; its other properties are relations.
_SLOTS = frozenset(
    {
        "aggregator_knowledge_source", "agent_type", "category", "description", "has_evidence",
        "has_evidence_of_type", "id", "in_taxon", "iri", "knowledge_level", "knowledge_source",
        "name", "negated", "object", "predicate", "primary_knowledge_source", "provided_by",
        "publications", "qualified_predicate", "qualifier", "qualifiers", "sources", "subject",
        "supporting_data_source", "supporting_text", "synonym", "type", "xref",
    }
)  # fmt: skip


@cache
def own_predicate(iri: str) -> str:
    """Name of a predicate of the ontology; empty if it is none."""
    name = iri.removeprefix(ONTOLOGY_IRI)
    return name if name != iri and name in load_vocabulary().predicates else ""


@cache
def classify_predicate(iri: str) -> Use:
    """What the triples of a property are used for.

    Examples
    --------
    >>> classify_predicate("https://w3id.org/biolink/vocab/treats")
    'relation'
    >>> classify_predicate("http://www.w3.org/2000/01/rdf-schema#label")
    'description'
    >>> classify_predicate("http://www.w3.org/2002/07/owl#sameAs")
    'nothing'
    """
    if iri in _DESCRIPTIONS:
        return "description"
    if iri.startswith(ONTOLOGY_IRI):
        return "relation" if own_predicate(iri) else "description"
    if iri.startswith(_BIOLINK):
        slot = iri.removeprefix(_BIOLINK)
        return "description" if slot in _SLOTS or slot.endswith("_qualifier") else "relation"
    return "nothing" if iri.startswith(_ANNOTATIONS) else "relation"
