"""The file of a snapshot: arrays and texts behind a header, mapped when opened, never a pickle."""

from __future__ import annotations

import json
import mmap
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from msc_graph.exceptions import MSCGraphError

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "FORMAT",
    "DamagedSnapshotError",
    "EarlyWriter",
    "SnapshotFile",
    "Texts",
    "join_texts",
    "open_file",
    "write_file",
]

#: Number of the layout; raise it with every change of what the arrays hold.
FORMAT = 3

#: Magic, format, bytes of the header, bytes of the file, CRC-32 of the header and of what follows.
_PRELUDE = struct.Struct("<8sIIQII")
_MAGIC = b"MSCGSNAP"
#: Arrays begin at multiples of this (bytes), so that vector instructions may read them.
_ALIGN = 64
#: Bytes that are left for a header that is not known yet; together with the prelude a multiple.
_ROOM = (1 << 14) - _PRELUDE.size
_CHUNK = 1 << 22
_DTYPES = frozenset(["int8", "uint8", "uint16", "int32", "int64", "uint64", "float32"])


class DamagedSnapshotError(MSCGraphError):
    """A snapshot that is cut off, altered, foreign or of another format; it is built again."""


class Texts(Sequence[bytes]):
    """Texts of a file, read one by one.

    Parameters
    ----------
    offsets
        Where each text begins, and where the last ends; int64 of shape (n + 1,).
    blob
        All texts in a row, uint8.

    Examples
    --------
    >>> texts = Texts(*join_texts([b"a", b"", b"bc"]))
    >>> len(texts), texts[2], list(texts)
    (3, b'bc', [b'a', b'', b'bc'])
    """

    def __init__(self, offsets: NDArray[np.int64], blob: NDArray[np.uint8]) -> None:
        self.offsets = offsets
        self.blob = blob
        self._view = blob.data

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: Any) -> Any:
        """The text at a place, as bytes of UTF-8."""
        if place < 0 or place >= len(self):
            raise IndexError(place)
        return self._view[int(self.offsets[place]) : int(self.offsets[place + 1])].tobytes()

    def find(self, text: bytes) -> int | None:
        """Place of a text, all of them looked through; None if it is not there.

        Examples
        --------
        >>> texts = Texts(*join_texts([b"bcd", b"cd", b"b"]))
        >>> texts.find(b"cd"), texts.find(b"c")
        (1, None)
        """
        pattern, start = re.compile(re.escape(text)), 0
        while text and (match := pattern.search(self._view, start)):
            place = int(self.offsets.searchsorted(match.start(), "right")) - 1
            if self[place] == text:
                return place
            start = match.start() + 1
        return None


def join_texts(texts: Iterable[bytes]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets and blob of texts, as `Texts` takes them."""
    parts = list(texts)
    offsets = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=offsets[1:])
    return offsets, np.frombuffer(b"".join(parts), np.uint8)


class SnapshotFile:
    """An open snapshot.

    Attributes
    ----------
    arrays
        Array by name, each a read-only map of the file.
    metadata
        What was written beside them.
    path
        Where it lay when it was opened; the map outlives the name. None if that is not known.
    """

    def __init__(
        self,
        buffer: mmap.mmap,
        arrays: Mapping[str, NDArray[Any]],
        metadata: Mapping[str, Any],
        path: Path | None = None,
    ) -> None:
        self._buffer = buffer
        self.arrays = arrays
        self.metadata = metadata
        self.path = path

    def texts(self, name: str) -> Texts:
        """Texts by name.

        Raises
        ------
        KeyError
            If there are none of that name.
        """
        return Texts(self.arrays[f"{name}.offsets"], self.arrays[f"{name}.blob"])

    def check_sum(self) -> None:
        """Compare the whole file with its checksum.

        Raises
        ------
        DamagedSnapshotError
            If they differ.
        """
        crc = 0
        with memoryview(self._buffer) as view:
            _, _, length, _, _, expected = _PRELUDE.unpack_from(view)
            for start in range(_PRELUDE.size + length, len(view), _CHUNK):
                crc = zlib.crc32(view[start : start + _CHUNK], crc)
            if crc != expected:
                raise DamagedSnapshotError("the snapshot does not match its checksum")


class EarlyWriter:
    """Writes arrays of a snapshot while others are still being made, in a thread of its own.

    A context manager, within which the file has to be finished by `write_file`.

    Parameters
    ----------
    file
        Open for writing, seekable, empty.
    room
        Bytes that are left free for the header.
    """

    def __init__(self, file: BinaryIO, room: int = _ROOM) -> None:
        from concurrent.futures import Future, ThreadPoolExecutor  # opening a file does without

        self.room = room
        self.described: dict[str, tuple[str, tuple[int, ...], int]] = {}
        self.size = 0
        self._file = file
        self._crc = 0
        self._pool = ThreadPoolExecutor(1)
        self._pending: list[Future[None]] = [self._pool.submit(self._begin)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write these next; they may not change any more."""
        for name, array in arrays.items():
            self.described[name] = (array.dtype.name, array.shape, self.size)
            self.size += array.nbytes + -array.nbytes % _ALIGN
            self._pending.append(self._pool.submit(self._write, array))

    def finish(self) -> int:
        """Wait until all is written.

        Returns
        -------
        int
            CRC-32 of all arrays.

        Raises
        ------
        OSError
            If something could not be written.
        """
        for done in self._pending:
            done.result()
        return self._crc

    def _begin(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(bytes(_PRELUDE.size + self.room))

    def _write(self, array: NDArray[Any]) -> None:
        for part in (_as_bytes(array), bytes(-array.nbytes % _ALIGN)):
            self._file.write(part)
            self._crc = zlib.crc32(part, self._crc)


def write_file(
    file: BinaryIO,
    arrays: Mapping[str, NDArray[Any]],
    metadata: Mapping[str, Any],
    early: EarlyWriter | None = None,
) -> None:
    """Write a snapshot.

    Parameters
    ----------
    file
        Open for writing, seekable, empty.
    arrays
        Array by name.
    metadata
        What JSON can hold.
    early
        What wrote some of the arrays already.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with early or EarlyWriter(file) as writer:
        writer.add({name: a for name, a in arrays.items() if name not in writer.described})
        content = {"arrays": writer.described, "metadata": metadata}
        header = json.dumps(content, sort_keys=True).encode()
        crc = writer.finish()
    if len(header) > writer.room:
        room = len(header) + -(len(header) + _PRELUDE.size) % _ALIGN
        write_file(file, arrays, metadata, EarlyWriter(file, room))
        return
    header = header.ljust(writer.room)
    total = _PRELUDE.size + len(header) + writer.size
    file.seek(0)
    file.write(_PRELUDE.pack(_MAGIC, FORMAT, len(header), total, zlib.crc32(header), crc))
    file.write(header)


def _as_bytes(array: NDArray[Any]) -> memoryview | bytes:
    # A view of no bytes cannot be cast.
    return np.ascontiguousarray(array).data.cast("B") if array.nbytes else b""


def open_file(path: Path) -> SnapshotFile:
    """Map a snapshot; nothing but its header is read.

    Raises
    ------
    DamagedSnapshotError
        If it is no sound snapshot of this format, as far as header and size tell.
    OSError
        If it cannot be opened.
    """
    with path.open("rb") as file:
        try:
            buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise DamagedSnapshotError("the snapshot is empty") from error
    header, start = _read_header(buffer)
    arrays: dict[str, NDArray[Any]] = {}
    try:
        for name, (dtype, shape, place) in header["arrays"].items():
            # numpy itself would take a negative offset.
            if dtype not in _DTYPES or place < 0 or any(size < 0 for size in shape):
                raise DamagedSnapshotError("the header of the snapshot makes no sense")
            arrays[name] = np.ndarray(tuple(shape), np.dtype(dtype), buffer, start + place)
        metadata = header["metadata"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamagedSnapshotError("the header of the snapshot makes no sense") from error
    return SnapshotFile(buffer, arrays, metadata, path)


def _read_header(buffer: mmap.mmap) -> tuple[Any, int]:
    if len(buffer) < _PRELUDE.size:
        raise DamagedSnapshotError("the snapshot is cut off")
    magic, version, length, total, head_crc, _ = _PRELUDE.unpack_from(buffer)
    if (magic, version) != (_MAGIC, FORMAT):
        raise DamagedSnapshotError("the snapshot is of another format")
    start = _PRELUDE.size + length
    if total != len(buffer) or start > total:
        raise DamagedSnapshotError("the snapshot is cut off")
    raw = buffer[_PRELUDE.size : start]
    if zlib.crc32(raw) != head_crc:
        raise DamagedSnapshotError("the header of the snapshot is altered")
    try:
        return json.loads(raw), start
    except ValueError as error:
        raise DamagedSnapshotError("the header of the snapshot is no JSON") from error
