"""Looking things up: `resolve`, `show`, `stats`."""

from __future__ import annotations

import click

from msc_graph.analysis.cards import describe_card, describe_match
from msc_graph.analysis.counts import count_graph, count_predicates
from msc_graph.analysis.report import describe_statement
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.cli.completion import complete_entity
from msc_graph.cli.output import format_option, print_json, print_rows, printable
from msc_graph.cli.session import Session
from msc_graph.exceptions import UnknownTermError, UsageError

__all__ = ["resolve", "show", "stats"]


def _read_terms(path: str) -> list[str]:
    try:
        with click.open_file(path, encoding="utf-8") as file:
            text = file.read(10_000_000)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--file {path} cannot be read as UTF-8 text", cure=str(error)) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


@click.command(epilog='Example: msc-graph resolve miRNA-146a "NF-kB" AD --format json')
@click.argument("terms", nargs=-1, metavar="TERM…", shell_complete=complete_entity)
@click.option("--file", "file", metavar="FILE", help="One term a line; - is standard input.")
@format_option
@click.pass_obj
def resolve(session: Session, terms: tuple[str, ...], file: str | None, form: str) -> None:
    """Say which entity a name stands for: id, label, category, or the candidates."""
    wanted = [*terms, *(_read_terms(file) if file else [])]
    if not wanted:
        raise UsageError("no term given", cure="name one, or give --file")
    matches = [session.graph.resolve(term) for term in wanted]
    answers = [describe_match(match) for match in matches]
    if form == "table":
        for answer in answers:
            listed = answer["candidates"] or answer.get("suggestions", [])
            answer["candidates"] = "; ".join(
                c if isinstance(c, str) else f"{c['label']} ({c['id']})" for c in listed
            )
    print_rows(answers, ("query", "id", "label", "category", "match", "candidates"), form)
    if not any(match.entity or match.candidates for match in matches):
        cure = ", ".join(matches[0].suggestions)
        raise UnknownTermError(
            "no entity has such a name",
            term=wanted[0],
            near=matches[0].suggestions,
            cure=f"did you mean {cure}?" if cure else "try a part of the name",
        )


@click.command(epilog="Example: msc-graph show SHP2")
@click.argument("entity", shell_complete=complete_entity)
@format_option
@click.pass_obj
def show(session: Session, entity: str, form: str) -> None:
    """Show one entity: identifiers, what acts on it, what it acts on, on what evidence."""
    graph = session.graph
    record = graph.names.get(entity)
    card = describe_card(graph.corpus, record)
    related = select_statements(graph.corpus, Conditions(entity=record.id)).items
    described = [describe_statement(graph.corpus, s) for s in related]
    if form == "json":
        print_json({**card, "statements": described})
        return
    if form == "table":
        for name, value in card.items():
            text = value if isinstance(value, str) else ", ".join(value)
            if text:
                click.echo(f"{name + ':':12} {printable(text)}")
        click.echo()
    rows = [
        {
            "subject": d["subject"]["label"],
            "predicate": ("not " if d["negated"] else "") + d["predicate"],
            "object": d["object"]["label"],
            "status": d["status"],
            "references": list(dict.fromkeys(e["reference"] for e in d["evidence"])),
            "statement": d["statement"],
        }
        for d in described
    ]
    columns = ("subject", "predicate", "object", "status", "references", "statement")
    print_rows(rows, columns, form, empty="no statement speaks of it")


@click.command(epilog="Example: msc-graph stats --format json")
@click.option("--predicates", is_flag=True, help="List the predicates with sign, role and counts.")
@click.option("--grounding", is_flag=True, help="Share of entities tied to standard vocabularies.")
@format_option
@click.pass_obj
def stats(session: Session, predicates: bool, grounding: bool, form: str) -> None:
    """Count what the graph holds."""
    corpus = session.graph.corpus
    columns: tuple[str, ...]
    if predicates:
        rows, columns = count_predicates(corpus), ("predicate", "sign", "role", "statements")
    elif grounding:
        from msc_graph.checks.coverage import COVERAGE_COLUMNS, describe_coverage

        rows, columns = describe_coverage(corpus), COVERAGE_COLUMNS
    else:
        rows, columns = count_graph(corpus), ("what", "which", "count")
    print_rows(rows, columns, form)
