"""`load`: the graph, or a file of RDF, put into a SPARQL engine elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from msc_graph.cli.output import format_option, print_rows
from msc_graph.cli.session import Session

__all__ = ["load"]


@click.command(
    epilog="Examples: msc-graph load --endpoint http://127.0.0.1:7878/update, "
    "msc-graph load --graph-store --replace --endpoint http://127.0.0.1:7878/store graph.nq"
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--endpoint",
    required=True,
    metavar="URL",
    help="Where the engine takes SPARQL updates, or with --graph-store its graphs. Credentials "
    "come from the environment: MSC_GRAPH_ENDPOINT_USER and MSC_GRAPH_ENDPOINT_PASSWORD, or "
    "MSC_GRAPH_ENDPOINT_TOKEN.",
)
@click.option(
    "--graph-store",
    is_flag=True,
    help="Send graphs by the SPARQL Graph Store protocol instead of updates; often faster.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="Empty each graph that is sent first; without it, what is there stays.",
)
@format_option
@click.pass_obj
def load(
    session: Session, file: Path | None, endpoint: str, graph_store: bool, replace: bool, form: str
) -> None:
    """Put the graph into a SPARQL 1.1 engine, under the names of its graphs.

    FILE is RDF (.nq, .nt, .trig or .ttl) as `msc-graph export nquads` writes it, of any size; without
    it the graph that --data names is sent. Other graphs of the engine are not touched.
    """
    from msc_graph.store.client import Client
    from msc_graph.store.loading import load_endpoint, read_quads, write_quads

    client = Client(endpoint)
    quads = read_quads(file) if file else write_quads(session.graph.corpus)
    sent = load_endpoint(
        client, quads, protocol="graph-store" if graph_store else "update", replace=replace
    )
    rows = [{"graph": graph or "default graph", "triples": count} for graph, count in sent.items()]
    print_rows(rows, ("graph", "triples"), form, empty="nothing to send")
