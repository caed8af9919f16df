"""`trace`: the chains between two entities, with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from msc_graph.analysis.report import describe_trace
from msc_graph.analysis.trace import MOST_CHAINS, Trace
from msc_graph.cli.bounds import name_options, walk_options
from msc_graph.cli.completion import complete_entity
from msc_graph.cli.engine import endpoint_option
from msc_graph.cli.figures import FIGURE_PARAMETERS, figure_options, take_figure, write_figure
from msc_graph.cli.output import format_option, printable
from msc_graph.cli.session import Session

__all__ = ["print_trace", "trace"]

_MARKS = {"+": "(+)", "-": "(-)", "unknown": "(?)", "mixed": "(±)", 1: "(+)", -1: "(-)", 0: "(?)"}
_COLOURS = {"+": "green", "-": "red", 1: "green", -1: "red"}

_COLUMNS = (
    "chain", "hop", "chain_sign", "support", "score", "subject", "predicate", "object", "sign",
    "references", "statement", "forward", "kind",
)  # fmt: skip

#: Whose word something is that is told beside a chain, by the chain's support.
_TELLERS = {"reviewed": "the same review", "assembled": "one of its sources"}


@click.command(epilog='Example: msc-graph trace miR-146a "Alzheimer disease" --max-hops 4')
@click.argument("start", shell_complete=complete_entity)
@click.argument("end", shell_complete=complete_entity)
@click.option(
    "--top",
    type=click.IntRange(1, MOST_CHAINS),
    default=10,
    show_default=True,
    help="Best chains to print.",
)
@click.option(
    "--via",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_entity,
    help="Entity or any:CATEGORY that must stand inside the chain; may be repeated.",
)
@click.option(
    "--metapath",
    default="",
    metavar="'A > B'",
    help="Exactly these steps inside, whatever --max-hops: categories or names,"
    " 'protein > biological process'.",
)
@click.option(
    "--sign", type=click.Choice(["+", "-"]), default=None, help="Only chains of this sign."
)
@click.option("--same-study", is_flag=True, help="Only chains that one study carries whole.")
@walk_options
@click.option("--template", is_flag=True, help="Say which steps of the therapy a chain names.")
@click.option("--explain", is_flag=True, help="Say in a paragraph what each chain means.")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the chains as a page too.",
)
@figure_options
@endpoint_option
@click.option("--force", is_flag=True, help="Overwrite the page or figure if it exists.")
@format_option
@click.pass_obj
def trace(
    session: Session,
    /,
    start: str,
    end: str,
    html: Path | None,
    force: bool,
    form: str,
    template: bool,
    explain: bool,
    endpoint: str | None,
    **bounds: Any,
) -> None:
    """Trace the chains from START to END: through what does it act, and who showed it.

    START and END are names, ids, or any:CATEGORY (any:disease, any:microRNA, any:hallmark).
    """
    figure = take_figure(bounds, force=force)
    options = name_options(**bounds)
    if endpoint is None:
        graph = session.graph
    else:
        from msc_graph.remote import RemoteGraph

        graph = RemoteGraph.at(endpoint).fetch(start, end, **options)
    found = graph.trace(start, end, **options)
    if found.chains or found.direct:
        write_figure(
            figure,
            lambda: graph.figure(found, width_mm=figure.width_mm, title=figure.title),
            force=force,
        )
    elif figure.path:
        click.echo("msc-graph: no figure is written, for there is nothing to draw", err=True)
    if html:
        command = session.command(
            click.get_current_context(), ("html", "force", "form", *FIGURE_PARAMETERS)
        )
        write_chain_page(found, html, command=command, force=force)
    answer = describe_trace(graph.corpus, found, template=template, explain=explain)
    if form == "table":
        print_trace(answer, found)
    elif form == "json":
        from msc_graph.cli.output import print_json

        print_json(answer)
    else:
        from msc_graph.cli.output import print_rows

        rows = _flatten(answer)
        if rows and not found.chains:
            click.echo(f"msc-graph: {_tell_none(found)}", err=True)
        print_rows(rows, _COLUMNS, form, empty=_tell_none(found))
    if found.warning:
        click.echo(f"msc-graph: {found.warning}", err=True)
    if html:
        click.echo(f"page written to {html}", err=True)


def write_chain_page(found: Trace, path: Path, *, command: str, force: bool) -> None:
    """Write the chains of a trace as an interactive page, and say what it left out."""
    from msc_graph.curation.tables import write_text
    from msc_graph.render.trace_page import render_trace

    page = render_trace(found.corpus, found, command=command)
    write_text(path, page.text, force=force)
    if page.warning:
        click.echo(f"msc-graph: {page.warning}", err=True)


def print_trace(answer: dict[str, Any], found: Trace) -> None:
    """Print a trace as text: verdict, chains, hops, evidence, direct effects."""
    signs = found.signs
    asked = "" if found.found == found.judged else f"; as asked: {found.found}"
    click.echo(
        click.style(f"{printable(found.start.label)} → {printable(found.end.label)}", bold=True)
        + f"   {_styled(found.sign)} {_verdict(found.sign)}"
        + f"   [one study: {signs['single_study']}; consistent: {signs['consistent']};"
        + f" {'all' if found.complete else 'seen'} ({found.judged}): {signs['all']}{asked}]"
    )
    if answer["parting"]:
        _print_parting(answer["parting"])
    for chain in answer["chains"]:
        _print_chain(chain)
    if not found.chains:
        click.echo(f"msc-graph: {_tell_none(found)}", err=True)
    if answer["direct"]:
        click.echo("\n  stated end to end, no mechanism between:")
        for statement in answer["direct"]:
            _print_hop(statement)
    if found.found > len(found.chains):
        more = found.found - len(found.chains)
        click.echo(
            f"\n  {more} more {'chain' if more == 1 else 'chains'}: --top {min(found.found, MOST_CHAINS)}"
        )


def _tell_none(found: Trace) -> str:
    """What is said where there is no chain to print."""
    none = "no chain within these bounds"
    if found.judged:
        none += f" is as asked, of {found.judged} that the verdict is over"
    if found.direct:
        count = len(found.direct)
        none += f"; {count} statement{'s'[: count != 1]} without a mechanism between"
    return none


def _print_parting(parting: dict[str, Any]) -> None:
    """Say at which hops chains of opposite sign go apart."""
    click.echo(f"  the signs part at {printable(parting['at']['label'])}:")
    for side in ("raising", "lowering"):
        hop = parting[side]
        ends = (hop["subject"]["label"], hop["predicate"], hop["object"]["label"])
        click.echo(f"     the {side} chain goes on: {printable(' '.join(ends))}")


def _verdict(sign: str) -> str:
    return {"+": "raises", "-": "lowers", "mixed": "mixed", "unknown": "direction unknown"}[sign]


def _styled(sign: Any) -> str:
    return click.style(_MARKS[sign], fg=_COLOURS.get(sign), bold=True)


def _print_chain(chain: dict[str, Any]) -> None:
    hops = len(chain["hops"])
    click.echo(
        f"\n{chain['rank']:>3}. {_styled(chain['sign'])} {chain['support']}, {hops} hop{'s'[: hops != 1]},"
        f" score {chain['score']:.2f}, {printable(', '.join(chain['references']))}"
    )
    if "explanation" in chain:
        click.echo(_wrap(printable(chain["explanation"])))
    for hop in chain["hops"]:
        _print_hop(hop, chain["references"])
    for joint in chain["joints"]:
        click.echo(f"     joined at {printable(joint['entity']['label'])} ({joint['kind']})")
    teller = _TELLERS.get(chain["support"], "the same study")
    for place in chain["whereabouts"]:
        text = f"{place['subject']['label']} {place['predicate']} {place['object']['label']}"
        click.echo(f"     {teller}: {printable(text)}")
    _print_context(chain["context"])
    if "template" in chain:
        _print_template(chain["template"])
    for claim in chain["end_to_end"]:
        click.echo(f"     {teller} states it end to end {_styled(claim['sign'])}")


def _wrap(text: str) -> str:
    from textwrap import fill

    return fill(text, 100, initial_indent="     ", subsequent_indent="     ")


def _print_context(context: dict[str, Any]) -> None:
    """Say where the hops of a chain agree, and where they do not."""
    agreed = [", ".join(c["shared"]) for c in context.values() if c["agreement"] == "agree"]
    differing = [name for name, c in context.items() if c["agreement"] == "differ"]
    if agreed:
        click.echo(f"     its hops agree on: {printable('; '.join(agreed))}")
    if differing:
        click.echo(f"     its hops differ in: {', '.join(d.replace('_', ' ') for d in differing)}")


def _print_template(fit: dict[str, Any]) -> None:
    """Say step by step what a chain names, and which step it does not."""
    steps = [
        f"{step}: {', '.join(node['label'] for node in nodes)}"
        for step, nodes in fit["steps"].items()
        if nodes
    ]
    click.echo(f"     {printable(' → '.join(steps))}")
    if fit["missing"]:
        click.echo(f"     missing: {', '.join(fit['missing'])}")


def _print_hop(hop: dict[str, Any], carried_by: Sequence[str] = ()) -> None:
    arrow = printable(f"{hop['subject']['label']} {hop['predicate']} {hop['object']['label']}")
    turned = "" if hop.get("forward", True) else "  (walked backwards)"
    click.echo(f"     {_styled(hop['sign'])} {arrow}{turned}")
    rows = sorted(hop["evidence"], key=lambda row: row["reference"] not in carried_by)
    shown = [row for row in rows if row["reference"] in carried_by][:3] or rows[:2]
    for row in shown:
        click.echo(click.style(f"           {printable(_evidence_line(row))}", dim=True))
    if len(rows) > len(shown):
        click.echo(
            click.style(f"           and {len(rows) - len(shown)} more in --format json", dim=True)
        )


def _evidence_line(row: dict[str, str]) -> str:
    """One line on one piece of evidence: who, where, in what, how sure."""
    marks = [
        row["basis"] if row["basis"] not in ("stated", "title") else "",
        row["certainty"] if row["certainty"] != "stated" else "",
        row["stance"].replace("_", " ") if row["stance"] != "supports" else "",
    ]
    place = " ".join(filter(None, (row["review"], row["locator"])))
    context = (
        row["study_type"].replace("_", " "),
        row["species"],
        row["model"],
        row["cell_type"],
        row["dose"],
        row["route"],
    )
    parts = [
        row["reference"]
        or ("general knowledge" if row["basis"] == "background" else "no reference"),
        place,
        ", ".join(filter(None, context)),
        " ".join(filter(None, marks)),
    ]
    return " | ".join(part.replace("|", "/") for part in parts if part)


def _flatten(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each hop of each chain, then one for each effect without a mechanism."""
    hops = [
        {
            "chain": chain["rank"],
            "hop": number,
            "chain_sign": chain["sign"],
            "support": chain["support"],
            "score": chain["score"],
            **_flatten_statement(hop),
            "forward": hop["forward"],
            "kind": "chain",
        }
        for chain in answer["chains"]
        for number, hop in enumerate(chain["hops"], start=1)
    ]
    alone = {"chain": None, "hop": None, "chain_sign": None, "support": None, "score": None}
    direct = [
        alone | _flatten_statement(statement) | {"forward": True, "kind": "direct"}
        for statement in answer["direct"]
    ]
    return hops + direct


def _flatten_statement(statement: dict[str, Any]) -> dict[str, Any]:
    return {
        "subject": statement["subject"]["label"],
        "predicate": statement["predicate"],
        "object": statement["object"]["label"],
        "sign": statement["sign"],
        "references": list(
            dict.fromkeys(e["reference"] for e in statement["evidence"] if e["reference"])
        ),
        "statement": statement["statement"],
    }
