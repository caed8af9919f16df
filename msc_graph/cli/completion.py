"""Shell completion: the script for a shell, and the names of entities while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from msc_graph.exceptions import MSCGraphError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

__all__ = ["complete_entity", "completion"]


def complete_entity(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """Labels and synonyms that begin like what was typed."""
    from click.shell_completion import CompletionItem

    from msc_graph.cli.session import Session

    session = ctx.find_object(Session) or Session(())
    try:
        entities = session.graph.entities.values()
    except MSCGraphError:
        return []
    typed = incomplete.casefold()
    found = {
        name: entity.category
        for entity in entities
        for name in (entity.label, *entity.synonyms)
        if name.casefold().startswith(typed)
    }
    return [CompletionItem(name, help=found[name]) for name in sorted(found)[:50]]


@click.command(epilog="Example: msc-graph completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise UsageError(f"no completion for {shell}", cure="choose bash, zsh or fish")
    root = ctx.find_root().command
    click.echo(script(root, {}, "msc-graph", "_MSC_GRAPH_COMPLETE").source())
