"""The process that reads a graph for the server: `python -m msc_graph.web.workshop.loading`, over its pipes.

The server itself holds no graph: reading takes seconds of a processor, and data that cannot be
read must not hurt it. This process reads, hands over what the others need, and ends.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import MSCGraphError, UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.snapshot.cache import FOLDER_VARIABLE
from msc_graph.store.child import NO_MEMORY, Child, read_frame, write_frame
from msc_graph.store.failures import explain_end, pack_failure, unpack_error
from msc_graph.store.limits import leave_end_to_parent
from msc_graph.store.serialise import dump_nquads
from msc_graph.web.workshop.holding import HeldFile
from msc_graph.web.workshop.packing import pack_graph, snapshot_path
from msc_graph.web.workshop.watching import glance, hash_content

__all__ = ["Loaded", "load", "main"]

#: Seconds in which a graph must be read; a large one is compiled in them.
_PATIENCE = 7200.0
#: How often it is read again because its files changed meanwhile.
_ROUNDS = 5

_FAILED = "the graph could not be read"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the processes of a server need of a graph.

    Attributes
    ----------
    edition
        Names its content: no other has the same.
    prefixes
        IRI base by CURIE prefix.
    quads
        All of it as N-Quads.
    packed
        For `unpack_graph`.
    snapshot
        The file that the graph is mapped from; none if its records are packed.
    """

    edition: str
    prefixes: dict[str, str]
    quads: bytes
    packed: bytes
    snapshot: HeldFile | None


def load(
    sources: tuple[str, ...],
    known: str = "",
    *,
    started: Callable[[Child], object] = lambda _: None,
) -> Loaded | None:
    """Read a graph in a process of its own.

    Parameters
    ----------
    sources
        As `MechanismGraph.load` takes them.
    known
        An edition that need not be handed over.
    started
        Is given the process, to end it from elsewhere.

    Returns
    -------
    Loaded or None
        None if it is the edition known.

    Raises
    ------
    MSCGraphError
        If it cannot be read.
    """
    with _lend_folder() as environment:
        child = Child("msc_graph.web.workshop.loading", environment)
        try:
            started(child)
            return _take_over(child, sources, known)
        finally:
            child.stop()


@contextmanager
def _lend_folder() -> Iterator[Mapping[str, str]]:
    """A place for temporary files of a process, which are gone after it in whatever way it ends."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="msc_graph-", ignore_cleanup_errors=True)
    except OSError:  # not every graph needs one
        yield {}
        return
    with folder as path:
        yield {"TMPDIR": path}


def _take_over(child: Child, sources: tuple[str, ...], known: str) -> Loaded | None:
    told = json.loads(_ask(child, json.dumps([sources, known]).encode()))
    if "error" in told:
        if told["log"]:
            _log.error("%s", told["log"])
        raise unpack_error(told["error"])
    for note in told["notes"]:
        _log.warning("%s", note)
    if told["edition"] is None:
        return None
    quads, packed = _ask(child, b"quads"), _ask(child, b"packed")
    snapshot = _hold(told["snapshot"]) if told["snapshot"] else None
    return Loaded(told["edition"], told["prefixes"], quads, packed, snapshot)


def _ask(child: Child, request: bytes) -> bytes:
    reply = child.ask(request, _PATIENCE)
    if reply is None:
        raise explain_end(_FAILED, child.find_limit())
    return reply


def _hold(snapshot: str) -> HeldFile:
    try:
        return HeldFile(snapshot)
    except OSError as error:
        raise MSCGraphError(
            f"the snapshot {snapshot} cannot be opened ({error.strerror})", cure="start again"
        ) from error


class _Notes(logging.Handler):
    """Keeps what is logged, for the server to say."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@dataclass(frozen=True, slots=True)
class _Content:
    """What is handed over; `snapshot` is a path, or empty."""

    edition: str
    prefixes: dict[str, str]
    quads: bytes
    packed: bytes
    snapshot: str


def main() -> None:
    """Read the graph that is asked for, then hand over its parts until standard input closes."""
    leave_end_to_parent()
    notes = _Notes(logging.WARNING)
    logging.getLogger().addHandler(notes)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    asked = read_frame(source)
    if asked is None:
        return
    try:
        content = _read(*json.loads(asked))
    except MemoryError:
        os._exit(NO_MEMORY)
    except Exception as error:  # whatever it is, it must not be lost with this process
        failure = pack_failure(error, f"{_FAILED}: {type(error).__name__}: {error}")
        write_frame(sink, json.dumps(failure).encode())
        return
    told: dict[str, Any] = {"notes": notes.texts, "edition": None}
    if content is not None:
        names = ("edition", "prefixes", "snapshot")
        told |= {name: getattr(content, name) for name in names}
    write_frame(sink, json.dumps(told).encode())
    while content and (request := read_frame(source)) is not None:
        write_frame(sink, content.packed if request == b"packed" else content.quads)


def _read(sources: list[str], known: str) -> _Content | None:
    """The graph as it is at one moment; None if it is the edition known."""
    for _ in range(_ROUNDS):
        before, edition = glance(sources), hash_content(sources)
        if edition == known:
            return None
        corpus = _load(sources)
        content = _Content(
            edition,
            dict(corpus.prefixes),
            packed=pack_graph(corpus),
            quads=_write_quads(corpus),
            snapshot=snapshot_path(corpus),
        )
        if glance(sources) == before:
            return content
    # The files have no rest: this is no content of theirs, and none of theirs may be taken for it.
    return replace(content, edition=secrets.token_hex(8))


def _load(sources: list[str]) -> Corpus:
    """The graph; if it is a snapshot, one whose file has a name."""
    corpus = MechanismGraph.load(*sources).corpus
    path = snapshot_path(corpus)
    if path and not Path(path).exists():
        # There is no room in the cache, and what was mapped has no name any more.
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="msc_graph-")
        corpus = MechanismGraph.load(*sources).corpus
    return corpus


def _write_quads(corpus: Corpus) -> bytes:
    try:
        return dump_nquads(corpus)
    except UsageError as error:  # an id of an unknown prefix
        raise MSCGraphError(f"the graph cannot be written as RDF: {error}") from error


if __name__ == "__main__":
    main()
