"""One graph of several sources, as the arrays and metadata of a snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from msc_graph.curation.corpus import Corpus
from msc_graph.curation.reading import load_corpus
from msc_graph.exceptions import DataError
from msc_graph.snapshot.builder import Builder
from msc_graph.snapshot.compile import compile_statements
from msc_graph.snapshot.format import EarlyWriter, join_texts
from msc_graph.snapshot.hashing import hash_texts
from msc_graph.snapshot.identifiers import missing_prefixes
from msc_graph.snapshot.kgx import read_kgx
from msc_graph.snapshot.names import build_names
from msc_graph.snapshot.packing import FIELD, VALUE
from msc_graph.snapshot.sources import (
    KgxPair,
    OwnTables,
    Progress,
    RdfFile,
    Source,
    source_paths,
)

__all__ = ["compile_snapshot"]

_PROCESS = b"BiologicalProcess"


class _Progress:
    """Bytes read of all files together."""

    def __init__(self, sources: Iterable[Source], progress: Progress | None) -> None:
        files = [path for s in sources if not isinstance(s, Corpus) for path in s.files()]
        self._sizes = {path: path.stat().st_size for path in files}
        self._done: dict[Path, int] = {}
        self._progress = progress

    def report(self, path: Path, done: int) -> None:
        """Take note that so many bytes of a file are read."""
        self._done[path] = done
        self.tell(f"reading {path.name}")

    def finish(self, what: str) -> None:
        """Everything is read; what comes next is short."""
        self._done = dict(self._sizes)
        self.tell(what)

    def tell(self, what: str) -> None:
        """Say what is being done."""
        if self._progress is not None:
            total = sum(self._sizes.values())
            self._progress(min(sum(self._done.values()), total), total, what)


def compile_snapshot(
    sources: Sequence[Source],
    progress: Progress | None = None,
    *,
    fast: bool | None = None,
    early: EarlyWriter | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Arrays and metadata of a snapshot.

    Parameters
    ----------
    sources
        From `find_source`.
    progress
        See `open_snapshot`.
    fast
        See `read_kgx`.
    early
        Given each array as soon as it will not change any more.

    Raises
    ------
    DataError
        See `open_snapshot`.
    """
    builder = Builder()
    seen = _Progress(sources, progress)
    for source in sources:
        _read(builder, source, seen, fast)
    seen.finish("sorting")
    packed = builder.packed_entities()
    names, category = builder.category_names(packed)
    with ThreadPoolExecutor(1) as pool:
        # The one is work for numpy, the other for Python: they hardly wait for each other.
        statements = pool.submit(compile_statements, builder, category, names, early)
        entities = _entity_arrays(builder, packed)
    arrays = {
        "category": category,
        **statements.result(),
        **entities,
        **_text_arrays("context", builder.contexts),
        **_text_arrays("reference", builder.references),
        **_text_arrays("paper", (json.dumps(paper) for paper in builder.papers.values())),
    }
    kinds = list(builder.kinds)
    prefixes = builder.all_prefixes()
    foreign = builder.predicates.foreign
    metadata = {
        "kinds": kinds,
        "categories": names,
        "predicates": {name: list(p) for name, p in foreign.items()},
        "prefixes": {**prefixes, **missing_prefixes(chain(builder.entities, foreign), prefixes)},
        "folders": [str(folder.absolute()) for folder in builder.folders],
    }
    if not len(category) and not len(kinds):
        paths = [path for source in sources for path in source_paths(source)]
        raise DataError(
            "holds no statement and no entity",
            path=paths[0] if paths else "the sources",
            cure="name another file",
        )
    return arrays, metadata


def _read(builder: Builder, source: Source, seen: _Progress, fast: bool | None) -> None:
    if isinstance(source, Corpus):
        builder.add_corpus(source)
    elif isinstance(source, OwnTables):
        builder.add_corpus(load_corpus(source.folder))
    elif isinstance(source, KgxPair):
        read_kgx(builder, source, seen.report, fast=fast)
    else:
        _read_rdf(builder, source, seen)


def _read_rdf(builder: Builder, source: RdfFile, seen: _Progress) -> None:
    from msc_graph.snapshot.rdf import read_rdf

    read_rdf(builder, source, lambda done: seen.report(source.path, done), seen.tell)


def _entity_arrays(builder: Builder, packed: Iterable[bytes]) -> dict[str, Any]:
    ids = _text_arrays("id", builder.entities)
    hashes = hash_texts(ids["id.offsets"], ids["id.blob"])
    order = np.argsort(hashes)
    labels: list[bytes] = []
    rest: list[bytes] = []
    synonyms: list[tuple[str, ...]] = []
    without_cell: list[bool] = []
    for entity in packed:
        label, category, further = (*entity.split(FIELD, 2), b"", b"")[:3]
        labels.append(label)
        rest.append(further)
        # kind, synonyms, xrefs, broader, occurs_in
        fields = (*further.split(FIELD, 5), b"", b"", b"", b"", b"")
        several = fields[1].split(VALUE) if fields[1] else ()
        synonyms.append(tuple(s.decode() for s in several))
        without_cell.append(category == _PROCESS and not fields[4])
    return {
        **ids,
        "id.hash": hashes[order],
        "id.entity": order.astype(np.int32),
        "without_cell": np.array(without_cell, np.uint8),
        **_text_arrays("label", labels),
        **_text_arrays("entity", rest),
        **build_names([label.decode() for label in labels], synonyms),
    }


def _text_arrays(name: str, texts: Iterable[str | bytes]) -> dict[str, Any]:
    encoded = (t if isinstance(t, bytes) else t.encode("utf-8", "replace") for t in texts)
    offsets, blob = join_texts(encoded)
    return {f"{name}.offsets": offsets, f"{name}.blob": blob}
