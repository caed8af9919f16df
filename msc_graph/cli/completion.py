"""Shell completion: the script for a shell, and the names of entities while typing."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from msc_graph.exceptions import MSCGraphError

__all__ = ["complete_entity", "completion"]


def complete_entity(
    ctx: click.Context,
    param: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """Labels and synonyms that begin like what was typed."""
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
    script = get_completion_class(shell)
    assert script is not None
    root = ctx.find_root().command
    click.echo(script(root, {}, "msc-graph", "_MSC_GRAPH_COMPLETE").source())
