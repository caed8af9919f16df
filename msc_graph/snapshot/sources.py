"""What a path holds, told by its name and a look inside; nothing heavy is imported for that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from msc_graph.bundle import find_folder
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError

__all__ = [
    "SHIPPED",
    "KgxPair",
    "OwnTables",
    "Progress",
    "RdfFile",
    "Source",
    "find_source",
    "needs_snapshot",
    "source_paths",
]

#: The word that names the graph of the package among data sources.
SHIPPED = "shipped"

#: RDF up to this size (bytes) that holds nothing but this model is read without a snapshot.
_SMALL_RDF = 1 << 24
_EDGES = re.compile(r"(?:.*[._-])?edges\.tsv(?:\.gz)?", re.IGNORECASE)
_SYNTAXES = {".nt": "nt", ".nq": "nquads", ".ttl": "turtle", ".trig": "trig"}


class KgxPair(NamedTuple):
    """An edge table, and the node table beside it."""

    edges: Path
    nodes: Path | None

    def files(self) -> list[Path]:
        """What is read."""
        return [path for path in (self.nodes, self.edges) if path is not None]


class RdfFile(NamedTuple):
    """A file of RDF; `syntax` is `nt`, `nquads`, `turtle` or `trig`."""

    path: Path
    syntax: str

    def files(self) -> list[Path]:
        """What is read."""
        return [self.path]


class OwnTables(NamedTuple):
    """A data folder laid out like `graph_data/`."""

    folder: Path

    def files(self) -> list[Path]:
        """What is read: every table, and the prefixes."""
        found = (p for p in self.folder.rglob("*") if p.suffix in (".tsv", ".json"))
        return sorted(p for p in found if p.is_file())


#: Told how many bytes of how many are read, and what is being done.
Progress = Callable[[int, int, str], None]

#: What can be read. JSON-LD, and a corpus at hand, come as records.
Source = KgxPair | RdfFile | OwnTables | Corpus


def source_paths(source: Source) -> list[Path]:
    """Paths that name a source."""
    if isinstance(source, OwnTables):
        return [source.folder]
    return [] if isinstance(source, Corpus) else source.files()


def find_source(source: Path | str | Corpus) -> Source:
    """What a data source is.

    Parameters
    ----------
    source
        A data folder, a folder with a KGX pair, an edge table of a pair, a file of RDF, the word
        `shipped`, or records.

    Raises
    ------
    DataError
        If it does not exist or is none of these.
    """
    if isinstance(source, Corpus):
        return source
    if str(source) == SHIPPED:
        return OwnTables(find_folder("graph_data"))
    path = Path(source)
    if path.is_dir():
        return _find_in_folder(path)
    if not path.exists():
        raise DataError(
            "does not exist",
            path=path,
            cure="name a data folder, a KGX pair, an RDF file, or the word shipped",
        )
    if _EDGES.fullmatch(path.name):
        return KgxPair(path, _find_nodes(path))
    syntax = _SYNTAXES.get(_suffix(path))
    if syntax:
        return RdfFile(path, syntax)
    if _suffix(path) == ".jsonld":
        from msc_graph.rdf.decode import read_rdf

        return read_rdf(path)
    raise DataError(
        "is no graph by its name",
        path=path,
        cure="name it …edges.tsv (KGX), or .nt, .nq, .ttl, .trig (each also .gz) or .jsonld",
    )


def needs_snapshot(path: Path) -> bool:
    """Whether a graph is read by way of a snapshot.

    KGX is; what is compressed; RDF over 16 MiB; and RDF that holds relations or categories which
    are not of the ontology. To tell the latter a file is read up to the first such triple: one of
    this model once in full, at some million triples a second.

    Parameters
    ----------
    path
        A file or folder; what cannot be read needs none, and whoever reads it says why.
    """
    if path.is_dir():
        return not (path / "statements").is_dir() and next(_edge_tables(path), None) is not None
    if not path.is_file():
        return False
    if _EDGES.fullmatch(path.name):
        return True
    syntax = _SYNTAXES.get(_suffix(path))
    if syntax is None:
        return False
    if path.suffix.casefold() == ".gz":
        return True
    from msc_graph.store.stream import holds_foreign_terms

    return path.stat().st_size > _SMALL_RDF or holds_foreign_terms(path, syntax)


def _suffix(path: Path) -> str:
    """Ending of a name without `.gz`."""
    name = path.name.casefold().removesuffix(".gz")
    return Path(name).suffix


def _edge_tables(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.iterdir()) if _EDGES.fullmatch(p.name) and p.is_file())


def _find_in_folder(folder: Path) -> KgxPair | OwnTables:
    if (folder / "statements").is_dir():
        return OwnTables(folder)
    tables = list(_edge_tables(folder))
    plain = [p for p in tables if p.name in ("edges.tsv", "edges.tsv.gz")]
    chosen = plain if len(plain) == 1 else tables
    if not chosen:
        raise DataError(
            "holds no graph",
            path=folder,
            cure="put nodes.tsv and edges.tsv (KGX) there, or lay it out like graph_data/",
        )
    if len(chosen) > 1:
        names = ", ".join(p.name for p in chosen)
        raise DataError(f"holds several edge tables ({names})", path=folder, cure="name one")
    return KgxPair(chosen[0], _find_nodes(chosen[0]))


def _find_nodes(edges: Path) -> Path | None:
    """The node table beside an edge table, compressed or not."""
    packed = edges.name.casefold().endswith(".gz")
    plain = edges.name[: -len(".gz")] if packed else edges.name
    stem = plain[: -len("edges.tsv")]
    for name in (f"{stem}nodes.tsv", f"{stem}nodes.tsv.gz"):
        if (edges.parent / name).is_file():
            return edges.parent / name
    return None
