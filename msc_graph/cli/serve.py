"""`serve`: the SPARQL endpoint, the JSON interface and the explorer on this machine."""

from __future__ import annotations

import re
from typing import Any

import click

from msc_graph.cli.output import printable
from msc_graph.cli.session import Session

__all__ = ["serve"]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
#: Bytes below which no process could start.
_LEAST = 256 << 20


def _parse_size(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """Number of bytes of `512M` or `4G`; 0 if none is given."""
    if value is None:
        return 0
    match = _SIZE.fullmatch(value.strip())
    if not match:
        raise click.BadParameter(f"{value!r} is no size; write 512M or 4G", ctx, param)
    size = int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))
    if size < _LEAST:
        raise click.BadParameter(f"{value!r} is too little; write 512M or 4G", ctx, param)
    return size


@click.command(
    epilog="Examples: msc-graph serve --open, "
    "msc-graph serve --port 0 --allow-origin https://yasgui.example"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8750,
    show_default=True,
    help="Port; 0 is any that is free.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser when ready.")
@click.option(
    "--allow-remote", is_flag=True, help="Let other machines come, where --host is open to them."
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME",
    help="A further name that it may be called by, such as that of a proxy; may be repeated.",
)
@click.option(
    "--allow-origin",
    "allow_origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site whose scripts may read answers, such as https://yasgui.example; may be repeated.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    help="Queries answered at the same time, each in a process of its own that holds the graph; "
    "and as many processes for all else.  [default: twice the cores, 4 to 16]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Time that a query or trace may take.",
)
@click.option(
    "--memory",
    callback=_parse_size,
    default=None,
    metavar="SIZE",
    help="Address space that each process may use.  [default: what the graph needs, and 1G]",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1, 10_000_000),
    default=100_000,
    show_default=True,
    help="Rows or triples that an answer may have.",
)
@click.option(
    "--log",
    type=click.Choice(["errors", "requests"]),
    default="errors",
    show_default=True,
    help="What is said on standard error.",
)
@click.pass_obj
def serve(
    session: Session,
    /,
    open_browser: bool,
    log: str,
    workers: int | None,
    **options: Any,
) -> None:
    """Serve the graph to browsers and SPARQL clients: an explorer, /api and /sparql; read-only.

    It answers this machine only, unless told otherwise, sees when its data change, and ends with
    Ctrl-C or SIGTERM after what runs is done.
    """
    from msc_graph.web.door.serving import serve as run
    from msc_graph.web.settings import Settings, count_workers

    settings = Settings(
        sources=session.sources,
        workers=workers or count_workers(),
        log_requests=log == "requests",
        **options,
    )

    def ready(url: str) -> None:
        click.echo(f"msc-graph: ready at {printable(url)} (Ctrl-C ends it)", err=True)
        if open_browser:
            import webbrowser

            webbrowser.open(url)

    if settings.allow_remote:
        click.echo(
            "msc-graph: warning: with --allow-remote whoever reaches this machine may ask; there "
            "is neither a password nor encryption",
            err=True,
        )
    run(settings, ready)
