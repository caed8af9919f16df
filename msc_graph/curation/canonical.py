"""The one canonical form of a data folder: sorted rows, ids and labels in step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msc_graph.curation.layout import ENTITY_COLUMNS, PLAIN_TABLES, REFERENCE_COLUMNS
from msc_graph.curation.tables import read_all_lines, render_rows, write_text
from msc_graph.exceptions import DataError
from msc_graph.records import MULTIVALUED, STATEMENT_COLUMNS
from msc_graph.vocabulary import load_vocabulary

__all__ = ["canonical_text", "format_folder", "list_tables"]

Row = dict[str, str]


def list_tables(folder: Path) -> list[tuple[str, Path]]:
    """Tables of a data folder: the name of their form (`entities`, `studies.tsv` …) and path.

    A file in `entities/` whose name is no category's is passed over here; reading refuses it.
    """
    known = {category.table for category in load_vocabulary().categories.values()}
    entities = (path for path in sorted((folder / "entities").glob("*.tsv")) if path.name in known)
    found = [("entities", path) for path in entities]
    found += [("statements", path) for path in sorted((folder / "statements").glob("*.tsv"))]
    names = ("references.tsv", *PLAIN_TABLES)
    found += [(name, folder / name) for name in names if (folder / name).is_file()]
    return found


def _columns(table: str) -> tuple[str, ...]:
    fixed = {
        "entities": ENTITY_COLUMNS,
        "statements": STATEMENT_COLUMNS,
        "references.tsv": REFERENCE_COLUMNS,
    }
    return fixed.get(table) or PLAIN_TABLES[table]


def _read_loosely(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Rows of a table whose columns may stand in any order and whose short rows may lack cells."""
    lines = read_all_lines(path, columns)
    header = lines[0].split("\t")
    if sorted(header) != sorted(columns):
        wrong = ", ".join(sorted(set(columns) ^ set(header)))
        raise DataError(
            f"columns differ: {wrong}",
            path=path,
            line=1,
            cure=f"the header is {', '.join(columns)}",
        )
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) > len(header):
            raise DataError(
                "has too many cells", path=path, line=number, cure="one tab between cells"
            )
        if line.strip():
            rows.append(dict.fromkeys(columns, "") | dict(zip(header, cells, strict=False)))
    return rows


class _Names:
    """Labels and ids of a folder's entities, as far as they are unambiguous."""

    def __init__(self, folder: Path) -> None:
        self.label: dict[str, str] = {}
        labels: dict[str, set[str]] = {}
        names: dict[str, set[str]] = {}
        for table, path in list_tables(folder):
            if table != "entities":
                continue
            for row in _read_loosely(path, ENTITY_COLUMNS):
                self.label[row["id"]] = row["label"]
                labels.setdefault(row["label"], set()).add(row["id"])
                for name in (row["label"], *filter(None, row["synonyms"].split("|"))):
                    names.setdefault(name, set()).add(row["id"])
        # A label means its entity, though others have it as a synonym.
        self.id = {n: next(iter(ids)) for n, ids in (names | labels).items() if len(ids) == 1}


def canonical_text(folder: Path, path: Path) -> str:
    """What a table's text should be.

    Raises
    ------
    DataError
        If the table cannot be understood well enough to rewrite it.
    """
    return _canonical(_Names(folder), _table_of(folder, path), path)


def _table_of(folder: Path, path: Path) -> str:
    parent = path.parent.relative_to(folder).as_posix()
    return parent if parent != "." else path.name


def _canonical(names: _Names, table: str, path: Path) -> str:
    columns = _columns(table)
    rows = [
        {c: " ".join(v.split()) for c, v in row.items()} for row in _read_loosely(path, columns)
    ]
    if table == "entities":
        rows = [_tidy_entity(names, row) for row in rows]
        rows.sort(key=lambda row: row["id"])
    elif table == "statements":
        rows = [_tidy_statement(names, row) for row in rows]
        rows.sort(key=_statement_key)
    elif table == "mappings.sssom.tsv":
        for row in rows:
            row["subject_label"] = names.label.get(row["subject_id"], row["subject_label"])
        rows.sort(key=lambda row: [row[c] for c in columns])
    else:
        rows.sort(key=lambda row: [_natural(row[columns[0]]), *(row[c] for c in columns)])
    unique = [row for number, row in enumerate(rows) if number == 0 or row != rows[number - 1]]
    return render_rows(unique, columns)


def _tidy_entity(names: _Names, row: Row) -> Row:
    """Synonyms once and sorted; broader and occurs_in may be typed as labels."""
    synonyms = {s for s in row["synonyms"].split("|") if s and s != row["label"]}
    tidy = row | {"synonyms": "|".join(sorted(synonyms))}
    for column in ("broader", "occurs_in", "taxon"):
        values = [names.id.get(v, v) for v in row[column].split("|") if v]
        tidy[column] = "|".join(dict.fromkeys(values))
    return tidy


def _tidy_statement(names: _Names, row: Row) -> Row:
    """Ids filled in from labels, labels brought up to date, contexts by their labels."""
    tidy = dict(row)
    for end in ("subject", "object"):
        identifier = row[f"{end}_id"] or names.id.get(row[f"{end}_label"], "")
        tidy[f"{end}_id"] = identifier
        tidy[f"{end}_label"] = names.label.get(identifier, row[f"{end}_label"])
    for column in MULTIVALUED:
        values = [v for v in row[column].split("|") if v]
        tidy[column] = "|".join(
            dict.fromkeys(names.label.get(names.id.get(v, v), v) for v in values)
        )
    return tidy


def _natural(text: str) -> list[tuple[int, str]]:
    """Sort key under which li2025:9 comes before li2025:10."""
    parts = re.split(r"([0-9]+)", text)
    return [(int(part), "") if n % 2 else (-1, part) for n, part in enumerate(parts)]


def _statement_key(row: Mapping[str, str]) -> list[object]:
    """Papers in the order of the list, so that all that one paper says stands together."""
    head = ("subject_label", "predicate", "object_label", "level", "negated")
    rest = [row[c] for c in STATEMENT_COLUMNS]
    return [_natural(row["cited_as"]), *(row[c] for c in head), row["locator"], rest]


def format_folder(folder: Path) -> Iterator[Path]:
    """Rewrite every table in canonical form; yield those that changed.

    Raises
    ------
    DataError
        If a table cannot be understood; then nothing has been written.
    OutputError
        If a table cannot be written.
    """
    names = _Names(folder)
    texts = {path: _canonical(names, table, path) for table, path in list_tables(folder)}
    for path, text in texts.items():
        if path.read_text(encoding="utf-8") != text:
            write_text(path, text)
            yield path
