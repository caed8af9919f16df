"""Answers as table, JSON, JSON lines, CSV or TSV on standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

__all__ = ["FORMATS", "format_option", "print_json", "print_rows", "printable"]

FORMATS = ("table", "json", "jsonl", "csv", "tsv")

F = TypeVar("F", bound=Callable[..., Any])

#: Control characters a terminal would obey; data from outside must not steer it.
_CONTROL = dict.fromkeys(
    (
        *range(9),
        *range(0x0B, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ),
    "\ufffd",
)


def format_option(function: F) -> F:
    """Option `--format` for a command that lists."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="Form of the answer on standard output.",
    )(function)


def printable(text: str) -> str:
    """Text without characters that would steer a terminal."""
    return text.translate(_CONTROL)


def print_json(value: Any) -> None:
    """Print one JSON document, readable and in UTF-8."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    form: str,
    *,
    empty: str = "nothing found",
) -> None:
    """Print rows of named cells in one of `FORMATS`; an empty answer is said on stderr."""
    if not rows:
        click.echo(f"msc-graph: {empty}", err=True)
    if form == "json":
        print_json([dict(row) for row in rows])
    elif form == "jsonl":
        import json

        for row in rows:
            click.echo(json.dumps(dict(row), ensure_ascii=False))
    elif form in ("csv", "tsv"):
        click.echo(_delimited(rows, columns, form), nl=False)
    elif rows:
        _print_table(rows, columns)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(_text(v) for v in value)
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("id") or "")
    return str(value)


def _delimited(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str) -> str:
    cells = [[printable(_text(row.get(c))) for c in columns] for row in rows]
    if form == "tsv":
        # TSV has no quoting: white space inside a cell becomes one blank.
        lines = [list(columns), *([" ".join(c.split()) for c in row] for row in cells)]
        return "".join("\t".join(line) + "\n" for line in lines)
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([list(columns), *cells])
    return out.getvalue()


def _print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    on_terminal = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=not on_terminal)
    for row in rows:
        # Text, not markup: a label may hold brackets.
        table.add_row(*(Text(printable(_text(row.get(c)))) for c in columns))
    # In a pipe every row stays one line, however wide.
    console = Console(file=sys.stdout, width=None if on_terminal else 10_000, highlight=False)
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        click.echo(line.rstrip())
