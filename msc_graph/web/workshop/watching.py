"""Whether the files of a graph have changed: a glance for every request, a hash for an edition."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path

from msc_graph.bundle import find_folder
from msc_graph.exceptions import DataError
from msc_graph.snapshot.cache import digest_files
from msc_graph.snapshot.sources import SHIPPED, find_source, source_paths

__all__ = ["Glance", "glance", "hash_content"]

#: Path, size, time of change (nanoseconds) and number on the disk of each file.
Glance = frozenset[tuple[str, int, int, int]]

_DATA = (".tsv", ".json", ".gz")
_CODE = (".py", ".html", ".css", ".js", ".rq", ".svg")
#: Files up to this size (bytes) are hashed whole, of others what a snapshot goes by too.
_WHOLE = 1 << 24
_PACKAGE = Path(__file__).resolve().parents[2]


def glance(sources: Sequence[str]) -> Glance:
    """What the files of a graph and of the ontology look like from outside.

    A file that cannot be found is left out, so that its coming is a change too.

    Examples
    --------
    >>> glance(()) == glance(["shipped"])
    True
    """
    found = set()
    for path in chain.from_iterable(_find_data(sources)):
        with suppress(OSError):
            status = os.stat(path)  # noqa: PTH116 (for every request: a Path would cost more)
            found.add((path, status.st_size, status.st_mtime_ns, status.st_ino))
    return frozenset(found)


def hash_content(sources: Sequence[str]) -> str:
    """Sixteen hexadecimal digits of all that an answer follows from: data, ontology and code.

    Raises
    ------
    DataError
        If a file cannot be read.
    """
    digest = sha256()
    code = _walk(str(_PACKAGE), _CODE, 4)
    for path in (Path(name) for group in (*_find_data(sources), code) for name in sorted(group)):
        try:
            size = path.stat().st_size
            digest.update(f"\0{path.name}\0{size}\0".encode("utf-8", "replace"))
            for part in [path.read_bytes()] if size <= _WHOLE else digest_files([path]):
                digest.update(part)
        except OSError as error:
            raise DataError(f"cannot be read ({error.strerror})", path=path) from error
    return digest.hexdigest()[:16]


def _find_data(sources: Sequence[str]) -> Iterator[Iterator[str]]:
    """Paths of the files that a graph is read from: those of each source, of the ontology."""
    for source in sources or (SHIPPED,):
        path = _find_home("graph_data") if source == SHIPPED else source
        yield _walk(path, _DATA, 1) if Path(path).is_dir() else _find_beside(path)
    yield _walk(_find_home("ontology"), (".tsv", ".ttl"), 0)


@cache
def _find_home(name: str) -> str:
    """A folder of this installation; asked once, for it may be taken away later."""
    return str(find_folder(name))


def _find_beside(path: str) -> Iterator[str]:
    """A file, and the node table that belongs to it if it is an edge table."""
    yield path
    if path.casefold().endswith((".tsv", ".tsv.gz")):
        with suppress(DataError):
            yield from (str(found) for found in source_paths(find_source(path)))


def _walk(folder: str, endings: tuple[str, ...], depth: int) -> Iterator[str]:
    """Paths of the files in a folder and in those below it, so many floors down."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _walk(entry.path, endings, depth - 1) if depth else ()
            elif entry.name.endswith(endings):
                yield entry.path
