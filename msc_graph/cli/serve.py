"""`serve`: the SPARQL endpoint, the JSON interface and the explorer on this machine."""

from __future__ import annotations

import click

from msc_graph.cli.session import Session

__all__ = ["serve"]


@click.command(epilog="Example: msc-graph serve --open")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8750, show_default=True, help="Port."
)
@click.pass_obj
def serve(session: Session, host: str, port: int) -> None:
    """Serve the graph to a browser and to SPARQL clients; read-only."""
    from msc_graph.web.serving import serve as run
    from msc_graph.web.settings import Settings

    run(Settings(sources=session.sources, host=host, port=port))
