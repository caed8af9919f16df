"""Large text files in pieces of whole lines: plain or gzip, bounded, with progress."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from msc_graph.exceptions import DataError

__all__ = ["MAX_BYTES", "MAX_LINE", "Lines", "iterate_pieces", "number_lines", "open_stream"]

#: Longest line that is read (bytes); a longer one is no row of a table.
MAX_LINE = 1 << 20
#: Most bytes that a file may hold, once decompressed.
MAX_BYTES = 1 << 36
#: Bytes that are held as text at a time: of a stream, and of a table that is cut into pieces.
CHUNK, PIECE = 1 << 22, 1 << 23
_PIECE = 1 << 18
_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"


class Lines(NamedTuple):
    """Whole lines of a file, each with its line feed; `first` is the number of the first."""

    first: int
    text: bytes


class _Source(io.RawIOBase):
    """The decompressed bytes of a file, with bounds on their number and on the length of lines."""

    def __init__(
        self,
        path: Path,
        file: BinaryIO,
        report: Callable[[int], None],
        *,
        bounded: bool = True,
    ) -> None:
        self._path = path
        self._bounded = bounded
        self._file = file
        self._report = report
        self._packed = self._read(2) == _GZIP
        file.seek(0)
        self._unpack = zlib.decompressobj(wbits=31)
        self._raw = b""
        self._given = 0
        self._since = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self.take(len(target))
        target[: len(data)] = data
        return len(data)

    def take(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        data = self._inflate(size) if self._packed else self._read(size)
        if not self._given:
            data = data.removeprefix(_MARK)
        self._given += len(data)
        if self._given > MAX_BYTES:
            raise DataError(
                f"holds more than {MAX_BYTES >> 30} GiB", path=self._path, cure="split it"
            )
        if self._bounded:
            self._measure(data)
        self._report(self._file.tell())
        return data

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def _inflate(self, size: int) -> bytes:
        parts: list[bytes] = []
        missing = size
        while missing:
            if self._unpack.eof:  # files of several members are common
                self._raw = (self._unpack.unused_data or self._read(_PIECE)).lstrip(b"\0")
                if not self._raw:
                    break
                self._unpack = zlib.decompressobj(wbits=31)
            source = self._raw or self._read(_PIECE)
            try:
                data = self._unpack.decompress(source, missing)
            except zlib.error as error:
                raise self._broken() from error
            self._raw = self._unpack.unconsumed_tail
            if not data and not source and not self._unpack.eof:
                raise self._broken()
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def _broken(self) -> DataError:
        return DataError("is no whole gzip file", path=self._path, cure="copy it again")

    def _measure(self, data: bytes) -> None:
        """Refuse a line that is too long; a look at each line's ends would cost too much."""
        before = self._given - len(data)
        start = 0
        while start < len(data):
            # A line that is too long fills at least one of these windows.
            stop = min(len(data), start + MAX_LINE // 2)
            last = data.rfind(b"\n", start, stop)
            if last < 0:
                self._since += stop - start
            else:
                self._check(self._since + data.find(b"\n", start, stop) - start, before + start)
                self._since = stop - last - 1
            self._check(self._since, before + stop)
            start = stop

    def _check(self, length: int, place: int) -> None:
        if length > MAX_LINE:
            raise DataError(
                f"is longer than {MAX_LINE >> 20} MiB",
                path=self._path,
                line=_find_line(self._path, place),
                cure="write one row per line, with tabs between the cells",
            )


def _find_line(path: Path, place: int) -> int:
    """Number of the line that a byte of the decompressed file belongs to."""
    line = 1
    with _open(path) as file:
        source = _Source(path, file, lambda _: None, bounded=False)
        while place > 0 and (data := source.take(min(place, CHUNK))):
            line += data.count(b"\n")
            place -= len(data)
    return line


@contextmanager
def open_stream(path: Path, report: Callable[[int], None]) -> Iterator[BinaryIO]:
    """The bytes of a file, decompressed if it is a gzip file, as a bounded stream.

    Parameters
    ----------
    path
        The file.
    report
        Told how many bytes of the file were read so far.

    Raises
    ------
    DataError
        If it cannot be read, is no whole gzip file, holds more than `MAX_BYTES`, or has a line
        of more than `MAX_LINE`.
    """
    with _open(path) as file:
        yield io.BufferedReader(_Source(path, file, report), CHUNK)


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    if path.exists() and not path.is_file():
        raise DataError("is no plain file", path=path, cure="name a file")
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        yield file


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(
        f"cannot be read ({error.strerror})", path=path, cure="check the path and its rights"
    )


def iterate_pieces(path: Path, report: Callable[[int], None], size: int = PIECE) -> Iterator[bytes]:
    """Pieces of a file of about `size` bytes, cut between lines; the last line gets its line feed.

    Raises
    ------
    DataError
        See `open_stream`.
    """
    with _open(path) as file:
        source = _Source(path, file, report)
        rest: list[bytes | memoryview] = []
        while data := source.take(size):
            cut = data.rfind(b"\n") + 1
            if not cut:
                rest.append(data)
                continue
            view = memoryview(data)
            yield b"".join((*rest, view[:cut]))
            rest = [view[cut:]] if cut < len(data) else []
        if rest:
            yield b"".join((*rest, b"\n"))


def number_lines(pieces: Iterable[bytes], first: int = 1) -> Iterator[Lines]:
    r"""Pieces with the numbers of their lines.

    Examples
    --------
    >>> [piece.first for piece in number_lines([b"a\nb\n", b"c\n"])]
    [1, 3]
    """
    for piece in pieces:
        yield Lines(first, piece)
        first += piece.count(b"\n")
