"""`demo`: the main job on the real graph, end to end."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Any

import click

from msc_graph.analysis.report import describe_trace
from msc_graph.cli.output import print_rows
from msc_graph.cli.session import Session
from msc_graph.cli.trace import print_trace, write_chain_page

__all__ = ["demo"]

#: What the demo asks: a question, its two ends, and constraints of the trace.
QUESTIONS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "Through what does exosomal miR-146a help in Alzheimer disease?",
        "BM-MSC exosome",
        "Alzheimer disease",
        {"via": ("miR-146a",), "top": 4},
    ),
    (
        "How does miR-144-5p act on premature ovarian failure?",
        "miR-144-5p",
        "premature ovarian failure",
        {"via": ("PTEN", "PI3K/AKT"), "top": 1},
    ),
    ("Through what does SHP2 act on Alzheimer disease?", "SHP2", "Alzheimer disease", {"top": 3}),
    (
        "How do exosomes of IL-1β-primed MSCs calm astrocytes?",
        "IL-1β-primed MSC exosome",
        "astrocyte inflammation",
        {"via": ("Nrf2",), "top": 1},
    ),
)
QUERY, PARAMETERS = "cargo-for-disease", {"disease": "premature ovarian failure"}

_NEXT = (
    ("msc-graph trace UC-MSC osteoporosis --engineered", "another pair of ends"),
    ("msc-graph show SIRT1", "one entity with its evidence"),
    ("msc-graph serve --open", "all of it in the browser"),
    ("msc-graph queries", "the questions that have a name"),
    ("msc-graph render -o graph.html", "the whole graph as a page"),
    ("msc-graph export kgx -o kgx", "the graph for your own tools"),
)


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
    for question, start, end, constraints in QUESTIONS:
        _head(question, _command(start, end, constraints))
        answer = session.graph.trace(start, end, **constraints)
        print_trace(describe_trace(session.graph.corpus, answer), answer)
    _answer_query(session)
    _, start, end, constraints = QUESTIONS[0]
    command = _command(start, end, constraints)
    found = session.graph.trace(start, end, **constraints)
    write_chain_page(found, output, command=command, force=True)
    _head("The chains of the first question as a page", f"{command} --html {output}")
    click.echo(f"written to {output.resolve()}")
    click.echo(click.style("\n# Next", bold=True))
    for line, meaning in _NEXT:
        click.echo(f"  {line:52} {meaning}")


def _head(question: str, command: str) -> None:
    click.echo(click.style(f"\n# {question}", bold=True))
    click.echo(click.style(f"$ {command}\n", dim=True))


def _command(start: str, end: str, constraints: dict[str, Any]) -> str:
    words = ["msc-graph trace", quote(start), quote(end)]
    words += [f"--via {quote(name)}" for name in constraints.get("via", ())]
    return " ".join([*words, f"--top {constraints['top']}"])


def _answer_query(session: Session) -> None:
    from msc_graph.cli.ask import tabulate
    from msc_graph.store.catalogue import get_query

    given = " ".join(f"-p {name}={quote(value)}" for name, value in PARAMETERS.items())
    _head(get_query(QUERY).question, f"msc-graph sparql {QUERY} {given}")
    answer = session.graph.query(QUERY, PARAMETERS)
    columns, rows = tabulate(session.graph.store.names, answer, compact=True)
    print_rows(rows[:8], columns, "table")
    if len(rows) > 8:
        click.echo(f"… and {len(rows) - 8} more")
