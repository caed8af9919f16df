"""All checks of a data folder, all findings at once, and proof that something was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from msc_graph.checks.closure import check_closure
from msc_graph.checks.meaning import (
    check_entities,
    check_errata,
    check_references,
    check_statements,
)
from msc_graph.checks.rows import ROW_COLUMNS, find_bad_cells, row_model
from msc_graph.curation.canonical import canonical_text, list_tables
from msc_graph.curation.corpus import Corpus
from msc_graph.curation.reading import load_corpus
from msc_graph.curation.tables import iterate_rows
from msc_graph.exceptions import DataError, MSCGraphError

__all__ = ["Report", "validate_folder"]


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in the order of file and line, and what was looked at."""

    findings: tuple[DataError, ...]
    rows: int
    statements: int


def validate_folder(folder: Path) -> Report:
    """Check a data folder: cells, links, meaning, canonical form, sign closure, shapes.

    Returns
    -------
    Report
        A folder with nothing in it is a finding too: a check that saw nothing has not passed.

    Raises
    ------
    DataError
        If the folder is no data folder at all.
    """
    findings: list[DataError] = []
    corpus = load_corpus(folder, report=findings.append)
    rows = 0
    for table, path in list_tables(folder):
        try:
            count, found = _check_table(table, path)
        except DataError as error:
            findings.append(error)
            continue
        rows += count
        findings += found
    checks: tuple[Callable[[], Iterator[DataError]], ...] = (
        lambda: check_entities(folder),
        lambda: check_statements(folder, corpus),
        lambda: check_references(folder, corpus),
        lambda: check_errata(folder, corpus),
        lambda: _check_form(folder),
        lambda: check_closure(folder, corpus),
        lambda: _check_shapes(folder, corpus),
    )
    for check in checks:
        try:
            findings += check()
        except DataError as error:  # a table that no check can read has been named already
            findings.append(error)
        except MSCGraphError as error:
            findings.append(DataError(error.message, path=folder, cure=error.cure))
    if not corpus.statements:
        findings.append(
            DataError(
                "nothing was checked: no statement", path=folder, cure="add statements/<review>.tsv"
            )
        )
    unique = {str(finding): finding for finding in findings}
    ordered = sorted(unique.values(), key=lambda f: (str(f.path), f.line, str(f)))
    return Report(tuple(ordered), rows, len(corpus.statements))


def _check_table(table: str, path: Path) -> tuple[int, list[DataError]]:
    model = row_model(table)
    found, count = [], 0
    for line, cells in iterate_rows(path, ROW_COLUMNS[table]):
        count += 1
        found += [
            DataError(complaint, path=path, line=line, column=column)
            for column, complaint in find_bad_cells(model, cells)
        ]
    return count, found


def _check_form(folder: Path) -> Iterator[DataError]:
    for _, path in list_tables(folder):
        try:
            canonical = canonical_text(folder, path)
        except DataError:
            continue
        if path.read_text(encoding="utf-8") != canonical:
            yield DataError("is not in canonical form", path=path, cure="run `msc-graph format`")


def _check_shapes(folder: Path, corpus: Corpus) -> Iterator[DataError]:
    from msc_graph.rdf.dataset import build_dataset
    from msc_graph.rdf.shapes import check_shapes

    if corpus.statements:
        for line in check_shapes(build_dataset(corpus)):
            yield DataError(line, path=folder)
