"""Where in the tables a claim stands: findings name file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msc_graph.curation.layout import ENTITY_COLUMNS
from msc_graph.curation.tables import iterate_rows
from msc_graph.exceptions import DataError
from msc_graph.records import STATEMENT_COLUMNS, Claim, statement_id
from msc_graph.vocabulary import load_vocabulary

__all__ = ["LocatedRow", "entity_rows", "locate_statements", "statement_rows"]


@dataclass(frozen=True, slots=True)
class LocatedRow:
    """Cells of a row and where it stands."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def finding(self, message: str, *, column: str = "", cure: str = "") -> DataError:
        """A finding about this row."""
        return DataError(message, path=self.path, line=self.line, column=column, cure=cure)


def statement_rows(folder: Path) -> list[LocatedRow]:
    """Rows of all statement tables; tables that cannot be read are passed over."""
    return [
        row
        for path in sorted((folder / "statements").glob("*.tsv"))
        for row in _rows(path, STATEMENT_COLUMNS)
    ]


def entity_rows(folder: Path) -> list[tuple[str, LocatedRow]]:
    """Rows of all entity tables with their category."""
    categories = load_vocabulary().categories.values()
    paths = ((c.name, folder / "entities" / c.table) for c in categories)
    return [
        (name, row) for name, path in paths if path.is_file() for row in _rows(path, ENTITY_COLUMNS)
    ]


def _rows(path: Path, columns: tuple[str, ...]) -> list[LocatedRow]:
    try:
        return [LocatedRow(path, line, cells) for line, cells in iterate_rows(path, columns)]
    except DataError:
        return []


def locate_statements(folder: Path) -> dict[str, LocatedRow]:
    """First row of each statement, by statement id."""
    found: dict[str, LocatedRow] = {}
    for row in statement_rows(folder):
        cells = row.cells
        claim = Claim(
            cells["subject_id"],
            cells["predicate"],
            cells["object_id"],
            cells["level"],
            cells["negated"] == "true",
        )
        found.setdefault(statement_id(claim), row)
    return found
