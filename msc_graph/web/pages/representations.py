"""Representations that a thing can be had in: as a page, as RDF, as JSON."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DATA_REPRESENTATIONS", "GRAPH_REPRESENTATIONS", "REPRESENTATIONS", "Representation"]


class Representation(NamedTuple):
    """One representation: its word in an address, what a reader calls it, its media type."""

    name: str
    label: str
    type: str


#: The first one is taken where a client does not say what it wants.
REPRESENTATIONS = (
    Representation("html", "HTML", "text/html"),
    Representation("turtle", "Turtle", "text/turtle"),
    Representation("jsonld", "JSON-LD", "application/ld+json"),
    Representation("ntriples", "N-Triples", "application/n-triples"),
    Representation("json", "JSON", "application/json"),
)
DATA_REPRESENTATIONS = REPRESENTATIONS[1:]
#: Forms of the whole graph, with its named graphs where the syntax has them.
GRAPH_REPRESENTATIONS = (
    Representation("turtle", "Turtle", "text/turtle"),
    Representation("trig", "TriG", "application/trig"),
    Representation("nquads", "N-Quads", "application/n-quads"),
    Representation("jsonld", "JSON-LD", "application/ld+json"),
)
