"""Looking things up: `resolve`, `show`, `stats`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from msc_graph.analysis.names import Match
from msc_graph.analysis.report import describe_statement
from msc_graph.cli.completion import complete_entity
from msc_graph.cli.output import format_option, print_json, print_rows, printable
from msc_graph.cli.session import Session
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UnknownTermError, UsageError
from msc_graph.records import Entity
from msc_graph.vocabulary import load_vocabulary

__all__ = ["resolve", "show", "stats"]


def _card(entity: Entity) -> dict[str, str]:
    return {"id": entity.id, "label": entity.label, "category": entity.category}


def _describe_match(match: Match) -> dict[str, Any]:
    empty = {"id": None, "label": None, "category": None}
    answer: dict[str, Any] = {
        "query": match.query,
        **(_card(match.entity) if match.entity else empty),
        "match": match.how or None,
        "candidates": [_card(e) for e in match.candidates],
    }
    if not match.entity and not match.candidates:
        answer["suggestions"] = list(match.suggestions)
    return answer


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
    answers = [_describe_match(match) for match in matches]
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
    related = [s for s in graph.statements.values() if record.id in (s.subject, s.object)]
    described = [describe_statement(graph.corpus, s) for s in related]
    card: dict[str, str | list[str]] = {
        **_card(record),
        "kind": record.kind,
        "synonyms": list(record.synonyms),
        "xrefs": list(record.xrefs),
        "broader": [graph.corpus.label(i) for i in record.broader],
        "occurs_in": [graph.corpus.label(i) for i in record.occurs_in],
        "taxon": graph.corpus.label(record.taxon) if record.taxon else "",
        "description": record.description,
    }
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
    if predicates:
        used = Counter(s.predicate for s in corpus.statements.values())
        rows: list[dict[str, Any]] = [
            {"predicate": p.name, "sign": p.sign, "role": p.role, "statements": used[p.name]}
            for p in corpus.predicates.values()
        ]
        print_rows(rows, ("predicate", "sign", "role", "statements"), form)
    elif grounding:
        from msc_graph.checks.coverage import measure_coverage

        found = [{**c._asdict(), "rate": f"{c.rate:.2f}"} for c in measure_coverage(corpus)]
        columns = ("category", "entities", "grounded", "placed", "explained", "rate")
        print_rows(found, columns, form)
    else:
        rows = [{"what": w, "which": n, "count": c} for w, n, c in _count(corpus)]
        print_rows(rows, ("what", "which", "count"), form)


def _count(corpus: Corpus) -> Iterator[tuple[str, str, int]]:
    """What is counted, of which kind, how often; one pass over the graph, however large."""
    found: dict[str, Counter[str]] = {
        "entities": Counter(entity.category for entity in corpus.entities.values()),
        **{f"statements by {what}": Counter() for what in ("role", "status", "foreign predicate")},
        **{f"evidence by {what}": Counter() for what in ("basis", "study type", "certainty")},
    }
    evidence = 0
    for statement in corpus.statements.values():
        predicate = corpus.predicates[statement.predicate]
        found["statements by role"][predicate.role] += 1
        found["statements by status"][statement.status] += 1
        if predicate.name not in load_vocabulary().predicates:
            found["statements by foreign predicate"][predicate.name] += 1
        for row in corpus.rows[statement.id]:
            evidence += 1
            found["evidence by basis"][row.basis] += 1
            found["evidence by study type"][row.study_type] += 1
            found["evidence by certainty"][row.certainty] += 1
    yield "entities", "all", len(corpus.entities)
    yield "statements", "all", len(corpus.statements)
    yield "evidence", "all", evidence
    yield "references", "all", len(corpus.references)
    for what, numbers in found.items():
        for which, number in sorted(numbers.items()):
            yield what, which, number
