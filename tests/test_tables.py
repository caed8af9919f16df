from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.curation.reading import load_corpus
from msc_graph.curation.tables import read_lines, read_rows, render_rows, write_text
from msc_graph.exceptions import DataError, OutputError

COLUMNS = ("id", "label")
CELL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=20)


@given(st.lists(st.fixed_dictionaries({"id": CELL, "label": CELL}), max_size=8))
def test_what_is_written_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("t") / "t.tsv"
    write_text(path, render_rows(rows, COLUMNS))
    assert read_rows(path, COLUMNS) == rows


def test_a_cell_cannot_break_the_table(tmp_path: Path):
    path = tmp_path / "t.tsv"
    write_text(path, render_rows([{"id": "a\tb", "label": "c\nd"}], COLUMNS))
    assert read_rows(path, COLUMNS) == [{"id": "a b", "label": "c d"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"id\n", "lacks the column label"),
        (b"id\tlabel\tmore\n", "unknown column more"),
        (b"label\tid\n", "another order"),
        (b"id\tlabel\na\tb\nc\0\td\n", ":3: holds a NUL byte"),
        (b"id\tlabel\na\t\xff\n", ":2: is not UTF-8"),
        (b"id\tlabel\na\tb\tc\n", ":2: has 3 cells where the header has 2"),
    ],
)
def test_a_broken_table_is_named_with_file_and_line(tmp_path: Path, content: bytes, message: str):
    path = tmp_path / "t.tsv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_rows(path, COLUMNS)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_directory_is_no_table(tmp_path: Path):
    with pytest.raises(DataError, match="is a directory"):
        read_lines(tmp_path, COLUMNS)


def test_writing_is_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "t.tsv"
    path.write_text("old")
    with pytest.raises(OutputError, match="--force"):
        write_text(path, "new", force=False)
    assert path.read_text() == "old"
    write_text(path, "new")
    assert path.read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["t.tsv"]


def test_errata_give_the_status(toy):
    by_predicate = {
        s.predicate: s.status for s in toy.statements.values() if s.object == "HGNC:14929"
    }
    assert by_predicate == {
        "inhibits": "superseded",
        "upregulates": "accepted",
        "regulates": "accepted",
    }


def test_evidence_is_grouped_under_its_statement(toy):
    reduces = next(s for s in toy.statements.values() if s.predicate == "reduces")
    assert [e.reference for e in toy.evidence(reduces.id)] == ["PMID:1", "PMID:3"]


def test_all_problems_are_reported_at_once(toy_copy: Path):
    table = toy_copy / "statements" / "toy2025.tsv"
    text = table.read_text().replace("\tinhibits\t", "\tinhibit\t").replace("HGNC:12036", "HGNC:99")
    table.write_text(text)
    problems: list[DataError] = []
    load_corpus(toy_copy, report=problems.append)
    assert len(problems) >= 4
    assert all(p.line > 1 and p.path == table for p in problems)
    assert any("did you mean inhibits" in str(p) for p in problems)
