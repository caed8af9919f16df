"""Asking in SPARQL: `sparql` and `queries`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from msc_graph.cli.output import format_option, print_json, print_rows
from msc_graph.cli.session import Session
from msc_graph.exceptions import UsageError

if TYPE_CHECKING:
    from msc_graph.store.base import Answer, Term

__all__ = ["parameter_option", "parse_parameters", "queries", "read_query", "sparql", "tabulate"]

#: Longest query text that is read from a file or standard input (characters).
MAX_QUERY = 100_000


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
    """The query itself: what was typed, the content of the file it names, or standard input."""
    if query == "-":
        return sys.stdin.read(MAX_QUERY + 1)
    if query.endswith((".rq", ".sparql")):
        path = Path(query)
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(MAX_QUERY + 1)
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
@format_option
@click.pass_obj
def sparql(session: Session, query: str, pairs: tuple[str, ...], timeout: float, form: str) -> None:
    """Ask in SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE), or one of the named questions.

    QUERY is a query, a file ending in .rq or .sparql, - for standard input, or a name listed by
    `msc-graph queries`. Prefixes are predeclared.
    """
    answer = session.graph.query(read_query(query), parse_parameters(pairs), timeout=timeout)
    if answer.kind == "ask" and form != "table":
        print_json({"boolean": answer.boolean})
    elif answer.kind == "ask":
        click.echo("yes" if answer.boolean else "no")
    else:
        columns, rows = tabulate(session, answer, compact=form == "table")
        print_rows(rows, columns, form)


def tabulate(
    session: Session, answer: Answer, *, compact: bool
) -> tuple[tuple[str, ...], list[dict[str, str | None]]]:
    """Columns and rows of a SELECT, CONSTRUCT or DESCRIBE; `compact` writes IRIs as CURIEs."""
    names = session.graph.store.names

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
    from msc_graph.store.catalogue import get_query, load_queries

    if name is None:
        rows = [
            {"name": q.name, "question": q.question, "parameters": [p.name for p in q.parameters]}
            for q in load_queries().values()
        ]
        print_rows(rows, ("name", "parameters", "question"), form)
        return
    query = get_query(name)
    if form == "json":
        parameters = [
            {"name": p.name, "kind": p.kind, "default": p.default, "help": p.help}
            for p in query.parameters
        ]
        print_json(
            {
                "name": query.name,
                "question": query.question,
                "parameters": parameters,
                "text": query.text,
            }
        )
    else:
        click.echo(query.text)
