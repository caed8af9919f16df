"""The forms in which a page can be had: as a page, as RDF, as JSON."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DATA_FORMS", "FORMS", "GRAPH_FORMS", "Form"]


class Form(NamedTuple):
    """One form: its word in an address, what a reader calls it, its media type."""

    name: str
    label: str
    type: str


#: The first one is taken where a client does not say what it wants.
FORMS = (
    Form("html", "HTML", "text/html"),
    Form("turtle", "Turtle", "text/turtle"),
    Form("jsonld", "JSON-LD", "application/ld+json"),
    Form("ntriples", "N-Triples", "application/n-triples"),
    Form("json", "JSON", "application/json"),
)
DATA_FORMS = FORMS[1:]
#: Forms of the whole graph, with its named graphs where the syntax has them.
GRAPH_FORMS = (
    Form("turtle", "Turtle", "text/turtle"),
    Form("trig", "TriG", "application/trig"),
    Form("nquads", "N-Quads", "application/n-quads"),
    Form("jsonld", "JSON-LD", "application/ld+json"),
)
