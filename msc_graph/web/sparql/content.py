"""What the templates of the query page fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from msc_graph.exceptions import MSCGraphError, UnknownTermError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.bindings import declare
from msc_graph.store.catalogue import NamedQuery, load_queries
from msc_graph.web.errors import describe_error
from msc_graph.web.sparql.forms import list_forms
from msc_graph.web.sparql.parts import Part
from msc_graph.web.sparql.snippets import write_snippets
from msc_graph.web.sparql.table import lay_out
from msc_graph.web.sparql.wanted import MOST_LINK, Wanted

__all__ = ["Outcome", "fill_content"]

#: What stands in the editor at first.
EXAMPLE = """# What carries a microRNA that inhibits the protein PTEN?
SELECT ?preparation ?carrier ?microRNA ?name
WHERE {
  ?preparation msco:carries ?microRNA ; rdfs:label ?carrier .
  ?microRNA a msco:MicroRNA ; msco:inhibits ?target ; rdfs:label ?name .
  ?target rdfs:label "PTEN" .
}
ORDER BY ?name ?carrier"""

#: Groups of the named questions, by the first parameter of each; the rest is of all of the graph.
_GROUPS = {
    "Of a disease": ("disease", "first"),
    "Of a molecule or target": ("cargo", "target"),
    "Of a source or preparation": ("source", "preparation", "agent"),
    "Of two entities, or a paper": ("start", "reference"),
}
_REST = "Of the whole graph"
_TITLES = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
}


@dataclass(slots=True)
class Outcome:
    """What became of what was wanted: an answer, or an error, or neither where nothing was asked.

    Attributes
    ----------
    wanted
        What the page was asked for.
    url
        Of the endpoint.
    names
        Of the graph.
    shipped
        Whether the graph is that of the package.
    query
        What stands in the editor.
    shown
        What stands in the fields of the question, by parameter.
    part
        Of the answer.
    pages
        Address of our page by id.
    seconds
        That the query took.
    """

    wanted: Wanted
    url: str
    names: Namespaces
    shipped: bool
    query: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    part: Part | None = None
    error: MSCGraphError | None = None
    pages: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.query = self.query or self.wanted.query


class Place(NamedTuple):
    """Where in a query something is wrong: its line in three parts, the middle one the place."""

    line: int
    column: int
    before: str
    at: str
    after: str


def fill_content(outcome: Outcome) -> dict[str, Any]:
    """Values of `sparql.html`."""
    wanted = outcome.wanted
    prefixes = outcome.names.declared()
    question = load_queries().get(wanted.question)
    return {
        "groups": _group_questions(),
        "question": question,
        "fields": list(_list_fields(question, outcome)) if question else [],
        "query": outcome.query or ("" if wanted.question else declare(EXAMPLE, prefixes)),
        "prefixes": prefixes,
        "error": describe_error(outcome.error) if outcome.error else None,
        "place": _find_place(outcome),
        "near": list(_list_near(outcome)),
        "answer": _describe_answer(outcome, outcome.part) if outcome.part else None,
    }


def _group_questions() -> dict[str, list[NamedQuery]]:
    groups: dict[str, list[NamedQuery]] = {title: [] for title in (*_GROUPS, _REST)}
    for query in load_queries().values():
        first = query.parameters[0].name if query.parameters else ""
        title = next((title for title, names in _GROUPS.items() if first in names), _REST)
        groups[title].append(query)
    return groups


def _list_fields(question: NamedQuery, outcome: Outcome) -> Iterator[dict[str, str]]:
    term = getattr(outcome.error, "term", None)
    for parameter in question.parameters:
        given = outcome.wanted.values.get(parameter.name, parameter.default)
        value = outcome.shown.get(parameter.name, given)
        yield {
            "name": parameter.name,
            "label": parameter.help,
            "kind": parameter.kind,
            "value": value,
            "problem": outcome.error.message if outcome.error and value == term else "",
        }


def _list_near(outcome: Outcome) -> Iterator[dict[str, str]]:
    """What may have been meant where a name is not known or ambiguous, and how to ask that."""
    error, wanted = outcome.error, outcome.wanted
    if not isinstance(error, UnknownTermError):
        return
    for name in error.near:
        values = {n: name if v == error.term else v for n, v in wanted.values.items()}
        question = name if wanted.question == error.term else wanted.question
        yield {"text": name, "url": Wanted(question, values).link()}


def _find_place(outcome: Outcome) -> Place | None:
    line, column = (int(getattr(outcome.error, name, 0)) for name in ("line", "column"))
    lines = outcome.query.replace("\r", "\n").split("\n")
    if not 0 < line <= len(lines) or column < 1:
        return None
    text, start = lines[line - 1], column - 1
    before, after = text[max(0, start - 80) : start], text[start + 1 : start + 80]
    return Place(line, column, before, text[start : start + 1] or " ", after)


def _describe_answer(outcome: Outcome, part: Part) -> dict[str, Any]:
    answer, wanted = part.answer, outcome.wanted
    graph = answer.kind == "graph"
    table = None if answer.kind == "ask" else lay_out(answer, outcome.names, outcome.pages)
    short = len(urlencode({"query": outcome.query})) <= MOST_LINK
    return {
        "kind": answer.kind,
        "yes": answer.boolean,
        "table": table,
        "total": part.total,
        "seconds": f"{outcome.seconds:.2f}",
        "link": wanted.link(),
        "drawing": None if answer.kind == "ask" else wanted.link("/sparql/graph"),
        "fields": wanted.fields(),
        "short": short,
        "downloads": [
            {"name": form.name, "title": _TITLES[form.name], "suffix": form.suffix, "url": url}
            for form in list_forms(graph=graph)
            for url in [f"/sparql?{urlencode(_download(outcome.query, form.name))}"]
        ],
        "snippets": write_snippets(
            outcome.query,
            outcome.url,
            graph=graph,
            shipped=outcome.shipped,
            question=wanted.question,
            values=wanted.values,
        ),
    }


def _download(query: str, form: str) -> dict[str, str]:
    return {"query": query, "format": form, "download": "1"}
