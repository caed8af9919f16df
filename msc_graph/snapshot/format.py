"""The file of a snapshot: arrays and texts behind a header, mapped when opened, never a pickle."""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from msc_graph.exceptions import MSCGraphError

__all__ = [
    "FORMAT",
    "DamagedSnapshotError",
    "SnapshotFile",
    "Texts",
    "join_texts",
    "open_file",
    "write_file",
]

#: Number of the layout; raise it with every change of what the arrays hold.
FORMAT = 1

#: Magic, format, bytes of the header, bytes of the file, CRC-32 of the header and of all after it.
_PRELUDE = struct.Struct("<8sIIQII")
_MAGIC = b"MSCGSNAP"
#: Arrays begin at multiples of this (bytes), so that vector instructions may read them.
_ALIGN = 64
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
    """

    def __init__(
        self, buffer: mmap.mmap, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, Any]
    ) -> None:
        self._buffer = buffer
        self.arrays = arrays
        self.metadata = metadata

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
            for start in range(_PRELUDE.size, len(view), _CHUNK):
                crc = zlib.crc32(view[start : start + _CHUNK], crc)
            if crc != _PRELUDE.unpack_from(view)[5]:
                raise DamagedSnapshotError("the snapshot does not match its checksum")


def write_file(
    file: BinaryIO, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, Any]
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

    Raises
    ------
    OSError
        If it cannot be written.
    """
    described: dict[str, tuple[str, tuple[int, ...], int]] = {}
    place = 0
    for name, array in arrays.items():
        described[name] = (array.dtype.name, array.shape, place)
        place += array.nbytes + -array.nbytes % _ALIGN
    header = json.dumps({"arrays": described, "metadata": metadata}, sort_keys=True).encode()
    header += b" " * (-(len(header) + _PRELUDE.size) % _ALIGN)
    file.write(bytes(_PRELUDE.size))
    crc = zlib.crc32(header)
    head_crc = crc
    file.write(header)
    for array in arrays.values():
        for part in (_as_bytes(array), bytes(-array.nbytes % _ALIGN)):
            crc = zlib.crc32(part, crc)
            file.write(part)
    total = _PRELUDE.size + len(header) + place
    file.seek(0)
    file.write(_PRELUDE.pack(_MAGIC, FORMAT, len(header), total, head_crc, crc))


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
    return SnapshotFile(buffer, arrays, metadata)


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
