"""`reach`: from one entity to all of a category, how many chains, of which sign."""

from __future__ import annotations

from typing import Any

import click

from msc_graph.analysis.cards import describe_reach
from msc_graph.cli.bounds import name_options, walk_options
from msc_graph.cli.completion import complete_entity
from msc_graph.cli.output import format_option, print_rows
from msc_graph.cli.session import Session

__all__ = ["reach"]

_COLUMNS = ("id", "label", "sign", "chains", "raising", "lowering", "unknown")


@click.command(epilog="Example: msc-graph reach miR-21 any:disease --max-hops 4")
@click.argument("start", shell_complete=complete_entity)
@click.argument("end", shell_complete=complete_entity, default="any:disease")
@walk_options
@format_option
@click.pass_obj
def reach(session: Session, /, start: str, end: str, form: str, **bounds: Any) -> None:
    """Count the chains from START to each entity of END, with the sign over all of them.

    END is any:CATEGORY (any:disease unless told otherwise) or one name.
    """
    graph = session.graph
    found = graph.reach(start, end, **name_options(**bounds))
    rows = describe_reach(graph.corpus, found)
    print_rows(rows, _COLUMNS, form, empty="no chain within these bounds")
    if found.warning:
        click.echo(f"msc-graph: {found.warning}", err=True)
