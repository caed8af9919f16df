"""Where snapshots lie, what they are called, and whether one may be trusted as it is."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msc_graph.exceptions import DataError, OutputError
from msc_graph.records import sha256

__all__ = ["FOLDER_VARIABLE", "Cache", "digest_files", "find_cache", "keep_aside"]

#: Environment variable that names another folder for snapshots.
FOLDER_VARIABLE = "MSC_GRAPH_CACHE"

_SUFFIX = ".snapshot"
#: Bytes at both ends of an input that tell whether it changed, besides its size and time.
_ENDS = 1 << 16
#: Seconds after which a file that nobody finished writing is thrown away.
_ABANDONED = 86_400.0


def digest_files(paths: Iterable[Path]) -> Iterator[bytes]:
    """What tells whether files changed: size, time of change, first and last 64 KiB of each.

    Raises
    ------
    DataError
        If one cannot be read.
    """
    for path in paths:
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                yield f"{path.name}\t{status.st_size}\t{status.st_mtime_ns}\n".encode()
                yield file.read(_ENDS)
                if status.st_size > _ENDS:
                    file.seek(max(_ENDS, status.st_size - _ENDS))
                    yield file.read(_ENDS)
        except OSError as error:
            raise DataError(
                f"cannot be read ({error.strerror})",
                path=path,
                cure="check the path and its rights",
            ) from error


class Cache:
    """The place of one snapshot in the user's cache.

    Parameters
    ----------
    folder
        Where snapshots lie.
    identity
        What names the inputs: their paths and the options.
    state
        What names their content and the code.
    """

    def __init__(self, folder: Path, identity: Iterable[bytes], state: Iterable[bytes]) -> None:
        self._folder = folder
        self._key = _digest(identity)
        self.path = folder / f"{self._key}-{_digest(state)}{_SUFFIX}"
        self._note = self.path.with_suffix(".json")

    def is_as_noted(self) -> bool:
        """Whether the file is the very one whose checksum was found right."""
        try:
            found = _identify(self.path)
            return bool(json.loads(self._note.read_text()) == found and found["owner"] >= 0)
        except (OSError, ValueError):
            return False

    def note(self) -> None:
        """Note that the checksum of the file as it is now is right; no note costs only time."""
        with contextlib.suppress(OSError):
            self._note.write_text(json.dumps(_identify(self.path)))

    def write(self, write: Callable[[BinaryIO], None]) -> None:
        """Write the snapshot beside its place, then put it there; older ones go.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        import tempfile  # a snapshot that is at hand does without

        handle, beside = tempfile.mkstemp(dir=self._folder, prefix=f".{self._key}-", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
            Path(beside).replace(self.path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        self.note()
        self._remove_older()

    def _remove_older(self) -> None:
        kept = {self.path.name, self._note.name}
        for path in self._folder.glob(f"{self._key}-*"):
            if path.name not in kept:
                # Elsewhere it may still be mapped, and on Windows it then has to stay.
                with contextlib.suppress(OSError):
                    path.unlink()
        for path in self._folder.glob(".*.tmp"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()


def find_cache(identity: Iterable[bytes], state: Iterable[bytes]) -> Cache | None:
    """The place of a snapshot; none, with a warning, where the folder cannot be written to."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        folder = Path(named)
    else:
        from platformdirs import user_cache_path

        folder = user_cache_path("msc_graph", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
        reason = "no right to write"
    except OSError as error:
        writable, reason = False, error.strerror or "it cannot be made"
    if not writable:
        warn(folder, reason)
        return None
    return Cache(folder, identity, state)


def warn(folder: Path, reason: str) -> None:
    """Say that the graph will be read again the next time."""
    import logging

    logging.getLogger(__name__).warning(
        "cannot keep a snapshot in %s (%s), so the graph is read anew each time; "
        "set %s to a folder that can be written to",
        folder,
        reason,
        FOLDER_VARIABLE,
    )


@contextlib.contextmanager
def keep_aside(write: Callable[[BinaryIO], None]) -> Iterator[Path]:
    """A snapshot in a temporary file, which is gone once it was mapped.

    Raises
    ------
    OutputError
        If there is no room for it.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(prefix="msc_graph-", suffix=_SUFFIX)
    except OSError as error:
        raise _no_room(error) from error
    path = Path(name)
    try:
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
        except OSError as error:
            raise _no_room(error) from error
        yield path
    finally:
        # A map outlives the name of its file, except on Windows, where the file stays behind.
        with contextlib.suppress(OSError):
            path.unlink()


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"cannot write a temporary file ({error.strerror})",
        cure="set TMPDIR to a folder with room",
    )


def _identify(path: Path) -> dict[str, int]:
    status = path.stat()
    return {
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "inode": status.st_ino,
        # Nobody else may put a file there that is then trusted as it is.
        "owner": _owner(status.st_uid),
    }


def _owner(user: int) -> int:
    return user if not hasattr(os, "geteuid") or user == os.geteuid() else -1


def _digest(parts: Iterable[bytes]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return str(digest.hexdigest()[:16])
