"""The options of a figure for print, and its writing, for the commands that draw one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from msc_graph.exceptions import OutputError, UsageError

if TYPE_CHECKING:
    from msc_graph.render.figure import MechanismFigure

__all__ = ["FIGURE_PARAMETERS", "FigureOptions", "figure_options", "take_figure", "write_figure"]

F = TypeVar("F", bound=Callable[..., Any])

#: Parameters that say nothing of what was asked.
FIGURE_PARAMETERS = ("figure", "width_mm", "dpi", "figure_title")
_FORMS = (".svg", ".pdf", ".png")

_OPTIONS = (
    click.option(
        "--figure",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write a figure for print: .svg, .pdf or .png.",
    ),
    click.option(
        "--width-mm",
        type=click.FloatRange(60, 400),
        default=174,
        show_default=True,
        help="Width of the figure: 85 is one column of a journal, 174 are two.",
    ),
    click.option(
        "--dpi",
        type=click.IntRange(72, 1200),
        default=600,
        show_default=True,
        help="Dots per inch of a .png figure.",
    ),
    click.option("--figure-title", default="", metavar="TEXT", help="Title above the figure."),
)


class FigureOptions(NamedTuple):
    """What was asked of a figure; `path` is None where none is wanted."""

    path: Path | None
    width_mm: float
    dpi: int
    title: str


def figure_options(function: F) -> F:
    """Options `--figure`, `--width-mm`, `--dpi` and `--figure-title`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def take_figure(options: dict[str, Any], *, force: bool) -> FigureOptions:
    """Take the figure's parameters out of a command's; refuse early what cannot be written.

    Raises
    ------
    UsageError
        If the name of the file ends in none of the three forms.
    OutputError
        If the file exists and `force` is false.
    """
    path, width, dpi, title = (options.pop(name) for name in FIGURE_PARAMETERS)
    if path and path.suffix.lower() not in _FORMS:
        raise UsageError(
            f"a figure cannot be written as {path.name!r}",
            cure="let the name end in .svg, .pdf or .png",
        )
    if path and path.exists() and not force:
        raise OutputError(f"{path} exists", cure="add --force to overwrite it")
    return FigureOptions(path, width, dpi, title)


def write_figure(
    options: FigureOptions, draw: Callable[[], MechanismFigure], *, force: bool
) -> None:
    """Draw and write a figure if one is wanted, and say so; say too what did not fit into it."""
    if options.path is None:
        return
    figure = draw()
    figure.save(options.path, dpi=options.dpi, force=force)
    click.echo(
        f"figure written to {options.path} ({figure.width_mm:g} x {figure.height_mm:.0f} mm)",
        err=True,
    )
    if figure.note:
        click.echo(f"msc-graph: {figure.note}", err=True)
