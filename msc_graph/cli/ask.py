"""Asking in SPARQL: `sparql` and `queries`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from msc_graph.cli.engine import endpoint_option
from msc_graph.cli.output import FORMATS, format_option, print_json, print_rows, printable
from msc_graph.cli.session import Session
from msc_graph.exceptions import UsageError

if TYPE_CHECKING:
    from msc_graph.rdf.namespaces import Namespaces
    from msc_graph.store.base import Answer, Term

__all__ = [
    "parameter_option",
    "parse_parameters",
    "queries",
    "read_query",
    "sparql",
    "tabulate",
]


def _complete_name(
    ctx: click.Context,  # noqa: ARG001
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    from msc_graph.store.catalogue import load_queries

    listed = load_queries().values()
    return [
        CompletionItem(q.name, help=q.question) for q in listed if q.name.startswith(incomplete)
    ]


#: Values for a question; the same wherever one can be named.
parameter_option = click.option(
    "-p",
    "--parameter",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="Value bound to a variable of a named question; may be repeated.",
)


def parse_parameters(pairs: Iterable[str]) -> dict[str, str]:
    """`name=value` pairs as a mapping.

    Raises
    ------
    UsageError
        If a pair has no name or no equals sign, or a name stands twice.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"parameter {pair!r} is not name=value", cure="write -p disease=POF")
        if name in found:
            raise UsageError(f"parameter {name!r} is given twice", cure="give it once")
        found[name] = value
    return found


def read_query(query: str) -> str:
    """The query itself: what was typed, the content of the file it names, or standard input.

    No more is read than is needed to see that it is too long.
    """
    from msc_graph.store.guard import MAX_BYTES

    if query == "-":
        return sys.stdin.read(MAX_BYTES + 1)
    if query.endswith((".rq", ".sparql")):
        path = Path(query)
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"query file {query} cannot be read ({error})", cure="check the path"
            ) from error
    return query


@click.command(
    epilog="Examples: msc-graph sparql cargo-for-disease -p disease=POF, "
    'msc-graph sparql "SELECT ?s WHERE { ?s rdfs:label ?l } LIMIT 3"'
)
@click.argument("query", metavar="QUERY|FILE|NAME", shell_complete=_complete_name)
@parameter_option
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="When to stop the query.",
)
@endpoint_option
@click.option(
    "--format",
    "form",
    type=click.Choice((*FORMATS, "xml", "turtle", "ntriples", "jsonld", "rdfxml")),
    default="table",
    show_default=True,
    help="Form of the answer: json, xml, csv and tsv are those of the W3C; turtle, ntriples, "
    "jsonld and rdfxml are for CONSTRUCT and DESCRIBE.",
)
@click.pass_obj
def sparql(
    session: Session,
    query: str,
    pairs: tuple[str, ...],
    timeout: float,
    endpoint: str | None,
    form: str,
) -> None:
    """Ask in SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE), or one of the named questions.

    QUERY is a query, a file ending in .rq or .sparql, - for standard input, or a name listed by
    `msc-graph queries`. Prefixes are predeclared.
    """
    text, parameters = read_query(query), parse_parameters(pairs)
    if endpoint is None:
        graph = session.graph
        print_answer(graph.query(text, parameters, timeout=timeout), graph.store.names, form)
        return
    from msc_graph.remote import RemoteGraph

    remote = RemoteGraph.at(endpoint, timeout=timeout)
    print_answer(remote.query(text, parameters), remote.store.names, form)


def print_answer(answer: Answer, names: Namespaces, form: str) -> None:
    """Print an answer in a format of `sparql`.

    Raises
    ------
    UsageError
        If an answer of that kind has no such format.
    """
    from msc_graph.store.results import answer_formats, write_answer

    if answer.kind == "graph" and form == "json":
        form = "jsonld"
    if answer.kind == "ask" and form in ("table", "jsonl"):
        word = "yes" if answer.boolean else "no"
        click.echo(word if form == "table" else f'{{"boolean": {str(answer.boolean).lower()}}}')
        return
    if form in FORMATS and form not in answer_formats(answer.kind):
        columns, rows = tabulate(names, answer, compact=form == "table")
        print_rows(rows, columns, form)
        return
    if answer.kind != "ask" and not answer.rows and not answer.triples:
        click.echo("msc-graph: nothing found", err=True)
    written = write_answer(answer, form, names.declared())
    written += b"" if written.endswith(b"\n") else b"\n"
    # What is piped stays as it is; a terminal obeys no control characters.
    click.echo(printable(written.decode()) if sys.stdout.isatty() else written, nl=False)


def tabulate(
    names: Namespaces, answer: Answer, *, compact: bool
) -> tuple[tuple[str, ...], list[dict[str, str | None]]]:
    """Columns and rows of a SELECT, CONSTRUCT or DESCRIBE; `compact` writes IRIs as CURIEs."""

    def text(term: Term | None) -> str | None:
        if term is None:
            return None
        short = names.compress(term.value) if compact and term.kind == "iri" else None
        return short or term.value

    if answer.kind == "graph":
        columns: tuple[str, ...] = ("subject", "predicate", "object")
        found: Iterable[Sequence[Term | None]] = answer.triples
    else:
        columns, found = answer.variables, answer.rows
    return columns, [
        {column: text(term) for column, term in zip(columns, row, strict=True)} for row in found
    ]


@click.command(epilog="Example: msc-graph queries cargo-for-disease")
@click.argument("name", required=False, shell_complete=_complete_name)
@format_option
def queries(name: str | None, form: str) -> None:
    """List the named questions; with NAME, show one: its parameters and its SPARQL."""
    from msc_graph.store.catalogue import describe_query, get_query, list_queries

    if name is None:
        print_rows(list_queries(), ("name", "parameters", "question"), form)
        return
    query = get_query(name)
    if form == "json":
        print_json(describe_query(query))
    else:
        click.echo(query.text)
