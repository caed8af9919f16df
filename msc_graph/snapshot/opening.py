"""Open a graph by way of a snapshot: the one at hand if nothing changed, else a new one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from msc_graph.analysis.weights import WEIGHTS
from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus
from msc_graph.snapshot.cache import Cache, digest_files, find_cache, keep_aside, warn
from msc_graph.snapshot.corpus import SnapshotCorpus
from msc_graph.snapshot.format import (
    FORMAT,
    DamagedSnapshotError,
    EarlyWriter,
    SnapshotFile,
    open_file,
    write_file,
)
from msc_graph.snapshot.sources import Progress, Source, find_source, source_paths

__all__ = ["open_snapshot"]

#: Tables of the ontology that decide what a snapshot of the same input holds.
_TABLES = (
    "vocabulary.tsv",
    "alignments.sssom.tsv",
    "foreign_predicates.tsv",
    "foreign_categories.tsv",
)


def open_snapshot(
    sources: Sequence[Path | str | Corpus], *, progress: Progress | None = None, cache: bool = True
) -> SnapshotCorpus:
    """Open one graph of several sources, merged by id.

    Parameters
    ----------
    sources
        Data folders, KGX pairs (a folder, or the edge table), files of RDF, records, or the word
        `shipped`.
    progress
        Told bytes read, bytes in all, and what is being done.
    cache
        Whether a snapshot is kept and taken up again. A damaged one is built anew.

    Raises
    ------
    DataError
        If a source cannot be understood; it names file and line.
    OutputError
        If there is no room for a temporary file.
    """
    found = [find_source(source) for source in sources]
    place = find_cache(_identify(found), _digest_state(found)) if cache else None
    if place is not None:
        kept = _open_kept(place)
        if kept is not None:
            return SnapshotCorpus(kept)
    write = _Building(found, progress)
    if place is not None:
        try:
            place.write(write)
            return SnapshotCorpus(open_file(place.path))
        except OSError as error:
            if write.is_broken:
                raise
            warn(place.path.parent, error.strerror or "it cannot be written")
    write.make()
    with keep_aside(write) as path:
        return SnapshotCorpus(open_file(path))


class _Building:
    """Makes a snapshot at the latest when it is to be written; what is ready is written meanwhile.

    `is_broken` tells that it could not be made, which is no fault of the file written to.
    """

    def __init__(self, sources: Sequence[Source], progress: Progress | None) -> None:
        self._sources = sources
        self._progress = progress
        self._made: tuple[dict[str, Any], dict[str, Any]] | None = None
        self.is_broken = False

    def make(self, early: EarlyWriter | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Arrays and metadata."""
        from msc_graph.snapshot.assemble import compile_snapshot  # it takes a while to import

        if self._made is None:
            self.is_broken = True
            self._made = compile_snapshot(self._sources, self._progress, early=early)
            self.is_broken = False
        return self._made

    def __call__(self, file: BinaryIO) -> None:
        """Write it."""
        if self._made is not None:
            write_file(file, *self._made)
            return
        with EarlyWriter(file) as early:
            write_file(file, *self.make(early), early)


def _open_kept(place: Cache) -> SnapshotFile | None:
    """The snapshot at hand; none if there is none that is sound."""
    trusted = place.is_as_noted()
    try:
        file = open_file(place.path)
        if not trusted:
            from msc_graph.snapshot.check import check_numbers

            file.check_sum()
            check_numbers(file)
            place.note()
    except (OSError, DamagedSnapshotError):
        return None
    return file


def _identify(sources: Iterable[Source]) -> Iterator[bytes]:
    for source in sources:
        if isinstance(source, Corpus):
            yield b"records"
            yield from (bytes(folder.absolute()) for folder in source.folders)
        else:
            yield type(source).__name__.encode()
            yield from (bytes(path.absolute()) for path in source_paths(source))


def _digest_state(sources: Iterable[Source]) -> Iterator[bytes]:
    """Everything that a snapshot follows from."""
    # The package is loaded already; asking its installed metadata would take longer than all else.
    yield str(vars(sys.modules["msc_graph"]).get("__version__")).encode()
    yield repr((FORMAT, WEIGHTS)).encode()
    for name in _TABLES:
        path = find_folder("ontology") / name
        yield path.read_bytes()
    for source in sources:
        if isinstance(source, Corpus):
            yield from _digest_corpus(source)
        else:
            yield from digest_files(source.files())


def _digest_corpus(corpus: Corpus) -> Iterator[bytes]:
    yield repr((sorted(corpus.prefixes.items()), corpus.folders)).encode()
    for mapping in (corpus.entities, corpus.statements, corpus.rows, corpus.references):
        for item in mapping.items():
            yield repr(item).encode("utf-8", "replace")
