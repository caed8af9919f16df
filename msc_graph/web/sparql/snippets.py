"""The same question elsewhere: as a command, with curl, in Python; quoted so that it can be pasted."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import NamedTuple

__all__ = ["Snippet", "write_drawing_command", "write_python_text", "write_snippets"]


class Snippet(NamedTuple):
    """A piece of code: its id on the page, what it is for, its text."""

    id: str
    title: str
    text: str


def write_snippets(
    query: str,
    url: str,
    *,
    graph: bool,
    shipped: bool,
    question: str = "",
    values: Mapping[str, str] | None = None,
) -> tuple[Snippet, ...]:
    """Code that asks the same.

    Parameters
    ----------
    query
        SPARQL that stands for itself.
    url
        Of the endpoint.
    graph
        Whether the answer is a graph.
    shipped
        Whether the graph is that of the package, so that nobody need be asked.
    question, values
        Name of the question and the values given, if it is one of the named ones.
    """
    given = dict(values or {})
    return (
        Snippet(
            "same-command", "On the command line", _command(query, url, shipped, question, given)
        ),
        Snippet("same-curl", "With curl", _curl(query, url, graph)),
        Snippet("same-python", "In Python", _python(query, url, graph, shipped, question, given)),
        Snippet("same-wrapper", "In Python, with SPARQLWrapper", _wrapper(query, url, graph)),
    )


def write_python_text(text: str) -> str:
    r"""A text as Python writes it, over several lines if it has any.

    Examples
    --------
    >>> write_python_text("it's")
    '"it\'s"'
    """
    plain = all(c.isprintable() or c in "\n\t" for c in text)
    if "\n" in text and plain and '"""' not in text and "\\" not in text and text[-1:] != '"':
        return f'"""{text}"""'
    return _double(text)


def _double(text: str) -> str:
    """In double quotes, as this package writes its code."""
    written = repr('"' + text)[1:-1].removeprefix('"')
    if "\\" in written or '"' in written:
        return repr(text)
    return f'"{written}"'


def write_drawing_command(query: str, question: str, values: Mapping[str, str]) -> str:
    """The command that draws the answer to a query, or to a named question.

    Examples
    --------
    >>> write_drawing_command("", "targets-of-cargo", {"cargo": "miR-146a"})
    'msc-graph render --query targets-of-cargo -p cargo=miR-146a -o answer.html'
    """
    words = ["msc-graph render --query", quote(question or query), *_options(values)]
    return " ".join([*words, "-o answer.html"])


def _command(query: str, url: str, shipped: bool, question: str, values: Mapping[str, str]) -> str:
    words = ["msc-graph sparql", quote(question or query), *_options(values)]
    return " ".join(words if shipped else [*words, f"--endpoint {quote(url)}"])


def _options(values: Mapping[str, str]) -> list[str]:
    return [f"-p {quote(f'{name}={value}')}" for name, value in values.items()]


def _curl(query: str, url: str, graph: bool) -> str:
    accept = "text/turtle" if graph else "text/csv"
    return (
        f"curl -sS -H {quote(f'Accept: {accept}')} --data-urlencode {quote(f'query={query}')}"
        f" {quote(url)}"
    )


def _python(
    query: str, url: str, graph: bool, shipped: bool, question: str, values: Mapping[str, str]
) -> str:
    arguments = write_python_text(question or query)
    if values:
        pairs = (f"{_double(n)}: {_double(v)}" for n, v in values.items())
        arguments += f", {{{', '.join(pairs)}}}"
    opened = (
        "from msc_graph import MechanismGraph\n\nkg = MechanismGraph.load()"
        if shipped
        else f"from msc_graph.remote import RemoteGraph\n\nkg = RemoteGraph.at({_double(url)})"
    )
    rows = "triples" if graph else "rows"
    return (
        f"{opened}\nanswer = kg.query({arguments})\nfor row in answer.{rows}:\n"
        '    print(*(term.value if term else "" for term in row), sep="\\t")\n'
    )


def _wrapper(query: str, url: str, graph: bool) -> str:
    form = "TURTLE" if graph else "JSON"
    answer = (
        'print(endpoint.query().convert().decode("utf-8"))\n'
        if graph
        else 'for row in endpoint.query().convert()["results"]["bindings"]:\n'
        '    print(*(term["value"] for term in row.values()), sep="\\t")\n'
    )
    return (
        f"from SPARQLWrapper import {form}, POST, SPARQLWrapper\n\n"
        f"endpoint = SPARQLWrapper({_double(url)})\nendpoint.setMethod(POST)\n"
        f"endpoint.setReturnFormat({form})\nendpoint.setQuery({write_python_text(query)})\n{answer}"
    )
