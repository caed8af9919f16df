"""A graph as it was when it was read, so that processes started later hold the very same one."""

from __future__ import annotations

import pickle
from pathlib import Path

from msc_graph.curation.corpus import Corpus
from msc_graph.curation.layout import PLAIN_TABLES
from msc_graph.graph import MechanismGraph
from msc_graph.records import Table
from msc_graph.vocabulary import hold_vocabulary, load_vocabulary

__all__ = ["HeldCorpus", "pack_graph", "snapshot_path", "unpack_graph"]


class HeldCorpus(Corpus):
    """A corpus with every table at hand: it stays what it is when its files change.

    Parameters
    ----------
    corpus
        The one whose content it takes over.
    """

    def __init__(self, corpus: Corpus) -> None:
        super().__init__(
            corpus.entities,
            corpus.statements,
            corpus.rows,
            prefixes=corpus.prefixes,
            references=corpus.references,
            is_shipped=corpus.is_shipped,
        )
        self._tables = _read_tables(corpus)

    def table(self, name: str) -> Table:
        """Rows of a plain table.

        Raises
        ------
        KeyError
            If there is no table of that name.
        """
        return self._tables[name]


def pack_graph(corpus: Corpus) -> bytes:
    """All that `unpack_graph` needs, but for a snapshot: the words, and the records or plain tables.

    Raises
    ------
    DataError
        If a table cannot be understood.
    """
    held = _read_tables(corpus) if snapshot_path(corpus) else HeldCorpus(corpus)
    return pickle.dumps((load_vocabulary(), held), pickle.HIGHEST_PROTOCOL)


def snapshot_path(corpus: Corpus) -> str:
    """Where the snapshot lies that a corpus is mapped from; empty if it is held as records."""
    path = getattr(corpus, "path", None)
    return str(path) if path else ""


def unpack_graph(packed: bytes, snapshot: str) -> MechanismGraph:
    """The graph of a packed one, which must come from a process of ours, and of its snapshot.

    From now on this process goes by the words that the graph was packed with.

    Examples
    --------
    >>> graph = unpack_graph(pack_graph(MechanismGraph.load().corpus), "")
    >>> graph.resolve("SHP2").entity.label
    'PTPN11'
    """
    words, held = pickle.loads(packed)  # noqa: S301 (our own bytes, over our own pipe)
    hold_vocabulary(words)
    if not snapshot:
        return MechanismGraph(held)
    from msc_graph.snapshot.corpus import SnapshotCorpus
    from msc_graph.snapshot.format import open_file

    return MechanismGraph(SnapshotCorpus(open_file(Path(snapshot)), held))


def _read_tables(corpus: Corpus) -> dict[str, Table]:
    return {name: corpus.table(name) for name in PLAIN_TABLES}
