"""What one call of the command line works on: the graph that `--data` names, opened when needed."""

from __future__ import annotations

import sys
from collections.abc import Collection
from functools import cached_property
from shlex import quote
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from msc_graph.graph import MechanismGraph

__all__ = ["Session"]


class Session:
    """Holds the data sources of a call.

    Parameters
    ----------
    sources
        As given with `--data`; none is the shipped graph.
    """

    def __init__(self, sources: tuple[str, ...]) -> None:
        self.sources = sources

    @cached_property
    def graph(self) -> MechanismGraph:
        """The graph, read once."""
        from msc_graph.graph import MechanismGraph

        if not self.sources or not sys.stderr.isatty():
            return MechanismGraph.load(*self.sources)
        from msc_graph.cli.progress import show_progress

        with show_progress() as progress:
            return MechanismGraph.load(*self.sources, progress=progress)

    def command(self, ctx: click.Context, leave_out: Collection[str] = ()) -> str:
        """The call as it was typed, without the parameters named: so that others can repeat it."""
        words = ["msc-graph", *(f"--data {quote(source)}" for source in self.sources)]
        words.append(ctx.info_name or "")
        for param in ctx.command.params:
            name = param.name or ""
            typed = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
            if not typed or name in leave_out:
                continue
            value = ctx.params[name]
            values = value if isinstance(value, tuple) else (value,)
            if isinstance(param, click.Argument):
                words += [quote(str(v)) for v in values]
            elif isinstance(param, click.Option) and param.is_flag:
                words.append(param.opts[-1])
            else:
                words += [f"{param.opts[-1]} {quote(str(v))}" for v in values]
        return " ".join(words)
