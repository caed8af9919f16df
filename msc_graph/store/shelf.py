"""A graph that is too large to be copied into every process: on disk once, and read there by all.

`python -m msc_graph.store.shelf` writes it, so that the memory which writing takes is given back.
Opening 250 MB of N-Quads then takes 0.03 s and 70 MB of memory a process, instead of 10 s and 560 MB.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import weakref

from msc_graph.exceptions import StoreError
from msc_graph.store.child import Child, read_frame, write_frame

__all__ = ["Shelf", "main"]

#: Seconds in which a graph must be written.
_WRITING = 3600.0

_DONE = b"done"


class Shelf:
    """A private folder that Oxigraph's processes can read; it goes when this object does.

    Parameters
    ----------
    data
        The graph as N-Quads.

    Raises
    ------
    StoreError
        If it cannot be written.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self.folder = tempfile.mkdtemp(prefix="msc-graph-")
        except OSError as error:
            raise _failed() from error
        self.close = weakref.finalize(self, _remove, self.folder, os.getpid())
        child = Child("msc_graph.store.shelf")
        try:
            done = child.send(self.folder.encode()) and child.ask(data, _WRITING) == _DONE
        finally:
            child.stop()
        if not done:
            self.close()
            raise _failed()


def main() -> None:
    """Write the graph that is read from standard input into the folder that is named there."""
    import pyoxigraph as ox

    from msc_graph.store.limits import leave_end_to_parent

    leave_end_to_parent()
    folder, data = read_frame(sys.stdin.buffer), read_frame(sys.stdin.buffer)
    if folder is None or data is None:
        return
    store = ox.Store(folder.decode())
    store.bulk_load(data, format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    write_frame(sys.stdout.buffer, _DONE)


def _remove(folder: str, owner: int) -> None:
    if owner == os.getpid():  # and not a copy of the process whose folder it is
        shutil.rmtree(folder, ignore_errors=True)


def _failed() -> StoreError:
    return StoreError(
        "the graph could not be written for the SPARQL engine",
        cure="see that there is room in the folder for temporary files (TMPDIR)",
    )


if __name__ == "__main__":
    main()
