"""A file that is held open, so that other processes find this very one, whatever takes its name."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

__all__ = ["HeldFile"]

#: Where Linux keeps the open files of a process, by their numbers.
_OPEN = "/proc/{process}/fd/{number}"


class HeldFile:
    """A file as it was when it was opened, as long as this object is there.

    Parameters
    ----------
    path
        Where it is now.

    Attributes
    ----------
    path
        Where other processes find it, even if its own name is taken away.
    size
        Its bytes.

    Raises
    ------
    OSError
        If it cannot be opened.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a")
    ...     _ = path.write_bytes(b"old")
    ...     held = HeldFile(str(path))
    ...     path.unlink()
    ...     _ = path.write_bytes(b"new")
    ...     Path(held.path).read_bytes()
    b'old'
    """

    def __init__(self, path: str) -> None:
        number = os.open(path, os.O_RDONLY)
        self.size = os.fstat(number).st_size
        self.path = _OPEN.format(process=os.getpid(), number=number)
        folder = ""
        if not Path(self.path).exists():
            self.path, folder = _name_again(path)
        weakref.finalize(self, _let_go, number, folder)


def _name_again(path: str) -> tuple[str, str]:
    """A further name for a file, in a folder of ours; where there can be none, the one it has."""
    with suppress(OSError):
        folder = tempfile.mkdtemp(prefix="msc_graph-")
        with suppress(OSError):
            name = Path(folder, Path(path).name)
            name.hardlink_to(path)
            return str(name), folder
        shutil.rmtree(folder, ignore_errors=True)
    return path, ""


def _let_go(number: int, folder: str) -> None:
    os.close(number)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
