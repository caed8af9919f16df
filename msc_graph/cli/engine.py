"""The option by which a command asks another SPARQL engine."""

from __future__ import annotations

import click

__all__ = ["endpoint_option"]

#: Engine that is asked instead of the one in this process; the same wherever one can be named.
endpoint_option = click.option(
    "--endpoint",
    metavar="URL",
    help="Ask a SPARQL 1.1 endpoint instead of the graph here. Credentials come from the "
    "environment: MSC_GRAPH_ENDPOINT_USER and MSC_GRAPH_ENDPOINT_PASSWORD, or "
    "MSC_GRAPH_ENDPOINT_TOKEN.",
)
