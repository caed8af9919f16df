"""For curators: `validate`, `format`, `fingerprint` and `verify`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from msc_graph.bundle import find_folder
from msc_graph.cli.output import format_option, print_rows
from msc_graph.exceptions import UsageError, ValidationFailedError

__all__ = ["fingerprint", "format_data", "validate", "verify"]


def _folder(argument: Path | None) -> Path:
    folder = argument or find_folder("graph_data")
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder", cure="name a folder laid out like graph_data/")
    return folder


@click.command(epilog="Example: msc-graph validate graph_data/")
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[DIR]")
@format_option
def validate(folder: Path | None, form: str) -> None:
    """Check curated data: every finding with file and line; exit code 1 if there is one."""
    from msc_graph.checks.validate import validate_folder

    report = validate_folder(_folder(folder))
    if report.findings:
        noun = "finding" if len(report.findings) == 1 else "findings"
        if form != "table":
            rows = [
                {
                    "file": str(f.path),
                    "line": f.line,
                    "column": f.column,
                    "message": f.message,
                    "cure": f.cure,
                }
                for f in report.findings
            ]
            print_rows(rows, ("file", "line", "column", "message", "cure"), form)
        raise ValidationFailedError(
            f"{len(report.findings)} {noun} in {report.rows} rows",
            findings=report.findings if form == "table" else (),
            cure="mend them and run validate again",
        )
    click.echo(f"{report.rows} rows, {report.statements} statements: no finding", err=True)


@click.command("format", epilog="Example: msc-graph format graph_data/")
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[DIR]")
def format_data(folder: Path | None) -> None:
    """Rewrite data in canonical form: rows sorted, ids filled in from labels, labels in step.

    Without DIR the shipped graph is formatted, and the tables that follow from the ontology are
    made again.
    """
    from msc_graph.curation.canonical import format_folder

    changed = list(format_folder(_folder(folder)))
    if folder is None:
        changed += _format_ontology(find_folder("ontology"))
    for path in changed:
        click.echo(f"rewrote {path}", err=True)
    if not changed:
        click.echo("already in canonical form", err=True)


def _format_ontology(folder: Path) -> list[Path]:
    """Make the tables that follow from the ontology again; those that changed."""
    from msc_graph.curation.tables import write_text
    from msc_graph.rdf.ontology import render_alignments, render_vocabulary

    changed = []
    for name, render in (
        ("vocabulary.tsv", render_vocabulary),
        ("alignments.sssom.tsv", render_alignments),
    ):
        path, text = folder / name, render(folder / "msc.ttl")
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
            changed.append(path)
    return changed


@click.command(epilog="Example: msc-graph verify --text li2025=li.txt --text quan2025=quan.txt")
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[DIR]")
@click.option(
    "--text",
    "pairs",
    multiple=True,
    required=True,
    metavar="REVIEW=FILE",
    help="Your own copy of a review as plain text; may be repeated.",
)
def verify(folder: Path | None, pairs: tuple[str, ...]) -> None:
    """Check the passages that evidence rests on against your own copy of the reviews.

    The graph keeps a fingerprint of each passage and no text. Also checked: that no note,
    description or label shares eight words in a row with a review. Exit code 1 on findings.
    """
    from msc_graph.checks.sources import check_copies, check_passages

    data = _folder(folder)
    texts = _read_texts(pairs)
    checked, findings = check_passages(data, texts)
    findings += check_copies(data, texts)
    if findings or not checked:
        raise ValidationFailedError(
            f"{len(findings)} findings in {checked} passages",
            findings=findings,
            cure="read those places again" if checked else "name a review that the data cites",
        )
    click.echo(f"{checked} passages found, no sentence copied", err=True)


def _read_texts(pairs: tuple[str, ...]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for pair in pairs:
        review, equals, path = pair.partition("=")
        if not equals:
            raise UsageError(f"--text {pair!r} is not REVIEW=FILE", cure="write --text li2025=FILE")
        try:
            texts[review] = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read ({error})", cure="name a text file") from error
    return texts


@click.command(epilog='Example: msc-graph fingerprint "the vesicles carry miR-146a"')
@click.argument("passage")
def fingerprint(passage: str) -> None:
    """Print the fingerprint of a passage, for the column of that name; - reads standard input."""
    from msc_graph.curation.fingerprints import fingerprint as make

    text = sys.stdin.read(100_000) if passage == "-" else passage
    if len(text.split()) < 4:
        raise UsageError("a passage has at least four words", cure="take the whole clause")
    click.echo(make(text))
