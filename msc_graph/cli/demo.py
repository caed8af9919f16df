"""`demo`: the main job on the real graph, end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from msc_graph.cli.output import print_rows
from msc_graph.cli.session import Session
from msc_graph.cli.trace import print_trace, write_chain_page

__all__ = ["demo"]

#: What the demo asks: a question, its two ends, and constraints of the trace.
QUESTIONS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("Through what does exosomal miR-146a help in Alzheimer disease?", "miR-146a", "Alzheimer disease", {}),
    ("Through what does miR-144-5p act on premature ovarian failure?", "miR-144-5p", "premature ovarian failure", {}),
    ("Through what does SHP2 act on Alzheimer disease?", "SHP2", "Alzheimer disease", {}),
    ("How do exosomes of IL-1β-primed MSCs calm astrocytes?", "IL-1β-primed MSC exosome", "astrocyte inflammation", {"via": ("Nrf2",)}),
)  # fmt: skip
QUERY = "engineered-preparations"


@click.command(epilog="Example: msc-graph demo -o demo.html")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("msc_graph_demo.html"),
    show_default=True,
    metavar="FILE",
    help="Page to write; an old page of that name is replaced.",
)
@click.pass_obj
def demo(session: Session, output: Path) -> None:
    """Trace four mechanisms, answer one SPARQL question, write one HTML page."""
    graph = session.graph
    for question, start, end, constraints in QUESTIONS:
        click.echo(click.style(f"\n# {question}", bold=True))
        print_trace(session, graph.trace(start, end, top=2, **constraints))
    from msc_graph.store.catalogue import get_query

    click.echo(click.style(f"\n# {get_query(QUERY).question}", bold=True))
    click.echo(f"  msc-graph sparql {QUERY}\n")
    answer = graph.query(QUERY)
    rows = [
        {v: t.value if t else "" for v, t in zip(answer.variables, row, strict=True)}
        for row in answer.rows
    ]
    print_rows(rows[:8], answer.variables, "table")
    if len(rows) > 8:
        click.echo(f"… and {len(rows) - 8} more")
    _, start, end, _ = QUESTIONS[0]
    found = graph.trace(start, end)
    write_chain_page(session, found, output, command=f'msc-graph trace {start} "{end}"', force=True)
    click.echo(click.style("\n# The chains of the first question as a page", bold=True))
    click.echo(f"  {output.resolve()}")
    click.echo(click.style("\n# Next", bold=True))
    for line in (
        "msc-graph trace UC-MSC osteoporosis --engineered    another pair of ends",
        "msc-graph show SIRT1                                 one entity with its evidence",
        "msc-graph queries                                    the questions that have a name",
        "msc-graph render -o graph.html                       the whole graph as a page",
        "msc-graph export kgx -o kgx                          the graph for your own tools",
    ):
        click.echo(f"  {line}")
