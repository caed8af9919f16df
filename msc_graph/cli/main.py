"""The group of commands: each is imported only when it is called; one place turns errors into lines."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from msc_graph.cli.output import printable
from msc_graph.cli.session import Session
from msc_graph.exceptions import MSCGraphError, ValidationFailedError

__all__ = ["cli", "main"]

#: Command by name: the module that holds it, the name of its function there.
_COMMANDS = {
    "completion": "completion:completion",
    "demo": "demo:demo",
    "export": "export:export",
    "fingerprint": "curate:fingerprint",
    "format": "curate:format_data",
    "load": "load:load",
    "queries": "ask:queries",
    "reach": "reach:reach",
    "render": "draw:render",
    "resolve": "look:resolve",
    "serve": "serve:serve",
    "show": "look:show",
    "sparql": "ask:sparql",
    "stats": "look:stats",
    "trace": "trace:trace",
    "validate": "curate:validate",
    "verify": "curate:verify",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all commands, sorted."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"msc_graph.cli.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, _COMMANDS, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else "see msc-graph --help"
            raise click.UsageError(f"no command is called {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: msc-graph demo",
)
@click.option(
    "--data",
    "data",
    multiple=True,
    metavar="DIR|FILE",
    help="Graph to use instead of the shipped one: a data folder or an RDF file; may be repeated "
    "to merge several; the word `shipped` names the shipped graph.",
)
@click.version_option(package_name="msc-graph", prog_name="msc-graph")
@click.pass_context
def cli(ctx: click.Context, data: tuple[str, ...]) -> None:
    """Mechanisms of MSC exosome therapy: trace cargo to disease, ask in SPARQL, draw as HTML.

    Exit codes: 0 done, 1 a check failed, 2 bad input, 130 interrupted.
    """
    ctx.obj = Session(data)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    A call lives for a tenth of a second, so garbage is not collected, and where nothing is left
    to be wound up the process ends without taking its thousands of records apart.
    """
    gc.disable()
    # Nothing here multiplies matrices: the threads that numpy would start for that only cost time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = run(arguments)
    if "subprocess" in sys.modules:  # a child process may wait for us
        sys.exit(code)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 0
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; every expected error becomes one line on stderr.

    Returns
    -------
    int
        0 done, 1 a check failed, 2 bad input, 130 interrupted.
    """
    args = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        return _run(args)
    except (BrokenPipeError, SystemExit):
        # The reader of the pipe went away (`| head`), which click turns into an exit: nothing is
        # wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(args: list[str]) -> int:
    try:
        result: Any = cli.main(args=args, prog_name="msc-graph", standalone_mode=False)
    except ValidationFailedError as error:
        for finding in error.findings:
            click.echo(printable(str(finding)))
        return _say(str(error), error.exit_code)
    except MSCGraphError as error:
        return _say(str(error), error.exit_code)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "msc-graph"
        message = error.format_message().rstrip(".")
        if "--help" not in message and "did you mean" not in message.casefold():
            message += f"; see {command} --help"
        return _say(message, 2)
    except click.ClickException as error:
        return _say(error.format_message(), 2)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted", 130)
    return result if isinstance(result, int) else 0


def _say(message: str, code: int) -> int:
    text = " ".join(message.split())
    click.echo(f"msc-graph: {printable(text)}", err=True)
    return code
