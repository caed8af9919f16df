"""`export`: the whole graph in another format."""

from __future__ import annotations

from pathlib import Path

import click

from msc_graph.cli.session import Session
from msc_graph.export import FORMATS

__all__ = ["export"]


@click.command(epilog="Example: msc-graph export kgx -o kgx/")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="File to write; for kgx a folder that gets nodes.tsv and edges.tsv.",
)
@click.option("--force", is_flag=True, help="Overwrite what exists.")
@click.pass_obj
def export(session: Session, form: str, output: Path, force: bool) -> None:
    """Write the graph as turtle, trig, nquads, jsonld, kgx, graphml, gexf, cyjs, sif or csv."""
    for path in session.graph.export(form, output, force=force):
        click.echo(f"wrote {path}", err=True)
