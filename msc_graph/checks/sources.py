"""Checks against a reader's own copy of the reviews: passages are there, sentences are not copied."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msc_graph.checks.places import entity_rows, statement_rows
from msc_graph.curation.fingerprints import find_copies, find_fingerprints
from msc_graph.curation.layout import PLAIN_TABLES
from msc_graph.curation.tables import iterate_rows
from msc_graph.exceptions import DataError

__all__ = ["check_copies", "check_passages"]

#: Columns of plain tables that hold words of ours. Titles and odd spellings are quoted on purpose.
_OWN_WORDS = ("note", "said", "contradicted_by", "resolution", "subject", "procurement",
              "advantages", "limitations", "result", "criterion", "held_fixed", "comment")  # fmt: skip


def check_passages(folder: Path, texts: Mapping[str, str]) -> tuple[int, list[DataError]]:
    """Look every fingerprint up in the text of its review.

    Returns
    -------
    int
        Number of fingerprints looked up.
    list of DataError
        Rows without a fingerprint, and rows whose passage is not in the text.
    """
    findings: list[DataError] = []
    checked = 0
    rows = [row for row in statement_rows(folder) if row.cells["basis"] != "background"]
    for review, text in texts.items():
        mine = [row for row in rows if row.cells["review"] == review]
        known = find_fingerprints(
            text, {r.cells["fingerprint"] for r in mine if r.cells["fingerprint"]}
        )
        for row in mine:
            if not row.cells["fingerprint"]:
                findings.append(row.finding("has no fingerprint", column="fingerprint"))
                continue
            checked += 1
            if row.cells["fingerprint"] not in known:
                findings.append(
                    row.finding(
                        f"its passage is not in the text of {review}",
                        column="fingerprint",
                        cure="read the place again and make the fingerprint anew",
                    )
                )
    return checked, findings


def check_copies(folder: Path, texts: Mapping[str, str]) -> Iterator[DataError]:
    """Words of ours that share eight words in a row with a review."""
    places: dict[str, list[tuple[Path, int, str]]] = {}
    for text, place in _own_words(folder):
        if text:
            places.setdefault(text, []).append(place)
    for text, shared in find_copies(texts.values(), list(places)):
        for path, line, column in places[text]:
            yield DataError(
                f"shares the words {shared!r} with a review",
                path=path,
                line=line,
                column=column,
                cure="say it in words of your own",
            )


def _own_words(folder: Path) -> Iterator[tuple[str, tuple[Path, int, str]]]:
    """Every cell that we wrote, with its place.

    Synonyms and the headings in locators are names: they stand as the sources write them.
    """
    for _, row in entity_rows(folder):
        for column in ("label", "description"):
            yield row.cells[column], (row.path, row.line, column)
    for row in statement_rows(folder):
        for column in ("note", "condition"):
            yield row.cells[column], (row.path, row.line, column)
    for name, columns in PLAIN_TABLES.items():
        path = folder / name
        for line, cells in iterate_rows(path, columns) if path.is_file() else ():
            for column in _OWN_WORDS:
                yield cells.get(column, ""), (path, line, column)
