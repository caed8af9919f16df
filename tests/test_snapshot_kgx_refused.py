"""KGX pairs that cannot be read: one line names the file, the line and the column."""

from __future__ import annotations

import gzip

import pytest
from test_snapshot_kgx import fast_only, write

from msc_graph.exceptions import DataError
from msc_graph.snapshot import lines
from msc_graph.snapshot.assemble import compile_snapshot
from msc_graph.snapshot.opening import open_snapshot
from msc_graph.snapshot.sources import find_source, needs_snapshot

HEAD = "subject predicate object negated sign"
# Without the time of its making: a case must have the same name in all processes that test.
PACKED = gzip.compress(b"subject\tpredicate\tobject\nX:1\tX:p\tX:2\n" * 99, mtime=0)


@pytest.mark.parametrize("fast", [False, pytest.param(True, marks=fast_only)])
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["subject object"], "edges.tsv:1: lacks the column predicate"),
        (["subject predicate object object"], "edges.tsv:1: has the column 'object' twice"),
        ([HEAD, "X:1 X:p X:2 ~ ~", "X:1 X:p"], "edges.tsv:3: has 2 cells where the header has 5"),
        # One cell too many in a row and one too few in another: the sum is right.
        ([HEAD, "a b c ~ ~ ~", "a b c ~"], "edges.tsv:2: has 6 cells where the header has 5"),
        ([HEAD, "X:1 X:p X:2 ~ ~", "~ X:p X:2 ~ ~"], "edges.tsv:3: subject: is empty"),
        ([HEAD, "X:1 X:p ~ ~ ~"], "edges.tsv:2: object: is empty"),
        ([HEAD, "X:1 ~ X:2 ~ ~"], "edges.tsv:2: predicate: is empty"),
        ([HEAD, "X:1 X:p X:2 perhaps ~"], "edges.tsv:2: negated: 'perhaps' is not known"),
        ([HEAD, *["X:1 X:p X:2 ~ 1"] * 3, "X:1 X:p X:2 ~ 2"], "edges.tsv:5: sign: '2' is not known"),
    ],
)  # fmt: skip
def test_bad_rows_are_named_by_file_and_line(tmp_path, rows, message, fast):
    source = find_source(write(tmp_path / "edges.tsv", *rows))
    with pytest.raises(DataError) as caught:
        compile_snapshot([source], fast=fast)
    assert str(caught.value).startswith(f"{tmp_path / message}")
    assert "\n" not in str(caught.value)
    assert caught.value.cure


@pytest.mark.parametrize("fast", [False, pytest.param(True, marks=fast_only)])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "edges.tsv: is empty"),
        (b"subject\tpredicate\tobject\nX:1\tX:p\tX:\xff\n", "edges.tsv:2: is not UTF-8"),
        (b"subject\tpredicate\t\xff\n", "edges.tsv:1: is not UTF-8"),
        (b"\x1f\x8bnothing", "edges.tsv: is no whole gzip file"),
        (PACKED[:-20], "no whole gzip"),
    ],
)
def test_bad_files_are_named(tmp_path, data, message, fast):
    (tmp_path / "edges.tsv").write_bytes(data)
    with pytest.raises(DataError, match=message):
        compile_snapshot([find_source(tmp_path)], fast=fast)


def test_bad_nodes_are_named(tmp_path):
    write(tmp_path / "edges.tsv", "subject predicate object", "X:1 X:p X:2")
    write(tmp_path / "nodes.tsv", "id name", "X:1 one", "~ two")
    with pytest.raises(DataError, match=r"nodes\.tsv:3: id: is empty"):
        open_snapshot([tmp_path], cache=False)
    write(tmp_path / "nodes.tsv", "id name", "X:1")
    with pytest.raises(DataError, match=r"nodes\.tsv:2: has 1 cells where the header has 2"):
        open_snapshot([tmp_path], cache=False)


def test_long_lines_and_bombs_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 1 << 10)
    table = tmp_path / "edges.tsv"
    table.write_text("subject\tpredicate\tobject\nX:1\tX:p\tX:2\nX:1\tX:p\t" + "x" * 2000 + "\n")
    with pytest.raises(DataError, match=r"edges.tsv:3: is longer than"):
        open_snapshot([table], cache=False)
    monkeypatch.setattr(lines, "MAX_BYTES", 1 << 12)
    rows = b"subject\tpredicate\tobject\n" + b"X:1\tX:p\tX:2\n" * 1000
    (tmp_path / "b_edges.tsv.gz").write_bytes(gzip.compress(rows))
    with pytest.raises(DataError, match="holds more than"):
        open_snapshot([tmp_path / "b_edges.tsv.gz"], cache=False)


def test_what_is_no_pair_is_said_so(tmp_path):
    with pytest.raises(DataError, match="holds no graph"):
        find_source(tmp_path)
    write(tmp_path / "a_edges.tsv", "subject predicate object")
    write(tmp_path / "b_edges.tsv", "subject predicate object")
    with pytest.raises(DataError, match=r"several edge tables \(a_edges.tsv, b_edges.tsv\)"):
        find_source(tmp_path)
    write(tmp_path / "edges.tsv", "subject predicate object")
    assert find_source(tmp_path).edges.name == "edges.tsv"
    with pytest.raises(DataError, match="does not exist"):
        find_source(tmp_path / "nothing")
    with pytest.raises(DataError, match="no graph by its name"):
        find_source(write(tmp_path / "graph.csv", "a"))
    assert not needs_snapshot(tmp_path / "nothing")
    assert not needs_snapshot(tmp_path / "graph.csv")
