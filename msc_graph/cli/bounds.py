"""Options that `trace` and `reach` share: what is walked, and how far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from msc_graph.analysis.paths import MAX_PATHS
from msc_graph.analysis.trace import MAX_HOPS
from msc_graph.cli.completion import complete_entity
from msc_graph.exceptions import UsageError
from msc_graph.vocabulary import load_vocabulary

__all__ = ["name_options", "walk_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--max-hops",
        type=click.IntRange(1, MAX_HOPS),
        default=6,
        show_default=True,
        help="Longest chain to look for.",
    ),
    click.option(
        "--avoid",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_entity,
        help="Entity or any:CATEGORY that must not stand inside the chain; may be repeated.",
    ),
    click.option(
        "--study-type",
        "study_types",
        multiple=True,
        type=click.Choice(load_vocabulary().tokens["study_type"]),
        help="Only hops shown in such studies; may be repeated.",
    ),
    click.option(
        "--context",
        multiple=True,
        metavar="COLUMN=NAME",
        help="Only hops shown there: disease=, cell_type=, species= or msc_source=; may be repeated.",
    ),
    click.option(
        "--no-background", is_flag=True, help="Without hops that rest on general knowledge."
    ),
    click.option(
        "--engineered",
        is_flag=True,
        help="From a source also to engineered and primed preparations.",
    ),
    click.option("--through-disease", is_flag=True, help="Let a disease stand inside a chain."),
    click.option(
        "--walk",
        type=click.Choice(["mechanism", "any"]),
        default="mechanism",
        show_default=True,
        help="Follow what acts, or every predicate: for graphs whose predicates are not ours.",
    ),
    click.option(
        "--undirected", is_flag=True, help="Walk against the arrows too, then without a sign."
    ),
    click.option(
        "--max-paths",
        type=click.IntRange(1),
        default=MAX_PATHS,
        show_default=True,
        help="Stop after so many chains, and say so.",
    ),
    click.option(
        "--max-seconds",
        type=click.FloatRange(0, min_open=True),
        default=None,
        help="Stop after so many seconds, and say so.",
    ),
)


def walk_options(function: F) -> F:
    """Add the shared options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def name_options(
    *, no_background: bool, context: tuple[str, ...], sign: str | None = None, **options: Any
) -> dict[str, Any]:
    """Options as typed to those of `TraceOptions`.

    Raises
    ------
    UsageError
        If a context is not of the form COLUMN=NAME.
    """
    pairs = [_split_context(pair) for pair in context]
    return options | {"background": not no_background, "context": pairs, "sign": sign or ""}


def _split_context(pair: str) -> tuple[str, str]:
    column, equals, name = pair.partition("=")
    if not equals or not name.strip():
        raise UsageError(f"--context {pair!r} is not COLUMN=NAME", cure="write disease='…'")
    return column.strip(), name.strip()
