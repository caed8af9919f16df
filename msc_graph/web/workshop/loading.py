"""The process that reads a graph for the server: `python -m msc_graph.web.workshop.loading`, over its pipes.

The server itself holds no graph: reading takes seconds of a processor, and data that cannot be
read must not hurt it. This process reads, hands over what the others need, and ends.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import MSCGraphError
from msc_graph.graph import MechanismGraph
from msc_graph.snapshot.cache import FOLDER_VARIABLE
from msc_graph.store.child import Child, read_frame, write_frame
from msc_graph.store.limits import leave_end_to_parent
from msc_graph.store.serialise import dump_nquads
from msc_graph.web.workshop.packing import pack_graph, snapshot_path
from msc_graph.web.workshop.watching import glance, hash_content

__all__ = ["Loaded", "load", "main"]

#: Seconds in which a graph must be read; a large one is compiled in them.
_PATIENCE = 7200.0
#: How often it is read again because its files changed meanwhile.
_ROUNDS = 5
#: Begins what is no RDF but why there is none.
_FAILED = b"\0"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the processes of a server need of a graph.

    Attributes
    ----------
    edition
        Hash of its content.
    prefixes
        IRI base by CURIE prefix.
    quads
        All of it as N-Quads.
    packed
        For `unpack_graph`.
    snapshot
        The file that the graph is mapped from, open, and its name; none if it is packed.
    """

    edition: str
    prefixes: dict[str, str]
    quads: bytes
    packed: bytes
    snapshot: tuple[int, str] | None


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
    child = Child("msc_graph.web.workshop.loading")
    try:
        started(child)
        told = json.loads(_ask(child, json.dumps(sources).encode()))
        if "error" in told:
            raise MSCGraphError(told["error"])
        for note in told["notes"]:
            _log.warning("%s", note)
        if told["edition"] == known:
            return None
        quads, packed = _ask(child, b"quads"), _ask(child, b"packed")
        if quads.startswith(_FAILED):
            raise MSCGraphError(quads.removeprefix(_FAILED).decode())
        snapshot = _open_snapshot(told["snapshot"], told["is_ours"])
        return Loaded(told["edition"], told["prefixes"], quads, packed, snapshot)
    finally:
        child.stop()


def _open_snapshot(path: str, is_ours: bool) -> tuple[int, str] | None:
    """The file of a snapshot; one that was made for us alone needs no name any more."""
    if not path:
        return None
    try:
        number = os.open(path, os.O_RDONLY)
        if is_ours and os.path.exists(f"/proc/self/fd/{number}"):  # noqa: PTH110
            shutil.rmtree(Path(path).parent, ignore_errors=True)
        return number, path
    except OSError as error:
        raise MSCGraphError(
            f"the snapshot {path} cannot be opened ({error.strerror})", cure="start again"
        ) from error


class _Notes(logging.Handler):
    """Keeps what is logged, for the server to say."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _ask(child: Child, request: bytes) -> bytes:
    reply = child.ask(request, _PATIENCE)
    if reply is None:
        raise MSCGraphError("the graph could not be read", cure="see whether memory suffices")
    return reply


def main() -> None:
    """Read the graph that is asked for, then hand over its parts until standard input closes."""
    leave_end_to_parent()
    notes = _Notes(logging.WARNING)
    logging.getLogger().addHandler(notes)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        corpus, edition, packed, made = _read(json.loads(read_frame(source) or b"[]"))
    except MSCGraphError as error:
        write_frame(sink, json.dumps({"error": str(error)}).encode())
        return
    told = {
        "edition": edition,
        "prefixes": dict(corpus.prefixes),
        "snapshot": snapshot_path(corpus),
        "is_ours": made,
        "notes": notes.texts,
    }
    write_frame(sink, json.dumps(told).encode())
    while (request := read_frame(source)) is not None:
        write_frame(sink, packed if request == b"packed" else _write_quads(corpus))


def _read(sources: list[str]) -> tuple[Corpus, str, bytes, bool]:
    """The graph, its edition, and it packed, all of one moment; whether a snapshot was made for us."""
    made = False
    for _ in range(_ROUNDS):
        before = glance(sources)
        corpus = MechanismGraph.load(*sources).corpus
        packed = pack_graph(corpus)
        edition = hash_content(sources)
        if glance(sources) != before:
            continue
        path = snapshot_path(corpus)
        if not path or os.path.exists(path):  # noqa: PTH110
            break
        # There is no room in the cache, and what was mapped has no name any more.
        os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="msc_graph-")
        made = True
    return corpus, edition, packed, made


def _write_quads(corpus: Corpus) -> bytes:
    try:
        return dump_nquads(corpus)
    except MSCGraphError as error:  # an id of an unknown prefix, say
        return _FAILED + f"the graph cannot be written as RDF: {error}".encode()


if __name__ == "__main__":
    main()
