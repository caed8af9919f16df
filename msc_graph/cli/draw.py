"""`render`: the graph, one neighbourhood or a query's subgraph as an interactive page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from msc_graph.cli.ask import parameter_option, parse_parameters, read_query
from msc_graph.cli.completion import complete_entity
from msc_graph.cli.figures import FIGURE_PARAMETERS, figure_options, take_figure, write_figure
from msc_graph.cli.session import Session
from msc_graph.exceptions import UsageError

__all__ = ["render"]


@click.command(epilog="Example: msc-graph render --around SHP2 --hops 2 -o shp2.html")
@click.option(
    "--around",
    metavar="NAME",
    shell_complete=complete_entity,
    help="Draw the surroundings of this entity.",
)
@click.option(
    "--hops",
    type=click.IntRange(1, 4),
    default=1,
    show_default=True,
    help="How far the surroundings reach.",
)
@click.option(
    "--query",
    metavar="QUERY|FILE|NAME",
    help="Draw the statements that the answer of this query names.",
)
@parameter_option
@click.option("--title", default=None, help="Title of the page.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Page to write.",
)
@figure_options
@click.option("--force", is_flag=True, help="Overwrite the page or figure if it exists.")
@click.pass_obj
def render(
    session: Session,
    /,
    around: str | None,
    hops: int,
    query: str | None,
    pairs: tuple[str, ...],
    title: str | None,
    output: Path | None,
    force: bool,
    **options: Any,
) -> None:
    """Write an interactive HTML page that needs no network: the graph, or a part of it.

    With --figure a figure for print is written, instead of the page or beside it.
    """
    from msc_graph.analysis.subgraph import statements_around, statements_of_answer
    from msc_graph.curation.tables import write_text
    from msc_graph.render.page import build_page

    if around and query:
        raise UsageError("--around and --query exclude each other", cure="give one of them")
    figure = take_figure(options, force=force)
    if output is None and figure.path is None:
        raise UsageError("nothing to write", cure="name a page with -o or a figure with --figure")
    graph = session.graph
    highlight: tuple[str, ...] = ()
    if around:
        entity = graph.names.get(around)
        statements = statements_around(graph.corpus, entity.id, hops)
        highlight, heading = (entity.id,), entity.label
    elif query:
        answer = graph.query(read_query(query), parse_parameters(pairs))
        statements = statements_of_answer(graph.corpus, answer)
        heading = query if len(query) < 60 else "query"
    else:
        statements, heading = tuple(graph.statements.values()), "msc_graph"
    if not statements:
        raise UsageError("there is nothing to draw", cure="ask for an entity that has statements")
    write_figure(
        figure,
        lambda: graph.figure(
            statements, width_mm=figure.width_mm, title=figure.title, highlight=highlight
        ),
        force=force,
    )
    if output is None:
        return
    page = build_page(
        graph.corpus,
        statements,
        title=title or heading,
        command=session.command(
            click.get_current_context(), ("output", "force", "title", *FIGURE_PARAMETERS)
        ),
        highlight=highlight,
        around=highlight[0] if highlight else "",
    )
    write_text(output, page.text, force=force)
    if page.warning:
        click.echo(f"msc-graph: {page.warning}", err=True)
    click.echo(f"{output}: {page.statements} statements", err=True)
