"""The file of a snapshot: taken up again, built anew when anything changed or is damaged."""

from __future__ import annotations

import json
import logging
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from msc_graph.snapshot import assemble, cache, check, opening
from msc_graph.snapshot import format as layout
from msc_graph.snapshot.check import check_numbers
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.format import DamagedSnapshotError, open_file, write_file
from msc_graph.snapshot.opening import open_snapshot

ROWS = "subject\tpredicate\tobject\nX:1\tbiolink:treats\tX:2\nX:2\tbiolink:affects\tX:3\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "cache" / "below"))
    return tmp_path / "cache" / "below"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "edges.tsv"
    path.write_text(ROWS)
    return path


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every snapshot that is built."""
    counted: list[int] = []
    compile_snapshot = assemble.compile_snapshot

    def count(*arguments, **options):
        counted.append(1)
        return compile_snapshot(*arguments, **options)

    monkeypatch.setattr(assemble, "compile_snapshot", count)
    return counted


def snapshots(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.snapshot"))


def test_a_snapshot_is_taken_up_again(folder, table, built):
    first = open_snapshot([table])
    again = open_snapshot([table])
    assert built == [1]
    assert dict(first.statements) == dict(again.statements)
    (path,) = snapshots(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o077 == 0
    assert not again.arrays.subject.flags.writeable
    assert b"pickle" not in path.read_bytes()


def test_no_cache_leaves_nothing(folder, table, built):
    for _ in range(2):
        assert len(open_snapshot([table], cache=False).statements) == 2
    assert built == [1, 1]
    assert not folder.exists()


def test_a_changed_input_is_read_again_and_the_old_one_goes(folder, table, built):
    open_snapshot([table])
    before = snapshots(folder)
    table.write_text(ROWS + "X:3\tbiolink:treats\tX:1\n")
    assert len(open_snapshot([table]).statements) == 3
    after = snapshots(folder)
    assert len(after) == 1
    assert after != before
    # The same bytes at another time are another state: what they were meanwhile, nobody knows.
    os.utime(table, ns=(1, 1))
    open_snapshot([table])
    (table.parent / "nodes.tsv").write_text("id\tname\nX:1\tone\n")
    assert open_snapshot([table]).label("X:1") == "one"
    assert len(built) == 4
    assert {p.suffix for p in folder.iterdir()} == {".snapshot", ".json"}


def test_every_kind_of_source_has_a_snapshot_of_its_own(folder, table, built, toy):
    for sources in ([table], [table, "shipped"], [toy], [toy, table]):
        for _ in range(2):
            open_snapshot(sources)
    assert len(built) == 4


def test_another_format_or_code_is_another_state(folder, table, built, monkeypatch):
    open_snapshot([table])
    monkeypatch.setattr(opening, "FORMAT", layout.FORMAT + 1)
    open_snapshot([table])
    assert len(built) == 2
    assert len(snapshots(folder)) == 1


def cut(data: bytearray) -> bytearray:
    return data[:-5]


def empty(data: bytearray) -> bytearray:
    return data[:0]


def flip(place: Callable[[bytearray], int]) -> Callable[[bytearray], bytearray]:
    def change(data: bytearray) -> bytearray:
        data[place(data)] ^= 4
        return data

    return change


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        empty,
        lambda data: data[:20],
        lambda data: data + b"more",
        lambda data: bytearray(b"something else entirely " * 99),
        flip(lambda data: 0),  # magic
        flip(lambda data: 9),  # format
        flip(lambda data: 17),  # size
        flip(lambda data: 40),  # header
        flip(lambda data: len(data) // 2),
        flip(lambda data: len(data) - 70),
    ],
)
def test_a_damaged_snapshot_is_built_anew(folder, table, built, damage, caplog):
    good = dict(open_snapshot([table]).rows)
    (path,) = snapshots(folder)
    sound = path.read_bytes()
    path.write_bytes(damage(bytearray(sound)))
    assert dict(open_snapshot([table]).rows) == good
    assert built == [1, 1]
    assert path.read_bytes() == sound
    assert caplog.records == []
    open_snapshot([table])
    assert len(built) == 2


def test_a_copied_snapshot_is_checked_once_and_then_trusted(folder, table, built, monkeypatch):
    open_snapshot([table])
    (path,) = snapshots(folder)
    path.with_suffix(".json").unlink()
    checked = []
    monkeypatch.setattr(check, "check_numbers", lambda file: checked.append(file))
    open_snapshot([table])
    open_snapshot([table])
    assert (len(built), len(checked)) == (1, 1)
    path.with_suffix(".json").write_text("no JSON")
    open_snapshot([table])
    assert len(checked) == 2
    assert json.loads(path.with_suffix(".json").read_text())["size"] == path.stat().st_size


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", 99),
        ("object", -1),
        ("kind", 77),
        ("status", 3),
        ("category", 999),
        ("neighbour", 3),
        ("edge", -2),
        ("pointer", 99),
        ("middle", 99),
        ("evidence_pointer", -1),
        ("evidence_context", 9),
        ("evidence_reference", 5),
        ("id.offsets", 1 << 40),
        ("label.entity", -1),
        ("belief", float("nan")),
    ],
)
def test_numbers_out_of_range_are_found(table, tmp_path, name, value):
    """Whoever altered the file with care, checksum and all, cannot make it point elsewhere."""
    arrays, metadata = assemble.compile_snapshot([opening.find_source(table)])
    altered = arrays[name].astype(arrays[name].dtype, copy=True)
    altered[-1] = value
    for content, sound in ((arrays, True), (arrays | {name: altered}, False)):
        with (tmp_path / "file").open("wb") as file:
            write_file(file, content, metadata)
        opened = open_file(tmp_path / "file")
        opened.check_sum()
        if sound:
            check_numbers(opened)
        else:
            with pytest.raises(DamagedSnapshotError):
                check_numbers(opened)


def test_a_file_of_arrays_comes_back(tmp_path):
    arrays = {
        "a": np.arange(7, dtype=np.int32),
        "none": np.zeros(0, np.float32),
        "b": np.arange(6, dtype=np.uint8).reshape(2, 3),
    }
    with (tmp_path / "file").open("wb") as file:
        write_file(file, arrays, {"what": "é"})
    opened = open_file(tmp_path / "file")
    assert opened.metadata == {"what": "é"}
    for name, array in arrays.items():
        assert np.array_equal(opened.arrays[name], array)
        assert opened.arrays[name].dtype == array.dtype
        if len(array):
            assert opened.arrays[name].ctypes.data % 64 == 0


def test_a_header_that_makes_no_sense_is_refused(tmp_path):
    path = tmp_path / "file"
    for described in (
        {"a": ["object", [1], 0]},
        {"a": ["int64", [1 << 50], 0]},
        {"a": ["int64", [1], -999999]},
        {"a": ["int64", [-1], 0]},
        {"a": ["int64", "x", 0]},
        {"a": 3},
        [],
    ):
        header = json.dumps({"arrays": described, "metadata": {}}).encode()
        crc = zlib.crc32(header)
        total = layout._PRELUDE.size + len(header)
        prelude = struct.pack("<8sIIQII", b"MSCGSNAP", layout.FORMAT, len(header), total, crc, crc)
        path.write_bytes(prelude + header)
        with pytest.raises(DamagedSnapshotError):
            open_file(path)


def test_an_unwritable_cache_costs_time_only(tmp_path, table, built, monkeypatch, caplog):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(cache.FOLDER_VARIABLE, str(tmp_path / "file" / "below"))
    with caplog.at_level(logging.WARNING):
        corpus = open_snapshot([table])
    assert isinstance(corpus, SnapshotCorpus)
    assert len(corpus.statements) == 2
    (record,) = caplog.records
    assert "cannot keep a snapshot" in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_full_disk_costs_time_only(folder, table, monkeypatch, caplog):
    def fail(self, write):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.Cache, "write", fail)
    assert len(open_snapshot([table]).statements) == 2
    assert "No space left on device" in caplog.text
    assert snapshots(folder) == []


def test_an_interrupted_build_leaves_no_snapshot(folder, table, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(opening, "write_file", stop)
        with pytest.raises(KeyboardInterrupt):
            open_snapshot([table])
    assert list(folder.iterdir()) == []
    assert len(open_snapshot([table]).statements) == 2


def test_abandoned_files_are_cleared_away(folder, table):
    folder.mkdir(parents=True)
    (folder / ".key-x.tmp").write_text("")
    os.utime(folder / ".key-x.tmp", (1, 1))
    (folder / ".key-y.tmp").write_text("")  # may be another's, who is writing it
    open_snapshot([table])
    assert [p.name for p in folder.glob(".*.tmp")] == [".key-y.tmp"]
